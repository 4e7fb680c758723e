import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { systemRandom } from '../../../libs/m2m-auth/src/crypto/system-random.js';
import { generateApiKeyValue } from '../../../libs/m2m-auth/src/domain/api-keys/api-key-value.js';
import { generateClientSecret } from '../../../libs/m2m-auth/src/domain/credentials/generated-secret.js';
import { REGISTRATION_ACCESS_TOKEN } from '../../../libs/m2m-auth/src/domain/registration/client-registration.js';
import { suppliedSecret, LATE_CLIENT, type Lab, type Leak } from './lab.js';
import { assertion, basic, configuration, post, withApiKey, withInternalApiKey } from './requests.js';
import { numberOfSamples, type Question, type Sides } from './sampler.js';

/** Two kinds of requests between which time must not tell. */
export interface Pair {
  readonly name: string;
  /** Set on a positive control: what leaks, so that the difference has to be found. */
  readonly leak?: Leak;
  prepare(lab: Lab, samples: number): Promise<Sides>;
}

const wrong = (): string => generateClientSecret(systemRandom);
const nobody = (): string => randomUUID();

/** A pair of one client and an id that nobody has, asked in the same way. */
const against = (
  name: string,
  client: (lab: Lab) => Promise<string>,
  ask: (clientId: string, sample: number) => Question,
  unknown: 'fresh' | 'the same' = 'the same',
): Pair => ({
  name,
  prepare: async (lab) => {
    const [known, stranger] = [await client(lab), nobody()];
    return {
      a: (sample) => ask(known, sample),
      b: (sample) => ask(unknown === 'fresh' ? nobody() : stranger, sample),
    };
  },
});

const inUse = async (lab: Lab): Promise<string> => (await lab.clientInUse()).clientId;
const withSupplied = async (lab: Lab): Promise<string> =>
  (await lab.clientInUse({ clientSecret: suppliedSecret() })).clientId;
const imported =
  (cost: (lab: Lab) => number) =>
  async (lab: Lab): Promise<string> => {
    const clientId = nobody();
    await lab.import([clientId], cost(lab));
    return clientId;
  };
/** Two less than the dearest, as 10 is to 12. */
const lowerCost = ({ cost }: Lab): number => Math.max(4, cost - 2);
const lowestCost = (): number => 4;

const withWrong = (clientId: string): Question => basic(clientId, wrong());
const withWrongSupplied = (clientId: string): Question => basic(clientId, suppliedSecret());
/** A plus and an escape: as it was sent it is another secret than decoded. */
const withTwoReadings = (clientId: string): Question => basic(clientId, `${suppliedSecret()}+%25`);
const withBadChecksum = (clientId: string): Question => basic(clientId, `m2ms_${'A'.repeat(49)}`);
const with73Bytes = (clientId: string): Question => basic(clientId, suppliedSecret().padEnd(73, 'x'));
const withForm = (path: string) => (clientId: string) => basic(clientId, wrong(), path, 'token=none');

const existence: readonly Pair[] = [
  against('unknown id / client in use', inUse, withWrong),
  against('fresh unknown id / client in use', inUse, withWrong, 'fresh'),
  against('fresh unknown id / client in use, introspection', inUse, withForm('/auth/introspect'), 'fresh'),
  against('fresh unknown id / client in use, revocation', inUse, withForm('/auth/revoke'), 'fresh'),
  {
    name: 'cold unknown id / cold client',
    prepare: async (lab, samples) => {
      const ids = await lab.coldClients(numberOfSamples(samples));
      return { a: (sample) => withWrong(ids[sample] ?? ''), b: () => withWrong(nobody()) };
    },
  },
  {
    name: 'cold client / client in use',
    prepare: async (lab, samples) => {
      const [ids, used] = [await lab.coldClients(numberOfSamples(samples)), await inUse(lab)];
      return { a: () => withWrong(used), b: (sample) => withWrong(ids[sample] ?? '') };
    },
  },
  against('empty secret, unknown / known', inUse, (clientId) => post(clientId, '')),
  against('bad checksum, unknown / known', inUse, withBadChecksum),
  against('NUL in the secret, unknown / known', inUse, (clientId) => post(clientId, '%00secret')),
  against('invalid UTF-8, unknown / known', inUse, (clientId) =>
    basic(clientId, Buffer.from([0xff, 0xfe, 0xfd])),
  ),
  against('client assertion, unknown / known', inUse, assertion, 'fresh'),
];

