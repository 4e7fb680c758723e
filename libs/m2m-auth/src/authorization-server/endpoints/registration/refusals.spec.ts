import { FailureGrid, type Schedule } from '../../../domain/throttling/failure-grid.js';
import { LONGEST_TOKEN, startProcess } from '../../../../../../test/support/domain.js';
import { BcryptSecretHasher } from '../../../crypto/bcrypt-secret-hasher.js';
import { systemRandom } from '../../../crypto/system-random.js';
import { SecretPreparer } from '../../../domain/credentials/secret-preparer.js';
import { PersistenceError } from '../../../domain/stores/persistence-errors.js';
import { REGISTRATION_ACCESS_TOKEN } from '../../../domain/registration/client-registration.js';
import { DynamicRegistration } from '../../../domain/registration/dynamic-registration.js';
import { INITIAL_ACCESS_TOKEN } from '../../../domain/registration/initial-access-token.js';
import { RegistrationAccess } from '../../../domain/registration/registration-access.js';
import type { EndpointRequest } from '../../../http/endpoint.js';
import { RequestParameters } from '../../../http/request-parameters.js';
import { EndpointThrottle } from '../../throttling/endpoint-throttle.js';
import { ClientConfigurationController } from './client-configuration.controller.js';
import { ClientRegistrationController } from './client-registration.controller.js';

const POLICY = {
  open: true,
  scopes: [],
  defaultScopes: [],
  audiences: [],
  maxClients: 10,
  secretLifetimeSeconds: null,
  unusedLifetimeSeconds: 86_400,
};

const requestTo = (url: string, authorization?: string): EndpointRequest => ({
  method: 'POST',
  url,
  headers: { 'content-type': 'application/json', authorization },
  parameters: RequestParameters.NONE,
  body: Buffer.from('{}'),
  ip: '192.0.2.1',
});

const start = async (schedule?: Schedule) => {
  const { persistence, writer, clock, state } = await startProcess();
  const hasher = new BcryptSecretHasher({ cost: 4 });
  const preparer = new SecretPreparer({ random: systemRandom, hasher, hashing: 'by-entropy' });
  const throttle = new EndpointThrottle(state.throttle, null);
  const failures = new FailureGrid(clock, schedule);
  const uriOf = (clientId: string): string => `https://issuer.example/${clientId}`;
  const registration = new DynamicRegistration(persistence, writer, preparer, POLICY, clock, systemRandom);
  const access = new RegistrationAccess(persistence, writer, LONGEST_TOKEN);
  return {
    persistence,
    registrations: new ClientRegistrationController(registration, throttle, failures, uriOf),
    configurations: new ClientConfigurationController(access, throttle, failures, uriOf),
  };
};

describe('registration while the store cannot answer', () => {
  const outage = (): Promise<never> => Promise.reject(new PersistenceError('timeout'));
  const UNAVAILABLE = { status: 503, code: 'temporarily_unavailable' };

  it('is 503, whether a token cannot be looked up or a client not be stored, and never 401', async () => {
    const { persistence, registrations } = await start();
    const token = INITIAL_ACCESS_TOKEN.generate(systemRandom);
    persistence.initialAccessTokens.findByDigest = outage;
    persistence.transaction = outage;
    for (const authorization of [`Bearer ${token}`, undefined]) {
      const answer = registrations.register(requestTo('/auth/register', authorization));
      await expect(answer).rejects.toMatchObject(UNAVAILABLE);
    }
  });

  it('is 503 for those who read or delete their registration, and they can do so afterwards', async () => {
    const { persistence, registrations, configurations } = await start();
    const { body } = await registrations.register(requestTo('/auth/register'));
    const { client_id, registration_access_token } = JSON.parse(body) as Record<string, string>;
    const own = requestTo(`/auth/register/${client_id}`, `Bearer ${registration_access_token}`);

    const transaction = persistence.transaction.bind(persistence);
    persistence.transaction = outage;
    await expect(configurations.delete(own)).rejects.toMatchObject(UNAVAILABLE);
    const find = persistence.registrations.find.bind(persistence.registrations);
    persistence.registrations.find = outage;
    await expect(configurations.read(own)).rejects.toMatchObject(UNAVAILABLE);

    persistence.transaction = transaction;
    persistence.registrations.find = find;
    expect((await configurations.read(own)).status).toBe(200);
    expect((await configurations.delete(own)).status).toBe(204);
  });
});

describe('what the registration endpoints refuse', () => {
  it('is answered on the grid of time', async () => {
    const due: (() => void)[] = [];
    const { registrations, configurations } = await start((task) => due.push(task));
    const initial = INITIAL_ACCESS_TOKEN.generate(systemRandom);
    const token = REGISTRATION_ACCESS_TOKEN.generate(systemRandom);
    const told: unknown[] = [];
    const refusals = [
      registrations.register(requestTo('/auth/register', `Bearer ${initial}`)),
      configurations.read(requestTo('/auth/register/nobody', `Bearer ${token}`)),
      configurations.read(requestTo('/auth/register/nobody')),
      configurations.delete(requestTo('/auth/register/nobody', `Bearer ${token}`)),
    ].map((refused) => refused.catch((error: unknown) => told.push(error)));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(told).toEqual([]);
    for (const task of due) task();
    await Promise.all(refusals);
    expect(told).toEqual(Array(4).fill(expect.objectContaining({ status: 401 })));
  });
});
