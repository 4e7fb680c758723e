import type { PostgresServer } from '../../support/postgres-server.js';
import type { LoadToken } from './traffic.js';

/** What a server that was killed had acknowledged until then, and what must be true of it afterwards. */
export class AdminHistory {
  readonly created: string[] = [];
  readonly deleted: string[] = [];
  readonly revoked: LoadToken[] = [];
  /** The kids of keys that have begun to sign. */
  readonly rotated: string[] = [];

  constructor(private readonly postgres: PostgresServer) {}

  /** All that must not be, in words. */
  async violations(): Promise<string[]> {
    const found = await Promise.all([
      this.expectNone(
        'a client that was acknowledged is missing',
        'SELECT unnest($1::text[]) EXCEPT SELECT client_id FROM oauth_clients',
        [this.kept],
      ),
      this.expectNone(
        'a client that was deleted is back',
        'SELECT 1 FROM oauth_clients WHERE client_id = ANY($1)',
        [this.deleted],
      ),
      this.expectNone(
        'a secret has no client',
        'SELECT 1 FROM oauth_client_secrets WHERE client_id NOT IN (SELECT id FROM oauth_clients)',
      ),
      this.expectNone(
        'a client has no secret',
        'SELECT 1 FROM oauth_clients WHERE id NOT IN (SELECT client_id FROM oauth_client_secrets)',
      ),
      this.expectNone(
        'a client has no audit event',
        'SELECT 1 FROM oauth_clients WHERE client_id NOT IN (SELECT client_id FROM m2m_audit_events WHERE client_id IS NOT NULL)',
      ),
      this.expectNone(
        'not exactly one signing key is active',
        "SELECT count(*) FROM m2m_signing_keys WHERE state = 'active' HAVING count(*) <> 1",
      ),
      this.expectNone(
        'not exactly one signing key is pending',
        "SELECT count(*) FROM m2m_signing_keys WHERE state = 'pending' HAVING count(*) <> 1",
      ),
      this.expectNone(
        'a rotation that was acknowledged is undone',
        "SELECT unnest($1::text[]) EXCEPT SELECT kid FROM m2m_signing_keys WHERE state IN ('active', 'retiring')",
        [this.rotated],
      ),
      this.expectNone(
        'a signing key has no audit event',
        "SELECT kid FROM m2m_signing_keys EXCEPT SELECT metadata->>'kid' FROM m2m_audit_events",
      ),
      this.expectNone(
        'a denial is newer than the counter',
        'SELECT 1 FROM m2m_revocations WHERE seq > (SELECT v FROM m2m_counter)',
      ),
      this.expectNone(
        'an acknowledged revocation is not written down',
        "SELECT unnest($1::text[]) EXCEPT SELECT id FROM m2m_revocations WHERE kind = 'jti'",
        [this.revoked.map(({ jti }) => jti)],
      ),
    ]);
    return found.flat();
  }

  private get kept(): string[] {
    return this.created.filter((clientId) => !this.deleted.includes(clientId));
  }

  private async expectNone(problem: string, sql: string, parameters: unknown[] = []): Promise<string[]> {
    const rows = await this.postgres.query(sql, parameters);
    return rows.length === 0 ? [] : [`${problem} (${rows.length} times)`];
  }
}