const state: readonly Pair[] = [
  {
    name: 'right secret of an inactive client / wrong secret',
    prepare: async (lab) => {
      const [inactive, active] = [await lab.clientInUse(), await inUse(lab)];
      await lab.admin('PATCH', `/oauth-clients/${inactive.clientId}`, { isActive: false });
      return { a: () => basic(inactive.clientId, inactive.clientSecret), b: () => withWrong(active) };
    },
  },
  {
    name: 'right secret that has expired / wrong secret',
    prepare: async (lab) => {
      const client = await lab.client();
      const path = `/oauth-clients/${client.clientId}/secrets`;
      const body = { expiresAt: new Date(Date.now() + 1_500).toISOString() };
      const { clientSecret } = (await lab.admin('POST', path, body)) as { clientSecret: string };
      await pause(2_000);
      return { a: () => basic(client.clientId, clientSecret), b: () => withWrong(client.clientId) };
    },
  },
  {
    name: 'right secret by the wrong method / wrong secret',
    prepare: async (lab) => {
      const client = await lab.clientInUse({ tokenEndpointAuthMethod: 'client_secret_basic' });
      return {
        a: () => post(client.clientId, client.clientSecret),
        b: () => post(client.clientId, wrong()),
      };
    },
  },
  {
    name: 'one secret / two secrets',
    prepare: async (lab) => {
      const [one, two] = [await inUse(lab), await inUse(lab)];
      await lab.admin('POST', `/oauth-clients/${two}/secrets`, {});
      return { a: () => withWrong(one), b: () => withWrong(two) };
    },
  },
  {
    name: 'right supplied secret of an inactive client / wrong one',
    prepare: async (lab) => {
      const secret = suppliedSecret();
      const [inactive, active] = [await lab.clientInUse({ clientSecret: secret }), await withSupplied(lab)];
      await lab.admin('PATCH', `/oauth-clients/${inactive.clientId}`, { isActive: false });
      return { a: () => basic(inactive.clientId, secret), b: () => withWrongSupplied(active) };
    },
  },
];

const slowHashes: readonly Pair[] = [
  against('supplied secret, unknown / known', withSupplied, withWrongSupplied),
  against('supplied secret, fresh unknown / known', withSupplied, withWrongSupplied, 'fresh'),
  against('supplied secret, unknown / generated', inUse, withWrongSupplied, 'fresh'),
  against('supplied secret of 73 bytes, unknown / known', withSupplied, with73Bytes),
  against('supplied secret, unknown / imported of cost 4', imported(lowestCost), withWrongSupplied),
  against('supplied secret, unknown / imported of two less', imported(lowerCost), withWrongSupplied),
  {
    name: 'imported of four less / imported of two less',
    prepare: async (lab) => {
      const lower = await imported(({ cost }) => Math.max(4, cost - 4))(lab);
      const higher = await imported(lowerCost)(lab);
      return { a: () => withWrongSupplied(lower), b: () => withWrongSupplied(higher) };
    },
  },
  against('two readings of the secret, unknown / known', withSupplied, withTwoReadings),
  against('two readings of the secret, unknown / imported', imported(lowestCost), withTwoReadings),
];

const others: readonly Pair[] = [
  {
    name: 'registration of nobody / of a client',
    prepare: async (lab) => {
      const known = await lab.selfRegistered();
      const ask = (clientId: string): Question =>
        configuration(clientId, REGISTRATION_ACCESS_TOKEN.generate(systemRandom));
      return { a: () => ask(known), b: () => ask(nobody()) };
    },
  },
  ...[16, 31].map((length): Pair => ({
    name: `internal API key, prefix of ${length} right / of none`,
    prepare: async (lab) => {
      const key = lab.internalApiKey;
      const near = key.slice(0, length).padEnd(key.length, '#');
      return { a: () => withInternalApiKey(near), b: () => withInternalApiKey('#'.repeat(key.length)) };
    },
  })),
  {
    name: 'API key, prefix that exists / made up',
    prepare: async (lab) => {
      const { value } = await lab.apiKey();
      const madeUp = (): string => generateApiKeyValue('production', systemRandom);
      const near = (): string => value.slice(0, 16) + madeUp().slice(16);
      return { a: () => withApiKey(near()), b: () => withApiKey(madeUp().slice(0, -1) + '-') };
    },
  },
  {
    name: 'API key, made up / deleted',
    prepare: async (lab) => {
      const { id, value } = await lab.apiKey();
      await lab.admin('DELETE', `/api-keys/${id}`);
      return {
        a: () => withApiKey(value),
        b: () => withApiKey(generateApiKeyValue('production', systemRandom)),
      };
    },
  },
];

const controls: readonly Pair[] = [
  {
    name: 'control: neither dummies nor the grid',
    leak: 'no-dummy',
    prepare: async (lab) => {
      const known = await imported(({ cost }) => cost)(lab);
      const stranger = nobody();
      return { a: () => withWrongSupplied(known), b: () => withWrongSupplied(stranger) };
    },
  },
  {
    name: 'control: a client answered one millisecond late',
    leak: 'late-answer',
    prepare: async (lab) => {
      await lab.clientInUse({ clientId: LATE_CLIENT });
      return { a: () => withWrong(LATE_CLIENT), b: () => withWrong('nobody-here') };
    },
  },
];

/** Every pair, the positive controls last. */
export const PAIRS: readonly Pair[] = [...existence, ...state, ...slowHashes, ...others, ...controls];
