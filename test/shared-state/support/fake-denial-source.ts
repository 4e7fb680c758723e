import type { Position } from '../../../libs/m2m-auth/src/domain/changes/position.js';
import type { CommittedDenial, Denial } from '../../../libs/m2m-auth/src/domain/changes/denial.js';
import type {
  DenialSnapshot,
  DenialSource,
} from '../../../libs/m2m-auth/src/domain/changes/revocation-projection.js';

/** The truth in a list, with hooks in the middle of its reads. */
export class FakeDenialSource implements DenialSource {
  private readonly denials: CommittedDenial[] = [];
  private seq = 0;
  snapshots = 0;
  broken = false;
  /** Runs when the snapshot was taken and is not yet delivered. */
  afterSnapshot: () => Promise<void> | void = () => undefined;
  beforeRange: () => Promise<void> | void = () => undefined;

  identity = 'database-1';
  timeline = 1;

  get committed(): Position {
    const { identity, timeline, seq } = this;
    return { identity, timeline, seq, mark: `${timeline}-${seq}`, epoch: seq };
  }

  /** What a projection was stamped with; a test says what the truth makes of it. */
  reconcile: DenialSource['reconcile'] = () =>
    this.broken ? Promise.reject(new Error('the truth is out of reach')) : Promise.resolve(this.committed);

  commit(...denials: Denial[]): CommittedDenial[] {
    this.seq += 1;
    const rows = denials.map((denial) => ({ ...denial, seq: this.seq }));
    this.denials.push(...rows);
    return rows;
  }

  async snapshotDenials(): Promise<DenialSnapshot> {
    if (this.broken) throw new Error('the truth is out of reach');
    this.snapshots += 1;
    const snapshot = { denials: [...this.denials], position: this.committed };
    await this.afterSnapshot();
    return snapshot;
  }

  async denialsBetween(after: number, through: number): Promise<readonly CommittedDenial[]> {
    if (this.broken) throw new Error('the truth is out of reach');
    const rows = this.denials.filter(({ seq }) => seq > after && seq <= through);
    await this.beforeRange();
    return rows;
  }
}

/** A denial of one token, live for an hour by the system's clock unless told. */
export const jtiDenial = (id: string, expiresAt = new Date(Date.now() + 3_600_000)): Denial => ({
  kind: 'jti',
  id,
  expiresAt,
});

export const tokenOf = (jti: string, epoch = 1, kid = 'k'): { jti: string; epoch: number; kid: string } => ({
  jti,
  epoch,
  kid,
});
