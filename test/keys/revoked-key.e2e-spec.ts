import { eventually } from '../shared-state/support/eventually.js';
import { expectRefusal } from '../server/support/nest-errors.js';
import { Fleet, STORES } from './support/fleet.js';
import { kidOf, type Credentials, type Instance } from './support/instance.js';

describe.each(STORES)('the emergency end of a signing key on %s', (store) => {
  let fleet: Fleet;
  let a: Instance;
  let b: Instance;
  let client: Credentials;

  beforeEach(async () => {
    fleet = await Fleet.on(store);
    [a, b] = await Promise.all([fleet.start(), fleet.start()]);
    client = await a.register();
  });
  afterEach(() => fleet.stop());

  it('ends every token of the active key when it is answered, and everywhere within a second or so', async () => {
    const [own, others] = [await a.token(client), await b.token(client)];
    const kid = kidOf(own);

    expect((await a.revokeKey(kid)).status).toBe(204);

    expect([await a.guard(own), await a.guard(others)]).toEqual([401, 401]);
    expect(await eventually(() => b.guard(own), 401)).toBe(401);
    expect(await eventually(async () => kidOf(await b.token(client)) === kid, false)).toBe(false);
    expect(await b.guard(others)).toBe(401);
    expect(await a.published()).not.toContain(kid);
    expect(await eventually(async () => (await b.published()).includes(kid), false)).toBe(false);
  });

  it('has the pending key sign at once, though it was not published long enough', async () => {
    const { active: [active] = [], pending: [pending] = [] } = await a.keys();

    await a.revokeKey(active?.kid ?? '');

    const token = await a.token(client);
    expect(kidOf(token)).toBe(pending?.kid);
    expect([await a.guard(token), await b.guard(token)]).toEqual([200, 200]);
    const keys = await b.keys();
    expect([keys['active']?.length, keys['pending']?.length]).toEqual([1, 1]);
    expect(keys['retired']?.map(({ kid }) => kid)).toEqual([active?.kid]);
  });

  it('replaces a pending key before it has signed anything', async () => {
    const { active: [active] = [], pending: [pending] = [] } = await a.keys();

    expect((await b.revokeKey(pending?.kid ?? '')).status).toBe(204);

    const keys = await a.keys();
    expect(keys['active']?.map(({ kid }) => kid)).toEqual([active?.kid]);
    expect(keys['pending']).toHaveLength(1);
    expect(keys['pending']?.[0]?.kid).not.toBe(pending?.kid);
  });

  it('can be asked for again, in case the first answer was lost', async () => {
    const kid = kidOf(await a.token(client));
    const answers = [await a.revokeKey(kid), await b.revokeKey(kid), await a.revokeKey(kid)];
    expect(answers.map(({ status }) => status)).toEqual([204, 204, 204]);
    const { active = [], retired = [] } = await a.keys();
    expect([active.length, retired.length]).toEqual([1, 1]);
  });

  it('is one change when two processes mean the same key', async () => {
    const kid = kidOf(await a.token(client));
    const answers = await Promise.all([a.revokeKey(kid), b.revokeKey(kid)]);
    expect(answers.map(({ status }) => status)).toEqual([204, 204]);
    const { active = [], pending = [], retired = [] } = await a.keys();
    expect([active.length, pending.length, retired.length]).toEqual([1, 1, 1]);
  });

  it.each(['nobody', 'x'.repeat(90), '%00', '..%2f'])('answers 404 to the kid %s', async (kid) => {
    expectRefusal(await a.revokeKey(kid), 404);
  });

  it('leaves no private half behind, and an audit of what happened', async () => {
    const kid = kidOf(await a.token(client));
    await a.revokeKey(kid);
    const rows = await fleet.rows<{ kid: string; sealed: string | null; state: string }>(
      'SELECT kid, sealed_private_key AS sealed, state FROM m2m_signing_keys',
    );
    for (const row of rows) expect(row.sealed === null).toBe(row.kid === kid);
    const events = await fleet.rows<{ event: string }>(
      `SELECT event FROM m2m_audit_events WHERE metadata ->> 'kid' = '${kid}' ORDER BY at, id`,
    );
    expect(events.map(({ event }) => event).sort()).toEqual(
      store === 'memory'
        ? []
        : ['activated', 'created', 'revoked'].map((event) => `oauth.signing_key.${event}`),
    );
  });
});
