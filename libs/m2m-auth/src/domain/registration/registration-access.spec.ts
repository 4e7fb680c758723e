import crypto from 'node:crypto';
import { LONGEST_TOKEN, startProcess } from '../../../../../test/support/domain.js';
import { systemRandom } from '../../crypto/system-random.js';
import { hashGeneratedSecret } from '../credentials/generated-secret.js';
import { REGISTRATION_ACCESS_TOKEN } from './client-registration.js';
import { RegistrationAccess } from './registration-access.js';

describe('the refusal of a registration access token', () => {
  afterEach(() => jest.restoreAllMocks());

  it('costs the same reads and digests, whether the client exists, registered itself, or is active', async () => {
    const { persistence, writer, clients } = await startProcess();
    const access = new RegistrationAccess(persistence, writer, LONGEST_TOKEN);
    for (const clientId of ['self', 'gone', 'by-hand']) {
      await clients.register({ clientId, name: clientId, scopes: [] });
      const clientRowId = (await persistence.clients.find(clientId))?.client.id ?? '';
      if (clientId === 'by-hand') continue;
      const tokenDigest = hashGeneratedSecret(REGISTRATION_ACCESS_TOKEN.generate(systemRandom));
      const registration = { clientRowId, tokenDigest, initialAccessTokenId: null, details: {} };
      await persistence.transaction((tx) => tx.registrations.insert(registration));
    }
    await clients.update('gone', { isActive: false });
    const counted = [
      jest.spyOn(persistence.registrations, 'find'),
      jest.spyOn(persistence.clients, 'find'),
      jest.spyOn(crypto, 'createHash'),
      jest.spyOn(crypto, 'timingSafeEqual'),
    ];
    const costs: number[][] = [];
    for (const clientId of ['self', 'gone', 'by-hand', 'nobody']) {
      for (const spy of counted) spy.mockClear();
      await access.find(clientId, REGISTRATION_ACCESS_TOKEN.generate(systemRandom));
      costs.push(counted.map((spy) => spy.mock.calls.length));
    }
    expect(costs).toEqual(Array(4).fill(costs[3]));
    expect(costs[3]?.slice(0, 2)).toEqual([1, 1]);
  });
});
