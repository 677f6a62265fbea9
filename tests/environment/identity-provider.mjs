// A real OpenID provider on loopback, with made-up people. Each test server registers itself.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { Provider } from 'oidc-provider';

const port = Number(process.env.PORT);
const issuer = `http://127.0.0.1:${port}`;

const person = (name, groups, locale = 'en') => ({ name, groups, locale });
const people = {
  coach1: person('Carla Coach', ['coaches'], 'de'),
  coach2: person('Conrad Coach', ['coaches']),
  learner1: person('Lars Lerner', ['learners'], 'de'),
  admin1: person('Ada Admin', ['administrators']),
};

const claimsOf = (sub) => {
  const known = people[sub];
  // Whoever is not in the list signs in without name, e-mail and groups.
  if (!known) return { sub };
  return { sub, ...known, email: `${sub}@example.org`, email_verified: true };
};

const key = (alg, ...parameters) => ({
  ...generateKeyPairSync(...parameters).privateKey.export({ format: 'jwk' }),
  alg,
  use: 'sig',
  kid: alg,
});

const provider = new Provider(issuer, {
  jwks: {
    keys: [
      key('RS256', 'rsa', { modulusLength: 2048 }),
      key('ES256', 'ec', { namedCurve: 'P-256' }),
    ],
  },
  cookies: { keys: [randomBytes(32).toString('hex')] },
  claims: {
    openid: ['sub'],
    email: ['email', 'email_verified'],
    profile: ['name', 'locale'],
    groups: ['groups'],
  },
  scopes: ['openid', 'offline_access', 'email', 'profile', 'groups'],
  conformIdTokenClaims: false,
  pkce: { required: () => true },
  features: { devInteractions: { enabled: true }, registration: { enabled: true } },
  findAccount: async (_context, id) => ({ accountId: id, claims: async () => claimsOf(id) }),
});
provider.on('server_error', (_context, error) => console.error(error));
provider.listen(port, '127.0.0.1');
