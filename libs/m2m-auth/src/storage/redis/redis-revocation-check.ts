import type { Redis } from 'ioredis';
import type {
  RevocationCheck,
  RevocationVerdict,
  TokenIdentity,
} from '../../oauth/ports/revocation-check.js';
import { membersOf } from '../../domain/changes/denial.js';
import { SENTINEL, type DenialKeys } from './redis-keys.js';
import type { RedisTrust } from './redis-trust.js';

/** Keeps one command short enough for Redis to answer others between two of them. */
const MAX_TOKENS = 200;
const MEMBERS_PER_TOKEN = 3;

/** The questions of one turn of the event loop, asked in one ZMSCORE: one reply, with one sentinel for all of them. */
interface Batch {
  readonly members: string[];
  readonly resolve: ((verdict: RevocationVerdict) => void)[];
}

/**
 * The check of the revocation protocol: one round trip, in which the sentinel is read together with what is asked.
 *
 * Questions that arrive in one turn share a command: the sentinel and every member are still read at one instant,
 * at a third of the cost of a pipeline of commands, and no batch waits for the one before it.
 */
export class RedisRevocationCheck implements RevocationCheck {
  private batch: Batch | undefined;

  constructor(
    private readonly connection: Redis,
    private readonly keys: DenialKeys,
    private readonly trust: RedisTrust,
  ) {}

  check(token: TokenIdentity): RevocationVerdict | Promise<RevocationVerdict> {
    if (this.connection.status !== 'ready' || !this.trust.answering) return 'unknown';
    const [jti, epoch, kid] = membersOf(token);
    return new Promise((resolve) => {
      const batch = (this.batch ??= this.open());
      batch.members.push(jti, epoch, kid);
      batch.resolve.push(resolve);
      if (batch.resolve.length === MAX_TOKENS) this.send(batch);
    });
  }

  private open(): Batch {
    const batch: Batch = { members: [SENTINEL], resolve: [] };
    setImmediate(() => {
      if (this.batch === batch) this.send(batch);
    });
    return batch;
  }

  private send(batch: Batch): void {
    this.batch = undefined;
    const trusted = this.trust.current;
    this.connection.zmscore(this.keys.deny, ...batch.members).then(
      (scores) => settle(batch, scores, trusted !== 0 && trusted === this.trust.current),
      () => settle(batch, [], false),
    );
  }
}

/** No sentinel: nobody can tell. A score: denied, for a denial is one wherever it is found. Else it is a matter of trust. */
const settle = ({ resolve }: Batch, scores: readonly unknown[], trusted: boolean): void => {
  const [sentinel = null] = scores;
  for (const [index, answer] of resolve.entries()) {
    const at = 1 + index * MEMBERS_PER_TOKEN;
    if (sentinel === null) answer('unknown');
    else if (scores[at] !== null || scores[at + 1] !== null || scores[at + 2] !== null) answer('denied');
    else answer(trusted ? 'live' : 'unknown');
  }
};
