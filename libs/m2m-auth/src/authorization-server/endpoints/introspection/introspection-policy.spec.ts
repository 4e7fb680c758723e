import type { Client } from '../../../domain/clients/client.js';
import type { ClientToken } from '../../../oauth/client-token.js';
import { readableAudience } from './introspection-policy.js';

const [A, B] = ['https://a.example.com', 'https://b.example.com'];
const token = { clientId: 'owner', audience: [A, B] } as unknown as ClientToken;
const caller = (clientId: string, ...protectedResources: string[]): Client =>
  ({ clientId, protectedResources }) as unknown as Client;

describe('whose tokens a caller may read, and what of aud (RFC 7662 §2.2, §4)', () => {
  it.each([
    ['self', caller('owner'), [A, B]],
    ['self', caller('api', A, B), null],
    ['audience', caller('owner'), [A, B]],
    ['audience', caller('api', A), [A]],
    ['audience', caller('api', B, 'urn:x'), [B]],
    ['audience', caller('api', 'urn:x'), null],
    ['audience', caller('api'), null],
    ['whole-audience', caller('owner'), [A, B]],
    ['whole-audience', caller('api', A), null],
    ['whole-audience', caller('api', B, A), [A, B]],
    ['all', caller('anybody'), [A, B]],
  ] as const)('%s: %j', (policy, client, expected) => {
    expect(readableAudience(client, token, policy)).toEqual(expected);
  });
});
