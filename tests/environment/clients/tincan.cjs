// Calls of TinCanJS, in Node and in a browser alike. Answers with the names of those made.
async function tincanCalls(TinCan, endpoint, username, password) {
  const lrs = new TinCan.LRS({ endpoint, username, password, allowFail: false });
  const made = [];
  const fail = (what, details) => {
    throw new Error(`${what}: ${JSON.stringify(details)}`);
  };
  const call = (name, ...parameters) =>
    new Promise((done, failed) => {
      const options = parameters.at(-1);
      options.callback = (error, result) => {
        if (error !== null && error !== undefined && error !== 0) {
          failed(new Error(`${name}: ${error} ${result?.responseText ?? ''}`));
          return;
        }
        made.push(name);
        done(result);
      };
      lrs[name](...parameters);
    });
  const mark = Math.random().toString(36).slice(2);
  const agent = new TinCan.Agent({ mbox: `mailto:${mark}@example.org`, name: 'Anna' });
  const activity = new TinCan.Activity({
    id: `https://app.example.org/${mark}`,
    definition: { name: { en: 'Thing' } },
  });
  const verb = { id: 'http://adlnet.gov/expapi/verbs/shared', display: { en: 'shared' } };
  const statement = () => new TinCan.Statement({ actor: agent, verb, target: activity });

  const about = await call('about', {});
  if (!about.version.includes('1.0.2')) fail('about', about);
  const first = statement();
  await call('saveStatement', first, {});
  await call('saveStatements', [statement(), statement()], {});
  const got = await call('retrieveStatement', first.id, {});
  if (got.target.id !== activity.id) fail('statement', got);
  const page = await call('queryStatements', { params: { agent, limit: 2 } });
  if (page.statements.length !== 2 || !page.more) fail('page', page);
  const rest = await call('moreStatements', { url: page.more });
  if (rest.statements.length !== 1) fail('rest', rest);
  const voiding = new TinCan.Statement({
    actor: agent,
    verb: { id: 'http://adlnet.gov/expapi/verbs/voided' },
    target: { objectType: 'StatementRef', id: first.id },
  });
  await call('saveStatement', voiding, {});
  const voided = await call('retrieveVoidedStatement', first.id, {});
  if (voided.id !== first.id) fail('voided', voided);
  const known = await call('retrieveActivity', activity.id, {});
  if (known.definition.name.en !== 'Thing') fail('activity', known);

  const where = () => ({ agent, activity });
  await call('saveState', 'place', 'page 1', where());
  const state = await call('retrieveState', 'place', where());
  if (state.contents !== 'page 1') fail('state', state);
  // The library sends the tag without its quotes.
  await call('saveState', 'place', 'page 2', { ...where(), lastSHA1: state.etag.replaceAll('"', '') });
  const ids = await call('retrieveStateIds', where());
  if (ids.join() !== 'place') fail('states', ids);
  await call('dropState', 'place', where());
  for (const [kind, owner] of [['Activity', { activity }], ['Agent', { agent }]]) {
    const json = { contentType: 'application/json' };
    await call(`save${kind}Profile`, 'p', { a: 1 }, { ...owner, ...json, overwriteJSON: false });
    const profile = await call(`retrieve${kind}Profile`, 'p', { ...owner });
    if (profile.contents.a !== 1) fail(kind, profile);
    const lastSHA1 = profile.etag;
    await call(`save${kind}Profile`, 'p', { a: 2 }, { ...owner, ...json, lastSHA1 });
    const list = await call(`retrieve${kind}ProfileIds`, { ...owner });
    if (list.join() !== 'p') fail(`${kind} profiles`, list);
    await call(`drop${kind}Profile`, 'p', { ...owner });
  }

  const attached = statement();
  const content = TinCan.Utils.stringToArrayBuffer
    ? TinCan.Utils.stringToArrayBuffer('What I took from it')
    : new TextEncoder().encode('What I took from it').buffer;
  attached.attachments = [
    TinCan.Attachment.fromJSON
      ? new TinCan.Attachment({
          usageType: 'https://app.example.org/attachments/notes',
          display: { en: 'Notes' },
          contentType: 'text/plain',
          content,
        })
      : fail('attachment', {}),
  ];
  await call('saveStatement', attached, {});
  const found = await call('retrieveStatement', attached.id, { params: { attachments: true } });
  const text = found.attachments[0].getContentAsString();
  if (text !== 'What I took from it') fail('attachment', text);
  return made;
}

if (typeof module !== 'undefined') module.exports = tincanCalls;
