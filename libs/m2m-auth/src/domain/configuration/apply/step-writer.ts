import type { DocumentTransaction } from '../configuration-store.js';
import { createHash } from 'node:crypto';
import type { RandomSource } from '../../../oauth/ports/random-source.js';
import type { AuditEvent } from '../../audit/audit-event.js';
import type { Change } from '../../changes/change.js';
import type { Denial } from '../../changes/denial.js';
import { endEpochs } from '../../clients/end-epochs.js';
import { type TokenLifetimeBound } from '../../changes/denials.js';
import type { ClientSecret } from '../../clients/client.js';
import type { IssuedSecret } from '../configuration-plan.js';
import type { SecretComparison } from '../plan/secret-comparison.js';

/** One transaction in which a plan is carried out, and what it leaves behind for after the commit. */
export class StepWriter {
  readonly changes: Omit<Change, 'seq'>[] = [];
  readonly denials: Denial[] = [];
  readonly issued: IssuedSecret[] = [];

  constructor(
    readonly tx: DocumentTransaction,
    readonly now: Date,
    readonly comparison: SecretComparison,
    readonly random: RandomSource,
    private readonly bound: TokenLifetimeBound,
  ) {}

  changed(...changes: readonly Omit<Change, 'seq'>[]): void {
    this.changes.push(...changes);
  }

  issue(issued: Omit<IssuedSecret, 'fingerprint'>): void {
    const fingerprint = createHash('sha256').update(issued.secret).digest('hex').slice(0, 8);
    this.issued.push({ ...issued, fingerprint });
  }

  /** Ends the tokens of these secrets; with `renew` the secrets themselves live on. */
  async endTokens(secrets: readonly ClientSecret[], renew: boolean): Promise<void> {
    this.denials.push(...(await endEpochs(this.tx, secrets, this.bound, { renew })));
  }

  /** Writes the audit as the admin endpoints do, and by whose word. */
  audit(event: Pick<AuditEvent, 'event' | 'clientId' | 'organizationId' | 'metadata'>): Promise<void> {
    const metadata = { ...event.metadata, source: 'configuration' };
    return this.tx.audit({ ...event, success: true, ip: null, metadata });
  }
}
