import { Logger } from '@nestjs/common';
import { M2MAuthOptionsError } from '../../oauth/option-problems.js';
import type { Clock } from '../../oauth/ports/clock.js';
import { addressesOf, type RedisEndpoint } from './redis-endpoint.js';
import { speaksPlainly } from './speaks-plainly.js';

/** What Redis, or the way to it, says against this process. Never holds an argument, an address or a name of a user. */
interface Refusal {
  readonly reason: string;
  readonly remedy: string;
  /** No start can succeed with it: the configuration is wrong, not the store down. */
  readonly final?: true;
  /** A new connection does not end it. */
  readonly lasting?: true;
}

type Failure = Error & { readonly code?: unknown; readonly command?: { readonly name?: unknown } };

const REPLIES: Readonly<Record<string, string>> = {
  NOAUTH: 'give user and password in the URL, or as redis.username and redis.password',
  WRONGPASS: 'correct user and password in the URL, or redis.username and redis.password',
  OOM: 'Redis is out of memory: raise maxmemory',
  MISCONF: 'Redis cannot save its data and takes no writes: see its log',
  READONLY: 'the address leads to a replica: point it to the master, or use redis.sentinels or redis.cluster',
  MOVED: 'the address leads to a node of a Cluster: use redis.cluster',
  LOADING: 'Redis is loading its data: wait',
  MASTERDOWN: 'the address leads to a replica without its master: wait, or point it to the master',
  CLUSTERDOWN: 'the Cluster serves no slots: see its log',
  NOREPLICAS: 'Redis has too few replicas to take writes: see min-replicas-to-write',
  BUSY: 'Redis runs a script: wait, or end the script',
};

const RIGHTS = 'grant the rights that the README lists under "Rights in Redis"';
const DATABASE =
  'the number of the database in the URL does not exist or may not be selected: use one below `databases` of ' +
  'redis.conf, or none, and a user that may SELECT';
const NO_TLS = 'the port does not speak TLS: use redis:// or the TLS port';
const PLAIN: Refusal = { reason: 'no TLS', remedy: NO_TLS, final: true };
const CERTIFICATE =
  'the certificate is not trusted: name its authority in NODE_EXTRA_CA_CERTS, and the host by the name it holds';
const HANDSHAKE =
  'nobody answers there in time: check host, port and firewall, and that the port speaks TLS (else use redis://)';
const UNREACHABLE =
  'check host, port and firewall, and that rediss:// is used exactly when the port speaks TLS';

/** Undefined for what is no refusal: commands that were under way when a connection closed, and the like. */
const refusalOf = (error: Failure, tls: boolean): Refusal | undefined => {
  const command = typeof error.command?.name === 'string' ? error.command.name.toUpperCase() : '';
  if (error.name === 'ReplyError') return refusedReply(error.message, command);
  const code = typeof error.code === 'string' ? error.code : '';
  if (/^ERR_SSL_|^EPROTO$/.test(code)) return { reason: code, remedy: NO_TLS, final: true };
  if (/CERT|SELF_SIGNED|UNABLE_TO_/.test(code)) return { reason: code, remedy: CERTIFICATE, final: true };
  if (tls && code === 'ETIMEDOUT') return { reason: 'ETIMEDOUT over TLS', remedy: HANDSHAKE };
  return /^E[A-Z]+$/.test(code) ? { reason: code, remedy: UNREACHABLE } : undefined;
};

const refusedReply = (message: string, command: string): Refusal | undefined => {
  // Names the connection for CLIENT LIST only.
  if (command === 'CLIENT' || message.startsWith('EXECABORT')) return undefined;
  const code = /^-?([A-Z]+)/.exec(message)?.[1] ?? 'ERR';
  if (command === 'SELECT') return { reason: `${code} at SELECT`, remedy: DATABASE, final: true };
  if (code === 'NOPERM') {
    const what = /channel/i.test(message) ? ' (channel)' : /key/i.test(message) ? ' (key)' : '';
    return { reason: `NOPERM at ${command}${what}`, remedy: RIGHTS, lasting: true };
  }
  return { reason: code, remedy: REPLIES[code] ?? `see the log of Redis; it was ${command}` };
};

/** One that did not come back for so long is over; some commands are seldom sent. */
const OVER_MS = 60_000;
const MAX_KINDS = 50;

/** What stands against the work with one Redis, each told to the log once for as long as it stands. */
export class RedisRefusals {
  private readonly standing = new Map<string, { readonly refusal: Refusal; seenAt: number }>();
  private readonly tls: boolean;
  private readonly logger = new Logger('M2MAuthRedis');

  constructor(
    private readonly endpoint: RedisEndpoint,
    private readonly clock: Pick<Clock, 'monotonic'>,
  ) {
    this.tls = endpoint.kind === 'single' ? endpoint.url.startsWith('rediss:') : endpoint.tls;
  }

  note(error: Error): void {
    const refusal = refusalOf(error, this.tls);
    if (refusal !== undefined) this.add(refusal);
  }

  /** Whatever kept a connection from being opened is over. */
  connected(): void {
    for (const [reason, { refusal }] of this.standing) if (!refusal.lasting) this.standing.delete(reason);
  }

  /** The reasons, in the words of the log. */
  get current(): readonly string[] {
    this.forgetOver(this.clock.monotonic());
    return [...this.standing.values()].map(({ refusal }) => sentenceOf(refusal));
  }

  /**
   * For the start, once connecting was tried. Bounded.
   *
   * @throws M2MAuthOptionsError when no start can succeed with these options.
   */
  async requireUsable(timeoutMs: number): Promise<void> {
    const refusals = [...this.standing.values()].map(({ refusal }) => refusal);
    if (refusals.some(({ remedy }) => remedy === HANDSHAKE)) {
      const plain = await Promise.all(
        addressesOf(this.endpoint).map((address) => speaksPlainly(address, timeoutMs)),
      );
      if (plain.includes(true)) refusals.push(PLAIN);
    }
    const final = refusals.find((refusal) => refusal.final);
    if (final === undefined) return;
    throw new M2MAuthOptionsError([{ path: 'redis', code: 'value', message: sentenceOf(final) }]);
  }

  private add(refusal: Refusal): void {
    const seenAt = this.clock.monotonic();
    this.forgetOver(seenAt);
    const known = this.standing.get(refusal.reason);
    if (known) known.seenAt = seenAt;
    else if (this.standing.size < MAX_KINDS) {
      this.standing.set(refusal.reason, { refusal, seenAt });
      this.logger.error(sentenceOf(refusal));
    }
  }

  private forgetOver(now: number): void {
    for (const [reason, { seenAt }] of this.standing)
      if (now - seenAt > OVER_MS) this.standing.delete(reason);
  }
}

const sentenceOf = ({ reason, remedy }: Refusal): string => `Redis refuses (${reason}): ${remedy}.`;
