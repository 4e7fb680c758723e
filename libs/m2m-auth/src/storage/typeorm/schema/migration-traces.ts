import { AddM2MAuthAuditQueries1763700000008 } from '../migrations/add-audit-queries.migration.js';
import { AddM2MAuthDenialEpoch1763700000014 } from '../migrations/add-denial-epoch.migration.js';
import { AddM2MAuthEndedSecretsIndex1763700000009 } from '../migrations/add-ended-secrets-index.migration.js';
import { AddM2MAuthPresentedClientsIndex1763700000016 } from '../migrations/add-presented-clients-index.migration.js';
import { AddM2MAuthTimeline1763700000015 } from '../migrations/add-timeline.migration.js';
import { AddM2MAuthSigningKeyLifecycle1763700000005 } from '../migrations/add-signing-key-lifecycle.migration.js';
import { CreateM2MAuthApiKeys1763700000006 } from '../migrations/create-api-keys.migration.js';
import { CreateM2MAuthAuditEvents1763700000004 } from '../migrations/create-audit-events.migration.js';
import { CreateM2MAuthClients1763700000001 } from '../migrations/create-clients.migration.js';
import { CreateM2MAuthConfiguration1763700000010 } from '../migrations/create-configuration.migration.js';
import { CreateM2MAuthRegistrations1763700000007 } from '../migrations/create-registrations.migration.js';
import { CreateM2MAuthRevocations1763700000002 } from '../migrations/create-revocations.migration.js';
import { CreateM2MAuthSigningKeys1763700000003 } from '../migrations/create-signing-keys.migration.js';
import type { m2mAuthMigrations } from '../migrations/m2m-auth-migrations.js';
import type { TableName, TableNames } from '../table-names.js';
import { columnsOf, type SqlRunner } from './schema-inspection.js';

type Migration = (typeof m2mAuthMigrations)[number];
/** The name of a table or an index, or a column of a table. */
type Trace = string | { readonly table: TableName; readonly column: string };

/** What was not there before each migration, and is from then on. */
const TRACES: ReadonlyMap<Migration, Trace> = new Map<Migration, Trace>([
  [CreateM2MAuthClients1763700000001, 'oauth_clients'],
  [CreateM2MAuthRevocations1763700000002, 'm2m_revocations'],
  [CreateM2MAuthSigningKeys1763700000003, 'm2m_signing_keys'],
  [CreateM2MAuthAuditEvents1763700000004, 'm2m_audit_events'],
  [AddM2MAuthSigningKeyLifecycle1763700000005, 'm2m_signing_keys_one_pending'],
  [CreateM2MAuthApiKeys1763700000006, 'm2m_api_keys'],
  [CreateM2MAuthRegistrations1763700000007, 'm2m_client_registrations'],
  [AddM2MAuthAuditQueries1763700000008, 'm2m_audit_events_record'],
  [AddM2MAuthEndedSecretsIndex1763700000009, 'oauth_client_secrets_ended'],
  [CreateM2MAuthConfiguration1763700000010, 'm2m_configuration_objects'],
  [AddM2MAuthDenialEpoch1763700000014, { table: 'm2m_revocations', column: 'epoch' }],
  [AddM2MAuthTimeline1763700000015, { table: 'm2m_counter', column: 'timeline' }],
  [AddM2MAuthPresentedClientsIndex1763700000016, 'm2m_audit_events_presented'],
]);

/** True when the database shows that this migration has run, whoever ran it. */
export const hasLeftTrace = async (
  runner: SqlRunner,
  names: TableNames,
  migration: Migration,
): Promise<boolean> => {
  const trace = TRACES.get(migration);
  if (trace === undefined) return false;
  if (typeof trace !== 'string') {
    const columns = await columnsOf(runner, names, [trace.table]);
    return columns.get(trace.table)?.has(trace.column) ?? false;
  }
  const [row] = (await runner.query('SELECT (to_regclass($1) IS NOT NULL)::text AS there', [
    names.index(trace),
  ])) as {
    there: string;
  }[];
  return row?.there === 'true';
};
