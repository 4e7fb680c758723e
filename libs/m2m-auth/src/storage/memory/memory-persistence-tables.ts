import type { ApiKey } from '../../domain/api-keys/api-key.js';
import type { AuditRecord } from '../../domain/audit/audit-event-store.js';
import type { StoredAuditEvent, TimedAuditEvent } from '../../domain/audit/audit-event.js';
import type { Client, ClientSecret } from '../../domain/clients/client.js';
import type { ConfigurationObject } from '../../domain/configuration/configuration-object.js';
import type { StoredSigningKey } from '../../domain/keys/signing-key.js';
import type { Organization } from '../../domain/organizations/organization.js';
import type { Position } from '../../domain/changes/position.js';
import type { Change } from '../../domain/changes/change.js';
import type { StoredRegistration } from '../../domain/registration/client-registration.js';
import type { InitialAccessToken } from '../../domain/registration/initial-access-token.js';
import type { CommittedDenial } from '../../domain/changes/denial.js';

export type StoredSecret = ClientSecret & { readonly clientRowId: string };

export type StoredApiKey = ApiKey & { readonly digest: string };

export type StoredChange = Change & { readonly recordedAt: number };

/** The newest so many are kept: nothing else bounds the audit of a process that never ends. */
const MOST_AUDIT_EVENTS = 10_000;

/** What has been committed. */
export class MemoryTables {
  /** @param identity another one in each process: what is in memory is never the same database again. */
  constructor(readonly identity: string) {}

  /** By row id. */
  readonly clients = new Map<string, Client>();
  /** By client_id, to the row id. */
  readonly clientIds = new Map<string, string>();
  /** By client row id. */
  readonly secrets = new Map<string, readonly StoredSecret[]>();
  readonly organizations = new Map<string, Organization>();
  readonly apiKeys = new Map<string, StoredApiKey>();
  /** By digest, to the id. */
  readonly apiKeyIds = new Map<string, string>();
  readonly signingKeys = new Map<string, StoredSigningKey>();
  readonly initialAccessTokens = new Map<string, InitialAccessToken>();
  /** By client row id. */
  readonly registrations = new Map<string, StoredRegistration>();
  /** By kind and id. */
  readonly configuration = new Map<string, ConfigurationObject>();
  /** By member. */
  readonly denials = new Map<string, CommittedDenial>();
  changes: StoredChange[] = [];
  auditEvents: readonly StoredAuditEvent[] = [];
  timeline = 1;
  counter = 0;
  purgedThrough = 0;
  /** Moves outside any transaction, so that a rollback gives no number back. */
  lastEpoch = 0;
  private lastAuditEvent = 0;

  /** Memory cannot go back, so a seq has the same mark whenever it is asked for. */
  get position(): Position {
    const { identity, timeline, counter: seq, lastEpoch: epoch } = this;
    return { identity, timeline, seq, mark: markOf(seq), epoch };
  }

  addAuditEvents(events: readonly (TimedAuditEvent | AuditRecord)[]): void {
    const stored = events.map((event) => {
      this.lastAuditEvent += 1;
      return { ...event, id: String(this.lastAuditEvent) };
    });
    this.auditEvents = [...this.auditEvents, ...stored].slice(-MOST_AUDIT_EVENTS);
  }
}

export const markOf = (seq: number): string => `memory-${seq}`;
