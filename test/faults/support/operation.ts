/** What was asked: a guarded route, a token, the end of a token, or a route that depends on nothing. */
export type OperationKind = 'guard' | 'issue' | 'revoke' | 'open';

/** One request of the load, with the monotonic times, in milliseconds, at which it was sent and answered. */
export interface Operation {
  readonly kind: OperationKind;
  readonly server: number;
  /** The token that it is about. */
  readonly jti?: string;
  readonly calledAt: number;
  readonly returnedAt: number;
  /** 0 when there was no answer. */
  readonly status: number;
  readonly retryAfter: boolean;
  readonly failure?: string;
}

export const durationOf = ({ calledAt, returnedAt }: Operation): number => returnedAt - calledAt;
