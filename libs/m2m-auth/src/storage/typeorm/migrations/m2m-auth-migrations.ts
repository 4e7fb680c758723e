import { AddM2MAuthAuditQueries1763700000008 } from './add-audit-queries.migration.js';
import { AddM2MAuthEndedSecretsIndex1763700000009 } from './add-ended-secrets-index.migration.js';
import { AddM2MAuthDenialEpoch1763700000014 } from './add-denial-epoch.migration.js';
import { AddM2MAuthPresentedClientsIndex1763700000016 } from './add-presented-clients-index.migration.js';
import { AddM2MAuthTimeline1763700000015 } from './add-timeline.migration.js';
import { AddM2MAuthSigningKeyLifecycle1763700000005 } from './add-signing-key-lifecycle.migration.js';
import { CreateM2MAuthApiKeys1763700000006 } from './create-api-keys.migration.js';
import { CreateM2MAuthAuditEvents1763700000004 } from './create-audit-events.migration.js';
import { CreateM2MAuthClients1763700000001 } from './create-clients.migration.js';
import { CreateM2MAuthRegistrations1763700000007 } from './create-registrations.migration.js';
import { CreateM2MAuthConfiguration1763700000010 } from './create-configuration.migration.js';
import { CreateM2MAuthRevocations1763700000002 } from './create-revocations.migration.js';
import { CreateM2MAuthSigningKeys1763700000003 } from './create-signing-keys.migration.js';

/**
 * The library's migrations in order, for a host that runs its own. Each goes up and down, and honours the
 * DataSource's `entityPrefix` and `schema`.
 *
 * @example
 * new DataSource({ type: 'postgres', migrations: [...m2mAuthMigrations, CreateUsers1700000000000] });
 */
export const m2mAuthMigrations = [
  CreateM2MAuthClients1763700000001,
  CreateM2MAuthRevocations1763700000002,
  CreateM2MAuthSigningKeys1763700000003,
  CreateM2MAuthAuditEvents1763700000004,
  AddM2MAuthSigningKeyLifecycle1763700000005,
  CreateM2MAuthApiKeys1763700000006,
  CreateM2MAuthRegistrations1763700000007,
  AddM2MAuthAuditQueries1763700000008,
  AddM2MAuthEndedSecretsIndex1763700000009,
  CreateM2MAuthConfiguration1763700000010,
  AddM2MAuthDenialEpoch1763700000014,
  AddM2MAuthTimeline1763700000015,
  AddM2MAuthPresentedClientsIndex1763700000016,
];
