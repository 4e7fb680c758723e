import { isUtf8 } from 'node:buffer';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { invalidRequest } from '../oauth/errors.js';
import { OAuthError } from '../oauth/oauth-error.js';
import { bodyFormat } from './body-format.js';
import { collectBytes, type CollectedBody } from './collect-body.js';
import { decodeContent } from './content-coding.js';
import { unsupportedMediaType } from './http-errors.js';

const JSON_TYPE = 'application/json';

interface Outcome {
  /** The parsed body; undefined when there is none or it cannot be had. */
  readonly value: unknown;
  /** Why it cannot be had. */
  readonly problem?: OAuthError;
}

/**
 * The body of a request to one of our routes in Nest's router. It is decompressed and parsed when somebody asks for it,
 * which is after the guards: strangers are told 401 for all bytes, and can make this process do no more than collect them.
 */
export class JsonBody {
  private outcome: Outcome | undefined;

  /** @param headers as they were sent; others may change theirs. */
  constructor(
    private readonly body: CollectedBody,
    private readonly headers: IncomingHttpHeaders,
    private readonly limit: number,
  ) {}

  get value(): unknown {
    return this.read().value;
  }

  get problem(): OAuthError | undefined {
    return this.read().problem;
  }

  /** Makes it `request.body`, as a parser would have. */
  offerTo(request: object): void {
    const body = { configurable: true, enumerable: true };
    Object.defineProperty(request, 'body', {
      ...body,
      get: () => this.value,
      set: (value: unknown) =>
        void Object.defineProperty(request, 'body', { ...body, writable: true, value }),
    });
  }

  private read(): Outcome {
    return (this.outcome ??= this.parse());
  }

  private parse(): Outcome {
    if (this.body === undefined) return { value: undefined };
    try {
      return { value: this.parsed(this.body) };
    } catch (error) {
      if (error instanceof OAuthError) return { value: undefined, problem: error };
      // The parser's own words repeat what was sent.
      return { value: undefined, problem: invalidRequest('The request body is not valid JSON.') };
    }
  }

  private parsed(body: Buffer | OAuthError): unknown {
    const content = Buffer.isBuffer(body)
      ? decodeContent(this.headers['content-encoding'], body, this.limit)
      : body;
    if (!Buffer.isBuffer(content)) throw content;
    if (content.length === 0) return undefined;
    if (bodyFormat(this.headers['content-type'], JSON_TYPE) !== 'json') throw unsupportedMediaType(JSON_TYPE);
    if (!isUtf8(content)) throw invalidRequest('The request body is not valid UTF-8.');
    return JSON.parse(content.toString('utf8'));
  }
}

const bodies = new WeakMap<IncomingMessage, JsonBody>();

/** Undefined when the body was not read here, but by a parser of the host's. */
export const jsonBodyOf = (message: IncomingMessage): JsonBody | undefined => bodies.get(message);

/** Of a GET or a DELETE a body means nothing (RFC 9110 §9.3.1, §9.3.5), so it is not looked at. */
const meansNothing = (method: string | undefined): boolean =>
  method === 'GET' || method === 'HEAD' || method === 'DELETE';

/**
 * Collects the body of a request to one of our routes in Nest's router, so that neither the platform nor the host's
 * parsers decide what is taken: JSON in UTF-8, compressed or not. Calls back once, and remembers the body for
 * {@link jsonBodyOf}; without a body when somebody else has read it.
 *
 * @param limit in bytes, of what is sent and of what becomes of it
 */
export function readJsonBody(
  message: IncomingMessage,
  limit: number,
  done: (body: JsonBody | undefined) => void,
): void {
  const headers = { ...message.headers };
  const finish = (body: CollectedBody): void => {
    const read = new JsonBody(body, headers, limit);
    bodies.set(message, read);
    done(read);
  };
  if (message.readableDidRead) done(undefined);
  else if (meansNothing(message.method)) finish(undefined);
  else collectBytes(message, limit, finish);
}
