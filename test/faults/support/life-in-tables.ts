import type { ClientLives } from './client-lives.js';

/** A database that a server has left behind. */
export interface Tables {
  query<Row>(sql: string, parameters?: unknown[]): Promise<Row[]>;
}

/** Each finds what must not be, whoever wrote it and whenever. */
const NEVER: Readonly<Record<string, string>> = {
  'a client has not exactly one first secret, and one for each addition in the audit': `
    SELECT client.client_id FROM oauth_clients client
    WHERE (SELECT count(*) FROM oauth_client_secrets secret WHERE secret.client_id = client.id) <>
      (SELECT count(*) FROM m2m_audit_events event WHERE event.client_id = client.client_id
        AND event.event IN ('oauth.client.registered', 'oauth.client.imported', 'oauth.client.secret_added'))`,
  'a client has not exactly one registration or import in the audit': `
    SELECT client.client_id FROM oauth_clients client
    WHERE (SELECT count(*) FROM m2m_audit_events event WHERE event.client_id = client.client_id
      AND event.event IN ('oauth.client.registered', 'oauth.client.imported')) <> 1`,
  'a client has no secret': `
    SELECT client_id FROM oauth_clients WHERE id NOT IN (SELECT client_id FROM oauth_client_secrets)`,
  'a secret has no client': `
    SELECT id FROM oauth_client_secrets WHERE client_id NOT IN (SELECT id FROM oauth_clients)`,
  'a registration or import of the audit has neither client nor deletion': `
    SELECT client_id FROM m2m_audit_events
      WHERE event IN ('oauth.client.registered', 'oauth.client.imported')
    EXCEPT SELECT client_id FROM oauth_clients
    EXCEPT SELECT client_id FROM m2m_audit_events WHERE event = 'oauth.client.deleted'`,
  'a deletion of the audit has left its client': `
    SELECT client_id FROM m2m_audit_events WHERE event = 'oauth.client.deleted'
    INTERSECT SELECT client_id FROM oauth_clients`,
  'an addition of the audit has no secret': `
    SELECT event.metadata->>'secretId' FROM m2m_audit_events event
      JOIN oauth_clients client ON client.client_id = event.client_id
      WHERE event.event = 'oauth.client.secret_added'
    EXCEPT SELECT id::text FROM oauth_client_secrets`,
  'a removal of the audit has left its secret alive': `
    SELECT metadata->>'secretId' FROM m2m_audit_events WHERE event = 'oauth.client.secret_removed'
    INTERSECT SELECT id::text FROM oauth_client_secrets WHERE revoked_at IS NULL`,
  'a secret was removed without the audit': `
    SELECT id::text FROM oauth_client_secrets WHERE revoked_at IS NOT NULL
    EXCEPT SELECT metadata->>'secretId' FROM m2m_audit_events WHERE event = 'oauth.client.secret_removed'`,
  'the epoch of a removed secret is not denied': `
    SELECT epoch::text FROM oauth_client_secrets WHERE revoked_at IS NOT NULL
    EXCEPT SELECT id FROM m2m_revocations WHERE kind = 'epoch'`,
  'the epoch of a live secret is denied': `
    SELECT epoch::text FROM oauth_client_secrets WHERE revoked_at IS NULL
    INTERSECT SELECT id FROM m2m_revocations WHERE kind = 'epoch'`,
  // Changes go after an hour; until one has, there are as many as there were transactions.
  'a client has not one change for each event of its life': `
    SELECT subject FROM (
      SELECT client_id AS subject, 1 AS one FROM m2m_audit_events WHERE event IN ('oauth.client.registered',
        'oauth.client.imported', 'oauth.client.secret_added', 'oauth.client.secret_removed', 'oauth.client.deleted')
      UNION ALL SELECT subject, -1 FROM m2m_changes WHERE kind = 'client'
    ) AS balance
    WHERE (SELECT purged_through FROM m2m_counter) = 0 GROUP BY subject HAVING sum(one) <> 0`,
  'a change or a denial is newer than the counter': `
    SELECT seq FROM (SELECT seq FROM m2m_changes UNION ALL SELECT seq FROM m2m_revocations) AS written
    WHERE seq > (SELECT v FROM m2m_counter)`,
  'not exactly one signing key is active': `
    SELECT count(*) FROM m2m_signing_keys WHERE state = 'active' HAVING count(*) <> 1`,
  'not exactly one signing key is pending': `
    SELECT count(*) FROM m2m_signing_keys WHERE state = 'pending' HAVING count(*) <> 1`,
  'a signing key has no audit event': `
    SELECT kid FROM m2m_signing_keys EXCEPT SELECT metadata->>'kid' FROM m2m_audit_events`,
};

