// Calls of adl-xapiwrapper in Node. Answers with the names of those made.
async function wrapperCalls({ XAPIWrapper }, url, user, pass) {
  const wrapper = new XAPIWrapper({ url, auth: { user, pass } });
  const made = [];
  const call = (name, status, ...parameters) =>
    new Promise((done, failed) => {
      wrapper[name](...parameters, (error, response, body) => {
        if (error || response.statusCode !== status) {
          failed(new Error(`${name}: ${error} ${response?.statusCode} ${body}`));
          return;
        }
        made.push(name);
        done({ body, etag: response.headers.etag });
      });
    });
  const equal = (got, wanted, what) => {
    if (got !== wanted) throw new Error(`${what}: ${got} instead of ${wanted}`);
  };
  const mark = Math.random().toString(36).slice(2);
  const agent = { mbox: `mailto:${mark}@example.org` };
  const activity = `https://app.example.org/${mark}`;
  const verb = { id: 'http://adlnet.gov/expapi/verbs/shared' };
  const object = { id: activity, definition: { name: { en: 'Thing' } } };

  await call('sendStatements', 200, { actor: agent, verb, object });
  await call('sendStatements', 200, [{ actor: agent, verb, object }]);
  const search = { agent: JSON.stringify(agent), limit: 1 };
  const page = JSON.parse((await call('getStatements', 200, search, null)).body);
  equal(page.statements.length, 1, 'page');
  await call('getStatements', 200, null, page.more);
  const known = JSON.parse((await call('getActivities', 200, activity)).body);
  equal(known.definition.name.en, 'Thing', 'activity');
  await call('sendState', 204, activity, agent, 'place', null, { page: 1 }, null, null);
  const state = await call('getState', 200, activity, agent, 'place', null, null);
  equal(JSON.parse(state.body).page, 1, 'state');
  const profile = 'https://app.example.org/profile';
  await call('sendActivityProfile', 204, activity, profile, { a: 1 }, null, '*');
  const kept = await call('getActivityProfile', 200, activity, profile, null);
  equal(JSON.parse(kept.body).a, 1, 'activity profile');
  const person = JSON.parse((await call('getAgents', 200, agent)).body);
  equal(person.objectType, 'Person', 'person');
  await call('sendAgentProfile', 204, agent, profile, { a: 1 }, null, '*');
  await call('getAgentProfile', 200, agent, profile, null);
  return made;
}

module.exports = wrapperCalls;
