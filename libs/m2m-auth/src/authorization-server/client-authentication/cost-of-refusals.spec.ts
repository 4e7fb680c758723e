import crypto from 'node:crypto';
import bcrypt from 'bcrypt';
import { startProcess } from '../../../../../test/support/domain.js';
import { systemRandom } from '../../crypto/system-random.js';
import { generateClientSecret } from '../../domain/credentials/generated-secret.js';
import { PersistenceError } from '../../domain/stores/persistence-errors.js';
import { FailureGrid } from '../../domain/throttling/failure-grid.js';
import type { EndpointRequest } from '../../http/endpoint.js';
import { RequestParameters } from '../../http/request-parameters.js';
import { EndpointThrottle } from '../throttling/endpoint-throttle.js';
import { RequestAuthenticator } from './request-authenticator.js';

const SUPPLIED = 'chosen by a person, and long enough';
const COST = 4;

const start = async () => {
  const process = await startProcess();
  const throttle = new EndpointThrottle(process.state.throttle, null);
  const authentication = new RequestAuthenticator(
    process.authenticator,
    throttle,
    new FailureGrid(process.clock),
  );
  const counted = {
    selects: jest.spyOn(process.persistence.clients, 'findForAuthentication'),
    bcrypts: jest.spyOn(bcrypt, 'compare'),
    hashes: jest.spyOn(crypto, 'createHash'),
    hmacs: jest.spyOn(crypto, 'createHmac'),
  };
  const ask = (clientId: string, credentials: string): Promise<unknown> =>
    authentication.authenticate({
      method: 'POST',
      url: '/auth/token',
      headers: { authorization: `Basic ${Buffer.from(`${clientId}:${credentials}`).toString('base64')}` },
      ip: '192.0.2.1',
      parameters: RequestParameters.NONE,
    } satisfies EndpointRequest);
  /** What one refusal costs, by kind of work. */
  const costOf = async (clientId: string, secret: string): Promise<Record<string, number>> => {
    for (const spy of Object.values(counted)) spy.mockClear();
    await expect(ask(clientId, secret)).rejects.toMatchObject({ status: 401 });
    return Object.fromEntries(Object.entries(counted).map(([kind, spy]) => [kind, spy.mock.calls.length]));
  };
  return { process, ask, costOf };
};

type Started = Awaited<ReturnType<typeof start>>;

/** Clients, and ids of nobody, by the state that nobody may learn of. */
const SUBJECTS: Readonly<Record<string, (started: Started) => Promise<unknown>>> = {
  'a client in use': async ({ process, ask }) => {
    const { clientSecret = '' } = await process.clients.register({ clientId: 'x', name: 'X', scopes: [] });
    await ask('x', clientSecret);
  },
  'a client in use with a supplied secret': async ({ process, ask }) => {
    await process.clients.register({ clientId: 'x', name: 'X', scopes: [], clientSecret: SUPPLIED });
    await ask('x', encodeURIComponent(SUPPLIED));
  },
  'a client that nobody has asked for': ({ process }) =>
    process.clients.register({ clientId: 'x', name: 'X', scopes: [] }),
  'a client with an imported hash': async ({ process }) => {
    const clientSecretHash = await bcrypt.hash(SUPPLIED, COST);
    await process.imports.import([{ clientId: 'x', name: 'X', scopes: [], clientSecretHash }]);
  },
  'an inactive client': async ({ process }) => {
    await process.clients.register({ clientId: 'x', name: 'X', scopes: [], clientSecret: SUPPLIED });
    await process.clients.update('x', { isActive: false });
  },
  nobody: async () => undefined,
};

describe('a refusal costs the same SELECTs, hashes and bcrypts, whoever is asked for', () => {
  afterEach(() => jest.restoreAllMocks());

  it.each([
    ['a generated secret', () => generateClientSecret(systemRandom), 0],
    ['a generated secret with a wrong checksum', () => `m2ms_${'x'.repeat(49)}`, 0],
    ['a supplied secret', () => 'not-what-was-chosen-by-anybody-at-all', 1],
    ['a supplied secret with two readings', () => 'not-what-was+chosen-by-anybody%25', 2],
  ])('with %s', async (_, secret, bcrypts) => {
    const costs: Record<string, unknown> = {};
    for (const [subject, prepare] of Object.entries(SUBJECTS)) {
      const started = await start();
      await prepare(started);
      const presented = secret();
      const first = await started.costOf('x', presented);
      const second = await started.costOf('x', presented);
      expect([first, second]).toEqual([
        expect.objectContaining({ selects: 1, bcrypts }),
        expect.objectContaining({ selects: 0, bcrypts }),
      ]);
      costs[subject] = { first, second };
      jest.restoreAllMocks();
    }
    for (const cost of Object.values(costs)) expect(cost).toEqual(costs['nobody']);
  });

  it('also when many ask for the same id at once', async () => {
    const selects: number[] = [];
    for (const prepare of [SUBJECTS['a client in use'], SUBJECTS['nobody']]) {
      const started = await start();
      await prepare?.(started);
      const asked = jest.spyOn(started.process.persistence.clients, 'findForAuthentication');
      asked.mockClear();
      const refusals = Array.from({ length: 20 }, () => started.ask('x', generateClientSecret(systemRandom)));
      await Promise.allSettled(refusals);
      selects.push(asked.mock.calls.length);
      jest.restoreAllMocks();
    }
    expect(selects).toEqual([1, 1]);
  });

  it.each(['a client in use', 'nobody'])(
    'and cannot be told while the store is away: %s',
    async (subject) => {
      const started = await start();
      await SUBJECTS[subject]?.(started);
      const reads = jest.spyOn(started.process.persistence.clients, 'findForAuthentication');
      reads.mockRejectedValue(new PersistenceError('timeout'));
      const refused = started.ask('x', generateClientSecret(systemRandom));
      await expect(refused).rejects.toMatchObject({ status: 503, code: 'temporarily_unavailable' });
    },
  );

  it('lets a client in from the cache without a SELECT, after any number of refusals', async () => {
    const { process, ask, costOf } = await start();
    const { clientSecret = '' } = await process.clients.register({ clientId: 'x', name: 'X', scopes: [] });
    await ask('x', clientSecret);
    for (let refusal = 0; refusal < 3; refusal++) await costOf('x', generateClientSecret(systemRandom));
    const asked = jest.spyOn(process.persistence.clients, 'findForAuthentication');
    asked.mockClear();
    await expect(ask('x', clientSecret)).resolves.toMatchObject({ client: { clientId: 'x' } });
    expect(asked).not.toHaveBeenCalled();
  });
});
