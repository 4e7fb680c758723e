import { durationOf, type Operation, type OperationKind } from './operation.js';
import { REQUEST_LIMIT_MS } from './settings.js';

const EXPECTED: Readonly<Record<OperationKind, readonly number[]>> = {
  guard: [200, 401, 503],
  issue: [200, 503],
  revoke: [204, 503],
  open: [200],
};

/** Everything that was asked and answered, and what must be true of it whatever broke meanwhile. */
export class History {
  private readonly operations: Operation[] = [];
  private readonly acknowledged = new Map<string, number>();
  private readonly attempted = new Map<string, number>();

  add(operation: Operation): void {
    this.operations.push(operation);
    const { kind, jti, status, calledAt, returnedAt } = operation;
    if (kind !== 'revoke' || jti === undefined) return;
    if (status === 204 && !this.acknowledged.has(jti)) this.acknowledged.set(jti, returnedAt);
    this.attempt(jti, calledAt);
  }

  /** From now on the token may be refused, whatever the answer will be. */
  attempt(jti: string, at: number): void {
    if (!this.attempted.has(jti)) this.attempted.set(jti, at);
  }

  /** Requests that were under way at some time between the two, whichever way they ended. */
  between(from: number, to: number): Operation[] {
    return this.operations.filter(({ calledAt, returnedAt }) => returnedAt >= from && calledAt <= to);
  }

  count(kind: OperationKind, ...statuses: number[]): number {
    return this.operations.filter(
      (operation) =>
        operation.kind === kind && (statuses.length === 0 || statuses.includes(operation.status)),
    ).length;
  }

  /** The jti of every token whose end was acknowledged. */
  get acknowledgedTokens(): string[] {
    return [...this.acknowledged.keys()];
  }

  get acknowledgements(): number {
    return this.acknowledged.size;
  }

  /** Guarded requests that were sent after the acknowledgement of their token's end. */
  get checksOfRevoked(): number {
    return this.operations.filter((operation) => this.cameAfterTheEnd(operation)).length;
  }

  /** Guarded requests that let a token in after its end was acknowledged. */
  get lost(): Operation[] {
    return this.operations.filter((operation) => operation.status === 200 && this.cameAfterTheEnd(operation));
  }

  /** Answers that say the server has failed, other than by naming that it cannot answer now. */
  get serverErrors(): number {
    return this.operations.filter(({ status }) => status >= 500 && status !== 503).length;
  }

  /** All that must not be, in words; empty when the history is right. */
  get violations(): string[] {
    return [...new Set(this.operations.flatMap((operation) => this.problemsOf(operation)))];
  }

  private problemsOf(operation: Operation): string[] {
    const { kind, server, status, retryAfter, failure } = operation;
    const problems: string[] = [];
    if (status === 200 && this.cameAfterTheEnd(operation))
      problems.push('a revoked token was accepted after its acknowledgement');
    if (status === 401 && !this.mayBeRefused(operation)) problems.push('a live token was refused');
    if (!EXPECTED[kind].includes(status))
      problems.push(`${kind} at server ${server} answered ${status}${failure ? ` (${failure})` : ''}`);
    if (status === 503 && !retryAfter) problems.push(`${kind} answered 503 without Retry-After`);
    const duration = durationOf(operation);
    if (duration > REQUEST_LIMIT_MS[kind])
      problems.push(`${kind} at server ${server} took ${Math.round(duration)} ms (${status})`);
    return problems;
  }

  private cameAfterTheEnd({ kind, jti, calledAt }: Operation): boolean {
    const end = kind === 'guard' && jti !== undefined ? this.acknowledged.get(jti) : undefined;
    return end !== undefined && calledAt > end;
  }

  private mayBeRefused({ jti, returnedAt }: Operation): boolean {
    const attempt = jti === undefined ? undefined : this.attempted.get(jti);
    return attempt !== undefined && attempt < returnedAt;
  }
}

/** The duration that so many of a hundred requests stay under, in milliseconds; 0 of none. */
export const percentile = (operations: readonly Operation[], percent: number): number => {
  const sorted = operations.map(durationOf).sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)] ?? 0;
};
