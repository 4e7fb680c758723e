import { setTimeout as pause } from 'node:timers/promises';
import { RawConnection, type RawResponse } from '../hosts/support/raw-http.js';
import { CANARY, type BadRequest } from './corpus/bad-request.js';
import { credentials } from './corpus/credentials.js';
import { parameters } from './corpus/parameters.js';
import { placesAndHeaders } from './corpus/places-and-headers.js';
import { targets } from './corpus/targets.js';
import { transports } from './corpus/transports.js';
import type { RegisteredClient } from './support/admin.js';
import { onEveryDeployment } from './support/on-every-deployment.js';
import { tokenRequest } from './support/token-request.js';

const FAMILIES: readonly [string, readonly BadRequest[]][] = [
  ['methods, types, codings and JSON', transports],
  ['parameters and grants', parameters],
  ['credentials', credentials],
  ['scopes and resources', targets],
  ['paths and headers', placesAndHeaders],
];
const REFUSALS = [400, 401, 404, 405, 413, 415, 431, 501, 505];
const HANG_MS = 5_000;
/** Traces, SQL, files and classes have no place in an answer. */
const INTERNALS =
  /\bat .*:\d+:\d+|node_modules|\.[cm]?[jt]s\b|SELECT |INSERT |QueryFailed|sha256:|\$2[aby]\$/;

const inTime = async (name: string, response: Promise<RawResponse>): Promise<RawResponse> => {
  const timer = new AbortController();
  const hang = pause(HANG_MS, undefined, { signal: timer.signal }).then((): never => {
    throw new Error(`No answer: ${name}`);
  });
  try {
    return await Promise.race([response, hang]);
  } finally {
    timer.abort();
    hang.catch(() => undefined);
  }
};

/** What is wrong with the answer to a bad request; empty when nothing is. */
const problemsOf = (
  { bytes, refusal }: BadRequest,
  client: RegisteredClient,
  response: RawResponse,
): string[] => {
  const { status, headers, body } = response;
  const text = JSON.stringify(response);
  const problems: string[] = [];
  if (!REFUSALS.includes(status) || (refusal && status !== refusal.status)) problems.push(`status ${status}`);
  if (text.includes(CANARY) || text.includes(client.clientSecret)) problems.push('echo');
  if (text.includes('access_token') || INTERNALS.test(body)) problems.push('tells too much');
  if (!refusal) return problems;
  if (headers['cache-control'] !== 'no-store') problems.push('cacheable');
  const isHead = bytes(client).subarray(0, 4).toString() === 'HEAD';
  const error = isHead ? refusal.error : (JSON.parse(body) as { error: unknown }).error;
  if (error !== refusal.error) problems.push(`error ${String(error)}`);
  if (Object.keys(isHead ? {} : (JSON.parse(body) as object)).some((name) => !name.startsWith('error'))) {
    problems.push('members beyond RFC 6749');
  }
  return problems;
};

onEveryDeployment('bad token requests', (deployment) => {
  let client: RegisteredClient;

  beforeAll(async () => {
    client = await deployment().registerClient({ scopes: ['reports:read', 'reports:write'] });
  });

  /** Sends a bad request and, on the same connection where it still stands, a good one. */
  const problemsWith = async (connection: RawConnection, bad: BadRequest): Promise<string[]> => {
    connection.write(bad.bytes(client));
    const method = bad.bytes(client).subarray(0, 16).toString('latin1').split(' ')[0];
    const response = await inTime(bad.name, connection.next(method));
    const problems = problemsOf(bad, client, response);
    // After bytes that are no HTTP nobody can tell where the next request begins: the connection ends there.
    if (!bad.refusal) return problems;
    connection.write(tokenRequest({ basic: client }));
    const after = await inTime(`${bad.name}, the good one after`, connection.next());
    return after.status === 200 ? problems : [...problems, `then ${after.status}`];
  };

  it.each(FAMILIES)(
    '%s: refused as the RFC says, in time, without an echo, and the connection lives on',
    async (_, requests) => {
      const wrong: Record<string, string[]> = {};
      let connection = await RawConnection.open(deployment().port);
      for (const bad of requests) {
        const problems = await problemsWith(connection, bad).catch((error: Error) => [error.message]);
        if (problems.length > 0) wrong[bad.name] = problems;
        if (problems.length > 0 || !bad.refusal) {
          connection.close();
          connection = await RawConnection.open(deployment().port);
        }
      }
      connection.close();
      expect(wrong).toEqual({});
    },
    60_000,
  );

  it('are more than 400, and no two of a family the same', () => {
    const names = FAMILIES.flatMap(([family, requests]) => requests.map(({ name }) => `${family}: ${name}`));
    expect(names.length).toBeGreaterThanOrEqual(400);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it('leave nothing behind: a good request gets its token, and no prototype is changed', async () => {
    expect((await deployment().token({ basic: client })).status).toBe(200);
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(({} as Record<string, unknown>).admin).toBeUndefined();
  });
});
