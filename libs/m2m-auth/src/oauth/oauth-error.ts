/**
 * Error codes this library puts on the wire.
 *
 * @see RFC 6749 §5.2, RFC 6750 §3.1, RFC 8707 §2, RFC 7591 §3.2.2. `server_error` and `temporarily_unavailable` come from
 * RFC 6749 §4.1.2.1 and are used here for 5xx and 429 answers, for which §5.2 registers no code.
 */
export type OAuthErrorCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_scope'
  | 'invalid_target'
  | 'invalid_token'
  | 'insufficient_scope'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'unsupported_response_type'
  | 'access_denied'
  | 'invalid_client_metadata'
  | 'invalid_software_statement'
  | 'temporarily_unavailable'
  | 'server_error';

/** What an {@link OAuthError} is made of. Only `code`, `description` and `headers` ever leave the process. */
export interface OAuthErrorOptions {
  readonly code: OAuthErrorCode;
  /** HTTP status of the answer. */
  readonly status: number;
  /** Text for `error_description`: a constant of ours, never anything a caller sent. */
  readonly description: string;
  /** Response headers beside the usual ones, in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** What really happened, for the log of this process. */
  readonly detail?: string;
  readonly cause?: unknown;
}

/**
 * An error with a wire code and a public description, and an internal detail and cause that stay inside.
 *
 * @example
 * throw new OAuthError({ code: 'invalid_scope', status: 400, description: 'The scope is not allowed.' });
 */
export class OAuthError extends Error {
  readonly code: OAuthErrorCode;
  readonly status: number;
  readonly description: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly detail: string | undefined;

  constructor(options: OAuthErrorOptions) {
    super(options.description, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'OAuthError';
    this.code = options.code;
    this.status = options.status;
    this.description = options.description;
    this.headers = options.headers ?? {};
    this.detail = options.detail;
  }

  /** The JSON body of RFC 6749 §5.2. */
  toBody(): { error: OAuthErrorCode; error_description: string } {
    return { error: this.code, error_description: this.description };
  }
}
