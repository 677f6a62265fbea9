// Tries the environment without a gateway: a sign-in at the identity provider and a page in the
// browser, as the tests do them. Run it with: ./test --env-only node tests/environment/check.mjs
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';

const issuer = process.env.COACHLIGHT_TEST_OIDC;
const redirectUri = 'http://127.0.0.1:9/callback';

async function timed(what, action) {
  const start = performance.now();
  const result = await action();
  console.log(`${what}: ${Math.round(performance.now() - start)} ms`);
  return result;
}

async function json(address, body, headers = {}) {
  const response = await fetch(address, { method: body ? 'POST' : 'GET', body, headers });
  return { status: response.status, body: await response.json() };
}

const sendJson = (address, value) =>
  json(address, JSON.stringify(value), { 'content-type': 'application/json' });

// --- Sign-in -------------------------------------------------------------------------------------

const register = (provider) =>
  sendJson(provider.registration_endpoint, {
    redirect_uris: [redirectUri],
    grant_types: ['authorization_code', 'refresh_token'],
  });

// Follows the provider's redirects and fills in its two forms until it hands out a code.
async function authorise(address, person) {
  const cookies = new Map();
  let form;
  for (;;) {
    const response = await fetch(address, {
      method: form ? 'POST' : 'GET',
      body: form && new URLSearchParams(form),
      redirect: 'manual',
      headers: { cookie: [...cookies].map((pair) => pair.join('=')).join('; ') },
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie);
      cookies.set(name, value);
    }
    const location = response.headers.get('location');
    if (location?.startsWith(redirectUri)) return new URL(location).searchParams;
    if (location) {
      [address, form] = [new URL(location, issuer), undefined];
    } else {
      const page = await response.text();
      assert(!form && page.includes('name="prompt"'), `${response.status} ${page}`);
      form = page.includes('value="login"')
        ? { prompt: 'login', login: person, password: 'any' }
        : { prompt: 'consent' };
    }
  }
}

async function signIn(provider, client, person) {
  const verifier = randomBytes(32).toString('base64url');
  const parameters = {
    client_id: client.client_id,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'openid profile email groups offline_access',
    prompt: 'consent',
    nonce: 'n',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  };
  const start = `${provider.authorization_endpoint}?${new URLSearchParams(parameters)}`;
  const code = (await authorise(start, person)).get('code');
  return token(provider, client, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectUri,
    code_verifier: verifier,
  });
}

function token(provider, client, parameters) {
  const secret = Buffer.from(`${client.client_id}:${client.client_secret}`).toString('base64');
  const headers = { authorization: `Basic ${secret}` };
  return json(provider.token_endpoint, new URLSearchParams(parameters), headers);
}

const claimsIn = (idToken) => JSON.parse(Buffer.from(idToken.split('.')[1], 'base64url'));

async function checkIdentityProvider() {
  const { body: provider } = await json(`${issuer}/.well-known/openid-configuration`);
  const { body: keys } = await json(provider.jwks_uri);
  assert.deepEqual(keys.keys.map((key) => key.alg).sort(), ['ES256', 'RS256']);
  const { status, body: client } = await register(provider);
  assert.equal(status, 201);

  for (const person of ['coach1', 'nobody1']) {
    const { body } = await timed(`sign-in of ${person}`, () => signIn(provider, client, person));
    console.log(claimsIn(body.id_token));
    const again = await token(provider, client, {
      grant_type: 'refresh_token',
      refresh_token: body.refresh_token,
    });
    assert.equal(again.status, 200);
  }

  const plain = { client_id: client.client_id, redirect_uri: redirectUri, response_type: 'code' };
  const query = new URLSearchParams({ ...plain, scope: 'openid' });
  const refusal = await authorise(`${provider.authorization_endpoint}?${query}`);
  assert.match(refusal.get('error_description'), /PKCE/);
}

// --- Browser -------------------------------------------------------------------------------------

async function checkBrowser(engine, options) {
  const driver = process.env[`COACHLIGHT_TEST_WEBDRIVER_${engine.toUpperCase()}`];
  const { body } = await timed(`a session of ${engine}`, () =>
    sendJson(`${driver}/session`, { capabilities: { alwaysMatch: options } }),
  );
  assert(body.value.sessionId, body.value.message);
  const session = `${driver}/session/${body.value.sessionId}`;
  await timed('a page', () =>
    sendJson(`${session}/url`, { url: 'data:text/html,<title>It works</title>' }),
  );
  const { body: title } = await json(`${session}/title`);
  assert.equal(title.value, 'It works');
  console.log(`its title: ${title.value}`);
  // With "leave" the browser is left open, to see that the environment ends it.
  if (process.argv[2] !== 'leave') await fetch(session, { method: 'DELETE' });
}

await checkIdentityProvider();
await checkBrowser('chromium', {
  'goog:chromeOptions': { binary: process.env.COACHLIGHT_TEST_CHROMIUM },
});
await checkBrowser('firefox', {});
await checkBrowser('webkit', {});
