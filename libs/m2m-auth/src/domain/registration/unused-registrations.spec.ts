import { BcryptSecretHasher } from '../../crypto/bcrypt-secret-hasher.js';
import { systemRandom } from '../../crypto/system-random.js';
import { LONGEST_TOKEN, startProcess } from '../../../../../test/support/domain.js';
import { SecretPreparer } from '../credentials/secret-preparer.js';
import { DynamicRegistration } from './dynamic-registration.js';
import { UnusedRegistrations } from './unused-registrations.js';

const DAY_MS = 86_400_000;
const TEN_MINUTES_MS = 600_000;

const start = async () => {
  const process = await startProcess();
  const { persistence, writer, clock } = process;
  const hasher = new BcryptSecretHasher({ cost: 4 });
  const preparer = new SecretPreparer({ random: systemRandom, hasher, hashing: 'by-entropy' });
  const policy = {
    open: true,
    scopes: [],
    defaultScopes: [],
    audiences: [],
    maxClients: 1_000,
    secretLifetimeSeconds: null,
    unusedLifetimeSeconds: DAY_MS / 1_000,
  };
  const registration = new DynamicRegistration(persistence, writer, preparer, policy, clock, systemRandom);
  const errors: unknown[] = [];
  const unused = new UnusedRegistrations({
    stores: persistence,
    writer,
    bound: LONGEST_TOKEN,
    lifetimeMs: DAY_MS,
    clock,
    onError: (error) => errors.push(error),
  });
  return {
    ...process,
    unused,
    errors,
    register: async (): Promise<string> => {
      const grant = await registration.admit(undefined);
      if (grant === null) throw new Error('not admitted');
      const request = {
        name: 'Robot',
        scopes: undefined,
        tokenEndpointAuthMethod: 'client_secret_basic',
        details: {},
        ip: null,
      } as const;
      const registered = await registration.register(request, grant);
      if (registered === null) throw new Error('not registered');
      return registered.client.clientId;
    },
  };
};

describe('registrations that were never used', () => {
  it('are deleted after their time, not before, and the audit says why', async () => {
    const server = await start();
    const clientId = await server.register();
    server.clock.advance(DAY_MS);
    await server.unused.tend();
    expect(await server.clients.find(clientId)).not.toBeNull();

    server.clock.advance(TEN_MINUTES_MS);
    await server.unused.tend();
    expect(await server.clients.find(clientId)).toBeNull();
    const [event] = await server.persistence.auditEvents.list(
      { limit: 1 },
      { clientId, event: 'oauth.client.deleted' },
    );
    expect(event?.metadata).toEqual({ registration: 'unused' });
  });

  it('stay when their secret was used, when somebody changed them, and when they were made by hand', async () => {
    const server = await start();
    const [used, changed] = [await server.register(), await server.register()];
    const made = await server.clients.register({ name: 'By hand', scopes: [] });
    const secretId = (await server.persistence.clients.find(used))?.secrets[0]?.id ?? '';
    await server.persistence.recordSecretUses([{ secretId, agoMs: 0 }]);
    server.clock.advance(1_000);
    await server.clients.update(changed, { description: 'Known to somebody' });

    server.clock.advance(30 * DAY_MS);
    await server.unused.tend();
    for (const clientId of [used, changed, made.clientId]) {
      expect(await server.clients.find(clientId)).not.toBeNull();
    }
  });

  it('stay when they were used after they had been found', async () => {
    const server = await start();
    const clientId = await server.register();
    server.clock.advance(2 * DAY_MS);
    const secretId = (await server.persistence.clients.find(clientId))?.secrets[0]?.id ?? '';
    const unused = server.persistence.registrations.unused.bind(server.persistence.registrations);
    server.persistence.registrations.unused = async (...given) => {
      const found = await unused(...given);
      await server.persistence.recordSecretUses([{ secretId, agoMs: 0 }]);
      return found;
    };

    await server.unused.tend();
    expect(await server.clients.find(clientId)).not.toBeNull();
  });

  it('go a hundred at a time, call by call, and are looked for every ten minutes otherwise', async () => {
    const server = await start();
    const clients: string[] = [];
    for (let n = 0; n < 101; n += 1) clients.push(await server.register());
    server.clock.advance(2 * DAY_MS);
    await server.unused.tend();
    expect(await server.clients.find(clients[100] ?? '')).not.toBeNull();
    await server.unused.tend();
    expect(await server.clients.find(clients[100] ?? '')).toBeNull();

    const late = await server.register();
    server.clock.advance(TEN_MINUTES_MS - 1);
    await server.unused.tend();
    expect(await server.clients.find(late)).not.toBeNull();
  });

  it('are told of as an error when the store cannot be read, and looked for again', async () => {
    const server = await start();
    const clientId = await server.register();
    server.clock.advance(2 * DAY_MS);
    const { registrations } = server.persistence;
    const unused = registrations.unused.bind(registrations);
    registrations.unused = () => Promise.reject(new Error('out'));
    await server.unused.tend();
    expect(server.errors).toEqual([new Error('out')]);

    registrations.unused = unused;
    server.clock.advance(TEN_MINUTES_MS);
    await server.unused.tend();
    await server.unused.stop();
    expect(await server.clients.find(clientId)).toBeNull();
  });
});
