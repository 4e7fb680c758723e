import type { Clock } from '../../oauth/ports/clock.js';
import type { KeyLifecycle } from './key-lifecycle.js';
import { isDue, planFor } from './key-plan.js';
import type { ManagedKeyRing } from './managed-key-ring.js';

/**
 * Looks each second whether keys are due for their next state. Looking costs nothing: a transaction is opened only
 * when something is due by what this process has in memory.
 */
export class KeySchedule {
  private running: Promise<void> | undefined;
  private stopped = false;
  /** How far the database's clock is ahead of this machine's, as last seen, in milliseconds. */
  private ahead = 0;

  constructor(
    private readonly ring: Pick<ManagedKeyRing, 'keys' | 'behind' | 'reload'>,
    private readonly lifecycle: Pick<KeyLifecycle, 'algorithm' | 'policy' | 'advance'>,
    private readonly clock: Clock,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** Never rejects; a call that comes while another is at work is that one. */
  tend(): Promise<void> {
    if (this.stopped) return Promise.resolve();
    this.running ??= this.run().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.running;
  }

  private async run(): Promise<void> {
    if (this.ring.behind) await this.ring.reload();
    const { algorithm, policy } = this.lifecycle;
    const now = new Date(this.clock.now() + this.ahead);
    if (!isDue(planFor(this.ring.keys, algorithm, policy, now))) return;
    try {
      const theirs = await this.lifecycle.advance();
      // A machine whose clock is ahead would else knock each second until it is time.
      this.ahead = theirs.getTime() - this.clock.now();
      await this.ring.reload();
    } catch (error) {
      this.onError(error);
    }
  }
}
