import { calculateJwkThumbprint, createRemoteJWKSet, customFetch, jwtVerify, type JSONWebKeySet } from 'jose';
import { eventually } from '../shared-state/support/eventually.js';
import { call, type Answer, type PageBody } from '../server/support/api.js';
import { Fleet, ISSUER, STORES } from './support/fleet.js';
import { kidOf, type Credentials, type Instance, type KeyBody } from './support/instance.js';

describe.each(STORES)('rotation of signing keys on %s', (store) => {
  let fleet: Fleet;
  let a: Instance;
  let b: Instance;
  let client: Credentials;

  const begin = async (publishAheadSeconds: number): Promise<void> => {
    fleet = await Fleet.on(store);
    a = await fleet.start({ publishAheadSeconds });
    b = await fleet.start({ publishAheadSeconds });
    client = await a.register();
  };
  afterEach(() => fleet.stop());

  const signsWith = (instance: Instance, kid: string): Promise<string> =>
    eventually(async () => kidOf(await instance.token(client)), kid);

  it('takes effect at once when the next key has been published long enough, and everywhere within seconds', async () => {
    await begin(0);
    const before = await a.token(client);
    const { pending: [ahead] = [] } = await b.keys();
    expect((await b.published()).sort()).toEqual([kidOf(before), ahead?.kid].sort());

    const { status, body } = await a.rotate();

    expect([status, body]).toEqual([200, expect.objectContaining({ kid: ahead?.kid, state: 'active' })]);
    const after = await a.token(client);
    expect(kidOf(after)).toBe(ahead?.kid);
    expect(await signsWith(b, kidOf(after))).toBe(kidOf(after));
    for (const instance of [a, b]) {
      expect([await instance.guard(before), await instance.guard(after)]).toEqual([200, 200]);
      expect(await instance.published()).toEqual(expect.arrayContaining([kidOf(before), kidOf(after)]));
    }
  });

  it('waits until the next key has been published long enough, and says until when', async () => {
    await begin(2);
    const active = kidOf(await a.token(client));

    const { body } = await a.rotate();
    const again = await b.rotate(active);

    expect(body).toMatchObject({ state: 'pending', activatesAt: expect.any(String) });
    expect(again.body).toMatchObject({ kid: body.kid, state: 'pending', activatesAt: body.activatesAt });
    expect(kidOf(await a.token(client))).toBe(active);
    expect([await signsWith(a, body.kid), await signsWith(b, body.kid)]).toEqual([body.kid, body.kid]);
    const { active: [now] = [] } = await a.keys();
    expect(Date.parse(now?.activatedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(body.activatesAt ?? ''));
  });

  it('is one rotation, however many ask for it at once and wherever', async () => {
    await begin(0);
    const replacing = kidOf(await a.token(client));

    const asked = Array.from({ length: 20 }, (_, turn) => (turn % 2 ? a : b).rotate(replacing));
    const answers = await Promise.all(asked);

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(answers.map(({ body }) => body.kid)).size).toBe(1);
    const states = Object.entries(await a.keys()).map(([state, keys]) => [state, keys.length]);
    expect(Object.fromEntries(states)).toEqual({ active: 1, pending: 1, retiring: 1 });
  });

  it('refuses no token of a key that another process has not heard of yet', async () => {
    await begin(0);
    for (let round = 0; round < 5; round += 1) {
      // Twice: the second key was made and began to sign between two looks of the other process.
      await a.rotate();
      await a.rotate();
      expect(await b.guard(await a.token(client))).toBe(200);
    }
  });

  it('outlives a restart of every process', async () => {
    await begin(0);
    await a.rotate();
    const token = await a.token(client);
    await Promise.all([a.stop(), b.stop()]);

    const restarted = await fleet.start();

    expect(await restarted.guard(token)).toBe(200);
    expect(kidOf(await restarted.token(client))).toBe(kidOf(token));
  });

  it('happens by itself when the interval has passed', async () => {
    fleet = await Fleet.on(store);
    a = await fleet.start({ publishAheadSeconds: 0, rotationIntervalSeconds: 1 });
    client = await a.register();
    const first = await a.token(client);

    const rotated = await eventually(async () => kidOf(await a.token(client)) !== kidOf(first), true);

    expect(rotated).toBe(true);
    expect(await a.guard(first)).toBe(200);
  });

  it('is no news to a resource server that keeps the key set: jose verifies without fetching again', async () => {
    await begin(0);
    let fetched = 0;
    const keys = createRemoteJWKSet(new URL(`${a.url}/.well-known/jwks.json`), {
      [customFetch]: (url: string, init: RequestInit) => {
        fetched += 1;
        return fetch(url, init);
      },
    });
    const verify = (token: string) =>
      jwtVerify(token, keys, { issuer: ISSUER, audience: ISSUER, typ: 'at+jwt' });
    const before = await a.token(client);
    await verify(before);
    await a.rotate();
    const after = await a.token(client);

    expect(kidOf(after)).not.toBe(kidOf(before));
    await Promise.all([verify(before), verify(after)]);
    expect(fetched).toBe(1);
  });

  it('publishes public halves only, whatever their state, each for signatures and under its thumbprint (RFC 7517 §4)', async () => {
    await begin(0);
    await a.rotate();
    const { keys } = (await (await fetch(`${a.url}/.well-known/jwks.json`)).json()) as JSONWebKeySet;
    const states = Object.values(await a.keys()).flat();
    expect(keys.map(({ kid }) => kid).sort()).toEqual(states.map(({ kid }) => kid).sort());
    expect(states).toHaveLength(3);
    for (const key of keys) {
      expect(key).toEqual({
        kty: 'EC',
        crv: 'P-256',
        x: expect.any(String),
        y: expect.any(String),
        use: 'sig',
        alg: 'ES256',
        kid: await calculateJwkThumbprint(key),
      });
    }
  });

  it('is listed in pages: public halves, states and moments, nothing else', async () => {
    await begin(0);
    await a.rotate();
    const pages: KeyBody[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const path: string = `/signing-keys?limit=1${cursor && `&cursor=${cursor}`}`;
      const { body, text }: Answer<PageBody<KeyBody>> = await call(b, 'GET', path);
      expect(text).not.toMatch(/sealed|"(d|p|q|k)"/);
      pages.push(...body.data);
      cursor = body.nextCursor;
    }

    expect(pages.map(({ state }) => state).sort()).toEqual(['active', 'pending', 'retiring']);
    const retiring = pages.find(({ state }) => state === 'retiring');
    // The longest life that a token can be given, and clocks that disagree.
    const kept = Date.parse(retiring?.retiresAt ?? '') - Date.now();
    expect(kept).toBeGreaterThan(86_400_000);
    expect(Object.keys(retiring ?? {}).sort()).toEqual(
      'activatedAt activatesAt algorithm createdAt kid publicJwk retiredAt retiresAt state'.split(' '),
    );
  });
});
