// A real OpenID provider on loopback, with made-up people. Each test server registers itself as a
// client, because only it knows the random port it listens on. Prints its issuer once it listens.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

const person = (name, groups, locale = 'en') => ({ name, groups, locale });
const people = {
  coach1: person('Carla Coach', ['coaches'], 'de'),
  coach2: person('Conrad Coach', ['coaches']),
  learner1: person('Lars Lerner', ['learners'], 'de'),
  admin1: person('Ada Admin', ['administrators']),
  hr1: person('Hanna Personal', ['hr'], 'de'),
};

// nobody1, and whoever else is not in the list, signs in without name, e-mail and groups.
const claimsOf = (sub) =>
  sub in people
    ? { sub, ...people[sub], email: `${sub}@example.org`, email_verified: true }
    : { sub };

const signingKey = (alg, ...parameters) => ({
  ...generateKeyPairSync(...parameters).privateKey.export({ format: 'jwk' }),
  alg,
  use: 'sig',
  kid: alg,
});

// The issuer contains the port, so the port must be known before the provider is made.
const server = createServer();
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const issuer = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, {
  jwks: {
    keys: [
      signingKey('RS256', 'rsa', { modulusLength: 2048 }),
      signingKey('ES256', 'ec', { namedCurve: 'P-256' }),
    ],
  },
  cookies: { keys: [randomBytes(32).toString('hex')] },
  scopes: ['openid', 'offline_access', 'email', 'profile', 'groups'],
  claims: {
    openid: ['sub'],
    email: ['email', 'email_verified'],
    profile: ['name', 'locale'],
    groups: ['groups'],
  },
  // As most companies' providers do: the claims are in the ID token, not only at userinfo.
  conformIdTokenClaims: false,
  pkce: { required: () => true },
  features: {
    devInteractions: { enabled: true },
    registration: { enabled: true },
    revocation: { enabled: true },
    rpInitiatedLogout: { enabled: true },
    backchannelLogout: { enabled: true },
    clientCredentials: { enabled: true },
    // Access tokens that a resource server can check by itself, as the record store does.
    resourceIndicators: {
      enabled: true,
      defaultResource: () => undefined,
      getResourceServerInfo: (_context, resource) => ({
        audience: resource,
        scope: 'statements/write statements/read statements/read/mine state profile all fly',
        accessTokenFormat: 'jwt',
        jwt: { sign: { alg: 'RS256' } },
      }),
    },
  },
  // It tells gateways on this machine of a logout, which its guard of private addresses would refuse.
  fetch: (url, { dispatcher: _guarded, ...options }) => fetch(url, options),
  findAccount: (_context, sub) => ({ accountId: sub, claims: () => claimsOf(sub) }),
});
provider.on('server_error', (_context, error) => console.error(error));
server.on('request', provider.callback());
console.log(`issuer ${issuer}`);