/** All that must not be, in words. */
export const violationsIn = async (tables: Tables, lives: ClientLives): Promise<string[]> => {
  const found: string[] = [];
  const expectNone = async (problem: string, sql: string, parameters: unknown[] = []): Promise<void> => {
    const rows = await tables.query<object>(sql, parameters);
    if (rows.length > 0) found.push(`${problem} (${rows.length} times, ${JSON.stringify(rows[0])})`);
  };
  for (const [problem, sql] of Object.entries(NEVER)) await expectNone(problem, sql);
  const imported = lives.imports.filter(({ progress }) => progress === 'answered');
  const made = lives.clients.filter((one) => one.creation === 'answered' && one.deletion === 'not asked');
  await expectNone(
    'a client that was acknowledged is missing',
    'SELECT unnest($1::text[]) EXCEPT SELECT client_id FROM oauth_clients',
    [[...made.map(({ clientId }) => clientId), ...imported.flatMap(({ clientIds }) => clientIds)]],
  );
  const deleted = lives.clients.filter(({ deletion }) => deletion === 'answered');
  await expectNone(
    'a deletion that was acknowledged is not in the audit',
    `SELECT unnest($1::text[]) EXCEPT
      SELECT client_id FROM m2m_audit_events WHERE event = 'oauth.client.deleted'`,
    [deleted.map(({ clientId }) => clientId)],
  );
  await expectNone(
    'a rotation that was acknowledged is undone',
    `SELECT unnest($1::text[]) EXCEPT
      SELECT kid FROM m2m_signing_keys WHERE state IN ('active', 'retiring')`,
    [lives.kids],
  );
  const epochs = lives.clients.flatMap(({ clientId, secrets }) =>
    secrets.flatMap(({ token }) => (token === null ? [] : [{ clientId, epoch: token.epoch }])),
  );
  await expectNone(
    'the epoch of a secret of a deleted client is not denied',
    `SELECT epoch FROM unnest($1::text[], $2::text[]) AS secret (client_id, epoch)
      WHERE client_id IN (SELECT client_id FROM m2m_audit_events WHERE event = 'oauth.client.deleted')
      EXCEPT SELECT id FROM m2m_revocations WHERE kind = 'epoch'`,
    [epochs.map(({ clientId }) => clientId), epochs.map(({ epoch }) => epoch)],
  );
  for (const { clientIds } of lives.imports) {
    await expectNone(
      'an import is half done',
      `SELECT count(*) FROM oauth_clients WHERE client_id = ANY($1) HAVING count(*) NOT IN (0, ${clientIds.length})`,
      [clientIds],
    );
  }
  return found;
};

/** What the audit says that was carried out, as `oauth.client.deleted of <clientId>`. */
export const carriedOut = async (tables: Tables, lives: ClientLives): Promise<ReadonlySet<string>> => {
  const clientIds = lives.clients.map(({ clientId }) => clientId);
  const imported = lives.imports.flatMap((entry) => entry.clientIds);
  const rows = await tables.query<{ event: string; client_id: string }>(
    'SELECT event, client_id FROM m2m_audit_events WHERE client_id = ANY($1)',
    [[...clientIds, ...imported]],
  );
  return new Set(rows.map((row) => `${row.event} of ${row.client_id}`));
};
