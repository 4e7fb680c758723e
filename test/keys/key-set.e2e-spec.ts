import { PLATFORMS } from '../support/platforms.js';
import { Fleet } from './support/fleet.js';
import type { Instance } from './support/instance.js';

describe('the key set over HTTP', () => {
  let fleet: Fleet;
  let instances: Instance[];

  beforeAll(async () => {
    fleet = await Fleet.on('memory');
    const first = await fleet.start({ publishAheadSeconds: 100 });
    instances = [first, await fleet.start({ publishAheadSeconds: 100 })];
  });
  afterAll(() => fleet.stop());

  // A fleet alternates between the platforms.
  describe.each(PLATFORMS)('on %s', (platform) => {
    const get = (headers: Record<string, string> = {}, method = 'GET'): Promise<Response> => {
      const instance = instances[platform === 'fastify' ? 0 : 1];
      return fetch(`${instance?.url}/.well-known/jwks.json`, { method, headers });
    };

    it('has a tag, and may be kept until a minute before the next key signs', async () => {
      const { status, headers } = await get();
      expect(status).toBe(200);
      expect(headers.get('etag')).toMatch(/^"[\w-]{27}"$/);
      expect(headers.get('cache-control')).toBe('public, max-age=40');
      expect(headers.get('content-type')).toMatch(/^application\/json/);
    });

    it('is not sent again to those who have it (304, RFC 9110 §15.4.5)', async () => {
      const etag = (await get()).headers.get('etag') ?? '';
      for (const method of ['GET', 'HEAD']) {
        const answer = await get({ 'if-none-match': `W/"other", ${etag}` }, method);
        expect([answer.status, await answer.text()]).toEqual([304, '']);
        expect(answer.headers.get('etag')).toBe(etag);
        expect(answer.headers.get('cache-control')).toBe('public, max-age=40');
      }
    });

    it('is sent to those who have another', async () => {
      const answer = await get({ 'if-none-match': '"other"' });
      expect([answer.status, await answer.json()]).toEqual([200, { keys: expect.any(Array) }]);
    });
  });

  it('is the same in every process, tag included', async () => {
    const tags = await Promise.all(
      instances.map(async ({ url }) => (await fetch(`${url}/.well-known/jwks.json`)).headers.get('etag')),
    );
    expect(new Set(tags).size).toBe(1);
  });
});
