// Calls of @xapi/xapi, in Node and in a browser alike. Answers with the names of those made.
const equal = (got, wanted, what) => {
  if (JSON.stringify(got) !== JSON.stringify(wanted)) {
    throw new Error(`${what}: ${JSON.stringify(got)} instead of ${JSON.stringify(wanted)}`);
  }
};

async function xapiCalls(XAPI, endpoint, key, secret, inBrowser) {
  const xapi = new XAPI({ endpoint, auth: XAPI.toBasicAuth(key, secret) });
  const made = [];
  const call = async (name, parameters) => {
    const answer = await xapi[name](parameters);
    made.push(name);
    return answer;
  };
  const mark = Math.random().toString(36).slice(2);
  const agent = { objectType: 'Agent', mbox: `mailto:${mark}@example.org`, name: 'Anna' };
  const activityId = `https://app.example.org/${mark}`;
  const object = { objectType: 'Activity', id: activityId, definition: { name: { en: 'Thing' } } };
  const verb = { id: 'http://adlnet.gov/expapi/verbs/shared', display: { en: 'shared' } };
  const statement = { actor: agent, verb, object };
  const profileId = 'https://app.example.org/profile';

  const about = await call('getAbout');
  equal(about.data.version.includes('1.0.3'), true, 'about');
  const [id] = (await call('sendStatement', { statement })).data;
  const [, last] = (await call('sendStatements', { statements: [statement, statement] })).data;
  equal((await call('getStatement', { statementId: id })).data.object.id, activityId, 'statement');
  const page = await call('getStatements', { agent, limit: 2 });
  equal(page.data.statements.length, 2, 'page');
  const rest = await call('getMoreStatements', { more: page.data.more });
  equal(rest.data.statements.length, 1, 'rest');
  await call('voidStatement', { actor: agent, statementId: id });
  equal((await call('getVoidedStatement', { voidedStatementId: id })).data.id, id, 'voided');
  await call('voidStatements', { actor: agent, statementIds: [last] });
  equal((await call('getActivity', { activityId })).data.definition.name.en, 'Thing', 'activity');
  equal((await call('getAgent', { agent })).data.mbox, [agent.mbox], 'person');

  const state = { agent, activityId, stateId: 'place' };
  await call('createState', { ...state, state: { page: 1 } });
  await call('createState', { ...state, state: { mark: 2 } });
  const kept = await call('getState', state);
  equal(kept.data, { page: 1, mark: 2 }, 'state');
  const etag = kept.headers.etag;
  equal(typeof etag, 'string', 'etag');
  await call('setState', { ...state, state: { page: 3 }, etag, matchHeader: 'If-Match' });
  equal((await call('getStates', { agent, activityId })).data, ['place'], 'states');
  await call('deleteState', state);
  await call('deleteStates', { agent, activityId });
  for (const [kind, where] of [['Activity', { activityId }], ['Agent', { agent }]]) {
    const named = { ...where, profileId };
    await call(`create${kind}Profile`, { ...named, profile: { a: 1 } });
    const got = await call(`get${kind}Profile`, named);
    equal(got.data, { a: 1 }, kind);
    const change = { ...named, profile: { b: 2 }, etag: got.headers.etag, matchHeader: 'If-Match' };
    await call(`set${kind}Profile`, change);
    const stale = await xapi[`set${kind}Profile`](change).then(() => 0, (error) => error.response?.status ?? error.status);
    equal(stale, 412, 'a stale tag');
    equal((await call(`get${kind}Profiles`, where)).data, [profileId], `${kind} profiles`);
    await call(`delete${kind}Profile`, named);
  }

  // In Node the library sends attachments as application/octet-stream, which nobody can take.
  if (inBrowser) {
    const content = new TextEncoder().encode('What I took from it').buffer;
    const sum = await crypto.subtle.digest('SHA-256', content);
    const sha2 = [...new Uint8Array(sum)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    const attachment = {
      usageType: 'https://app.example.org/attachments/notes',
      display: { en: 'Notes' },
      contentType: 'text/plain',
      length: content.byteLength,
      sha2,
    };
    const [attached] = (
      await call('sendStatement', {
        statement: { ...statement, attachments: [attachment] },
        attachments: [content],
      })
    ).data;
    const got = await call('getStatement', { statementId: attached, attachments: true });
    equal(got.data[0].id, attached, 'statement with attachment');
    equal(JSON.stringify(got.data).includes('What I took from it'), true, 'attachment');
  }
  return made;
}

if (typeof module !== 'undefined') module.exports = xapiCalls;
