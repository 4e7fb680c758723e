import type { Redis } from 'ioredis';
import type { Clock } from '../../oauth/ports/clock.js';
import type { HighestSeq } from './highest-seq.js';
import type { DenialKeys } from './redis-keys.js';
import { askWholeness, judgeWholeness } from './redis-wholeness.js';
import { replies } from './replies.js';

const INTERVAL_MS = 1_000;
const RETRY_MS = 200;
/** A process that was stopped for a while believes nothing of what it found before. */
const MAX_AGE_MS = 3_000;

/**
 * Whether answers on one connection may be believed: compared on every connect and each second, on the very
 * connection, because nothing else shows which node, with which data, is behind it.
 */
export class RedisTrust {
  private connectionNumber = 0;
  private periodNumber = 0;
  private timer: NodeJS.Timeout | undefined;
  private held = false;
  private period = 0;
  private comparedAt = Number.NEGATIVE_INFINITY;
  private leftAt = Number.NEGATIVE_INFINITY;
  private stopped = false;
  private silent = false;

  constructor(
    private readonly connection: Redis,
    private readonly keys: DenialKeys,
    private readonly highest: HighestSeq,
    private readonly clock: Clock,
  ) {
    connection.on('ready', () => void this.compare());
    connection.on('close', () => {
      this.connectionNumber += 1;
      this.period = 0;
    });
  }

  /**
   * 0 while there is no trust, else a number that no other period of trust has. An answer counts when this is the
   * same, and not 0, when the question is sent and when the answer is there.
   */
  get current(): number {
    return this.clock.monotonic() - this.comparedAt <= MAX_AGE_MS ? this.period : 0;
  }

  /** False when the last comparison was not answered in time: questions would only wait. */
  get answering(): boolean {
    return !this.silent;
  }

  /** True once there was trust. */
  get everHeld(): boolean {
    return this.held;
  }

  /** Compares now, and from then on every second. Never throws. */
  async compare(): Promise<void> {
    if (this.stopped) return;
    this.schedule(INTERVAL_MS);
    if (this.connection.status !== 'ready') return;
    const { connectionNumber } = this;
    const asked = this.clock.monotonic();
    const whole = await this.ask().catch(() => null);
    if (connectionNumber !== this.connectionNumber || this.stopped) return;
    this.silent = whole === null;
    if (whole !== true) this.period = 0;
    else {
      if (this.period === 0) this.period = ++this.periodNumber;
      this.comparedAt = asked;
      this.held = true;
    }
    if (whole !== true) this.schedule(RETRY_MS);
  }

  stop(): void {
    this.stopped = true;
    this.period = 0;
    clearTimeout(this.timer);
  }

  private async ask(): Promise<boolean> {
    const floor = this.highest.value;
    const answers = replies(await askWholeness(this.connection.pipeline(), this.keys).exec());
    const outcome = judgeWholeness(answers, this.highest, floor);
    if (outcome === 'no master') this.leaveReplica();
    return outcome === 'whole';
  }

  /** Demoted under an open connection: the address may lead to the new master by now, or in a second. */
  private leaveReplica(): void {
    const now = this.clock.monotonic();
    if (now - this.leftAt < INTERVAL_MS) return;
    this.leftAt = now;
    this.connection.disconnect(true);
  }

  private schedule(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.compare(), ms);
    this.timer.unref();
  }
}
