import { registerClient } from '../../e2e/support/admin.js';
import { basicHeader } from '../../e2e/support/token-request.js';
import { BODY_CASES, type BodyCase } from './body-cases.js';
import { requestBytes, send, type RawResponse } from './raw-http.js';

/** A server with the admin routes and its internal API key. */
export interface BodyTarget {
  readonly url: string;
  readonly internalApiKey: string;
}

const answerOf = async (
  { url, internalApiKey }: BodyTarget,
  { method, path, lines, body, stranger }: BodyCase,
): Promise<RawResponse> => {
  const client = await registerClient(url, internalApiKey);
  const credentials = path.endsWith('/auth/token')
    ? basicHeader(`${client.clientId}:${client.clientSecret}`)
    : `x-internal-api-key: ${stranger ? 'none' : internalApiKey}`;
  const target = path.replace('{client}', client.clientId);
  return send(Number(new URL(url).port), requestBytes(method, target, [credentials, ...lines], body));
};

/** Refusals must be the same to the byte; successes differ in what was made for them. */
const comparable = ({ status, headers, body }: RawResponse): unknown => ({
  status,
  type: headers['content-type'],
  codings: headers['accept-encoding'],
  challenge: headers['www-authenticate'],
  body: status < 400 ? '' : body,
});

/** One answer to the same bytes of a body, whatever the platform. */
export const sameBodies = (express: () => BodyTarget, fastify: () => BodyTarget): void => {
  test.each(BODY_CASES.map((each) => [each.name, each.status, each] as const))(
    '%s: %i',
    async (_, status, each) => {
      const first = await answerOf(express(), each);
      const second = await answerOf(fastify(), each);
      expect([first.status, second.status]).toEqual([status, status]);
      expect(comparable(second)).toEqual(comparable(first));
      if (status === 415 && each.lines.some((line) => line.startsWith('Content-Encoding'))) {
        expect(first.headers['accept-encoding']).toBe('gzip, deflate, br');
      }
    },
  );
};
