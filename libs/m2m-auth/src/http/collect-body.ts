import { AsyncResource } from 'node:async_hooks';
import type { IncomingMessage } from 'node:http';
import type { OAuthError } from '../oauth/oauth-error.js';
import { decodeContent } from './content-coding.js';
import { bodyConsumedByHost, bodyIncomplete, bodyTooLarge } from './http-errors.js';

/** The body without its content coding; undefined when the request has none; an error when it cannot be had. */
export type CollectedBody = Buffer | OAuthError | undefined;

/** The largest bodies in bytes. */
export interface BodyLimits {
  /** Of the endpoints that name no limit of their own. */
  readonly endpoints: number;
  /** Of our routes in Nest's router. */
  readonly routes: number;
}

/** HTTP/1.1 announces a body (RFC 9112 §6.3); HTTP/2 need not. */
const announcesBody = (message: IncomingMessage): boolean =>
  message.headers['transfer-encoding'] !== undefined ||
  Number(message.headers['content-length']) > 0 ||
  (message.httpVersionMajor >= 2 && !message.readableEnded);

const bodyKeptByHost = (message: IncomingMessage): CollectedBody => {
  const { rawBody } = message as IncomingMessage & { rawBody?: unknown };
  return Buffer.isBuffer(rawBody) ? rawBody : bodyConsumedByHost();
};

/**
 * Reads the body of a request, undoes its content coding, and calls back once: at once when there is nothing to wait for.
 *
 * A body over the limit is refused as soon as that is known, without waiting for its end. The rest is read and
 * dropped, so that the answer is not lost in a reset connection and the next request on it is served; Node's
 * `requestTimeout` bounds how long a sender may go on.
 *
 * @param limit in bytes, of what is sent and of what becomes of it
 */
export function collectBody(
  message: IncomingMessage,
  limit: number,
  done: (body: CollectedBody) => void,
): void {
  collectBytes(message, limit, (body) =>
    done(Buffer.isBuffer(body) ? decodeContent(message.headers['content-encoding'], body, limit) : body),
  );
}

/** The same with the content coding left as it is. */
export function collectBytes(
  message: IncomingMessage,
  limit: number,
  done: (body: CollectedBody) => void,
): void {
  if (!announcesBody(message)) {
    return done(undefined);
  }
  if (message.readableDidRead) {
    const kept = bodyKeptByHost(message);
    return done(Buffer.isBuffer(kept) && kept.length > limit ? bodyTooLarge() : kept);
  }
  if (message.destroyed) {
    return done(bodyIncomplete());
  }
  if (Number(message.headers['content-length']) > limit) {
    message.resume();
    return done(bodyTooLarge());
  }
  readBody(message, limit, done);
}

function readBody(message: IncomingMessage, limit: number, done: (body: CollectedBody) => void): void {
  // Stream events fire in the connection's async context; what follows belongs to the request's.
  const scope = new AsyncResource('m2m-auth:body');
  const chunks: Buffer[] = [];
  let length = 0;

  const finish = (body: CollectedBody): void => {
    message.off('data', onData);
    message.off('end', onEnd);
    message.off('error', onError);
    message.off('close', onClose);
    scope.runInAsyncScope(done, undefined, body);
    scope.emitDestroy();
  };
  const onData = (chunk: Buffer): void => {
    length += chunk.length;
    if (length > limit) {
      finish(bodyTooLarge());
      message.resume();
      return;
    }
    chunks.push(chunk);
  };
  const onEnd = (): void => {
    const [first] = chunks;
    finish(chunks.length === 1 ? first : chunks.length === 0 ? undefined : Buffer.concat(chunks, length));
  };
  const onError = (error: Error): void => finish(bodyIncomplete(error));
  const onClose = (): void => finish(bodyIncomplete());

  message.on('data', onData);
  message.on('end', onEnd);
  message.on('error', onError);
  message.on('close', onClose);
}
