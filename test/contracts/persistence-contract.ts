import { describeApiKeyPersistence } from './persistence-api-keys.contract.js';
import { describeAuditEvents } from './persistence-audit-events.contract.js';
import { describeClientPersistence } from './persistence-clients.contract.js';
import { describeConfigurationPersistence } from './persistence-configuration.contract.js';
import type { PersistenceFixture } from './persistence-fixture.js';
import { describeHistory } from './persistence-history.contract.js';
import { describeOrganizationPersistence } from './persistence-organizations.contract.js';
import { describeRegistrationPersistence } from './persistence-registrations.contract.js';
import { describeRevocationPersistence } from './persistence-revocations.contract.js';
import { describeSecretUses } from './persistence-secret-uses.contract.js';
import { describeSigningKeyPersistence } from './persistence-signing-keys.contract.js';
import { describeTransactions } from './persistence-transactions.contract.js';

/** Everything that a `Persistence` promises; each implementation runs it on a store of its own.
 * With one connection a reader cannot look on while a transaction is open, so that one test is left out. */
export const describePersistence = (
  name: string,
  open: () => Promise<PersistenceFixture>,
  connections: 'several' | 'one' = 'several',
): void => {
  describe(`${name} keeps the contract of Persistence`, () => {
    let fixture: PersistenceFixture;
    const access = (): PersistenceFixture => fixture;

    beforeAll(async () => {
      fixture = await open();
    }, 60_000);
    afterAll(() => fixture.close());

    it('answers a ping', async () => {
      await expect(fixture.persistence.ping()).resolves.toBeUndefined();
    });

    it('can be prepared again', async () => {
      await expect(fixture.persistence.prepare()).resolves.toBeUndefined();
    });

    describeClientPersistence(access);
    describeOrganizationPersistence(access);
    describeApiKeyPersistence(access);
    describeConfigurationPersistence(access);
    describeSigningKeyPersistence(access);
    describeRegistrationPersistence(access);
    describeTransactions(access, connections);
    describeRevocationPersistence(access);
    describeSecretUses(access);
    describeAuditEvents(access);
    describeHistory(access);
  });
};
