import type { Answer, ClientBody, PageBody } from '../support/api.js';
import { expectRefusal } from '../support/nest-errors.js';
import type { Suite } from '../support/suite.js';

const cursorOf = (text: string): string => Buffer.from(text).toString('base64url');
const UUID = '00000000-0000-4000-8000-000000000000';

const FORGED: readonly (readonly [what: string, cursor: string])[] = [
  ['nothing', ''],
  ['a word', 'x'],
  ['an id without a moment', cursorOf(`:${UUID}`)],
  ['no id', cursorOf('1700000000000:')],
  ['a moment that is none', cursorOf(`NaN:${UUID}`)],
  ['a moment before every database', cursorOf(`-8640000000000000:${UUID}`)],
  ['a moment after every calendar', cursorOf(`8640000000000001:${UUID}`)],
  ['a moment with a fraction', cursorOf(`1.5:${UUID}`)],
  ['a moment in hexadecimal', cursorOf(`0x10:${UUID}`)],
  ['SQL', cursorOf("1700000000000:'; DROP TABLE oauth_clients; --")],
  ['NUL', cursorOf('1700000000000:a\0b')],
  ['a long one', 'A'.repeat(513)],
];

/** Every list takes `limit` and `cursor` and answers `{data, nextCursor}`. */
export const pagingCases = (suite: Suite): void => {
  const page = (query: string): Promise<Answer<PageBody<ClientBody>>> =>
    suite.call('GET', `/oauth-clients?${query}`);

  const walk = async (query: string): Promise<string[][]> => {
    const pages: string[][] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const { status, body } = await page(`${query}${cursor && `&cursor=${cursor}`}`);
      expect(status).toBe(200);
      pages.push(body.data.map(({ clientId }) => clientId));
      cursor = body.nextCursor;
    }
    return pages;
  };

  it('walks through all clients of an organization once, in the order of their registration', async () => {
    await suite.call('POST', '/organizations', { id: 'paged', name: 'Paged' });
    const names = ['p1', 'p2', 'p3', 'p4', 'p5'];
    for (const clientId of names) await suite.register({ clientId, organizationId: 'paged' });
    await suite.call('PATCH', '/oauth-clients/p3', { isActive: false });

    expect(await walk('organizationId=paged&limit=2')).toEqual([['p1', 'p2'], ['p3', 'p4'], ['p5']]);
    expect(await walk('organizationId=paged&limit=5')).toEqual([names]);
    expect(await walk('organizationId=paged&isActive=true&limit=3')).toEqual([['p1', 'p2', 'p4'], ['p5']]);
    expect(await walk('organizationId=paged&isActive=false')).toEqual([['p3']]);
    expect(await walk('organizationId=nobody')).toEqual([[]]);
  });

  it('goes on where it was when rows come and go between the pages', async () => {
    await suite.call('POST', '/organizations', { id: 'moving', name: 'Moving' });
    for (const clientId of ['m1', 'm2', 'm3']) await suite.register({ clientId, organizationId: 'moving' });
    const first = await page('organizationId=moving&limit=2');
    await suite.call('DELETE', '/oauth-clients/m2');
    await suite.register({ clientId: 'm4', organizationId: 'moving' });
    const rest = await page(`organizationId=moving&limit=2&cursor=${first.body.nextCursor}`);

    expect(first.body.data.map(({ clientId }) => clientId)).toEqual(['m1', 'm2']);
    expect(rest.body.data.map(({ clientId }) => clientId)).toEqual(['m3', 'm4']);
    expect(rest.body.nextCursor).toBeNull();
  });

  it('never shows a hash or a secret in a list', async () => {
    const { clientSecret } = await suite.register();
    const { text } = await page('limit=100');

    expect(text).not.toContain(clientSecret);
    expect(text).not.toMatch(/sha256:|\$2[ab]\$|"hash"|"epoch"|clientSecret/);
  });

  it.each(FORGED)('answers 400 to a cursor that holds %s', async (_what, cursor) => {
    expectRefusal(await page(`cursor=${cursor}`), 400, 'cursor');
    expectRefusal(await suite.call('GET', `/organizations?cursor=${cursor}`), 400, 'cursor');
  });

  it.each(['limit=0', 'limit=101', 'limit=-1', 'limit=1.5', 'limit=ten', 'limit=', 'limit=1&limit=2'])(
    'answers 400 to ?%s',
    async (query) => {
      expectRefusal(await page(query), 400, 'limit');
      expectRefusal(await suite.call('GET', `/organizations?${query}`), 400, 'limit');
    },
  );

  it.each(['isActive=yes', 'isActive=1', 'isActive=', 'page=2', 'organizationId[$ne]=a', 'sort=name'])(
    'answers 400 to ?%s',
    async (query) => {
      expectRefusal(await page(query), 400);
    },
  );
};
