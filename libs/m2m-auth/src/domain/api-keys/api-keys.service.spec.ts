import { FailureGrid } from '../throttling/failure-grid.js';
import { heldBack, startProcess, type TestProcess } from '../../../../../test/support/domain.js';
import { composeApiKeys } from '../../modules/authorization-server/api-keys.js';
import { systemRandom } from '../../crypto/system-random.js';
import type { AuditEvent } from '../audit/audit-event.js';
import { InvalidInputError, NotFoundError } from '../errors.js';
import { DuplicateError, PersistenceError } from '../stores/persistence-errors.js';
import type { Persistence, Transaction } from '../persistence/persistence.js';
import { digestOfApiKey } from './api-key-value.js';
import type { NewApiKey } from './new-api-key.js';

const NEW: NewApiKey = {
  name: 'Nightly export',
  owner: { type: 'user', id: 'u-1', organizationId: 'acme' },
  permissions: ['reports:read', 'reports:read', 'reports:write'],
};
const SUPPLIED = 'sk_test_0123456789abcdef0123456789abcdef';

type Below = Omit<TestProcess, 'authenticator'>;

/** API keys on top of a process, with what they leave behind. */
const withApiKeys = (process: Below, reader?: Persistence['apiKeys']) => {
  const { clock, feed, persistence } = process;
  const warnings: string[] = [];
  const { service: apiKeys, check: authenticator } = composeApiKeys({
    reads: reader ?? persistence.apiKeys,
    persistence: {
      ...persistence,
      apiKeys: reader ?? persistence.apiKeys,
      transaction: (...work) => persistence.transaction(...work),
    },
    feed,
    writer: process.writer,
    failures: new FailureGrid(clock),
    clock,
    random: systemRandom,
    audience: ['https://api.example.com', 'reports'],
    warn: (message) => warnings.push(message),
  });
  return { ...process, apiKeys, authenticator, warnings };
};

describe('API keys', () => {
  let one: ReturnType<typeof withApiKeys>;
  const audited: AuditEvent[] = [];

  beforeEach(async () => {
    one = withApiKeys(await startProcess());
    await one.organizations.create({ id: 'acme', name: 'Acme' });
    const { transaction } = one.persistence;
    audited.length = 0;
    jest
      .spyOn(one.persistence, 'transaction')
      .mockImplementation((work, context) =>
        transaction.call(
          one.persistence,
          (tx: Transaction) => work({ ...tx, audit: (event) => (audited.push(event), tx.audit(event)) }),
          context,
        ),
      );
  });

  const create = async (input: Partial<NewApiKey> = {}) => {
    const created = await one.apiKeys.create({ ...NEW, ...input });
    return { ...created, value: created.value ?? input.value ?? '' };
  };
  const check = async (value: string, process = one, address = '198.51.100.1') =>
    process.authenticator.check(value, address);

  it('are made with a value that is shown once, and shown without it from then on', async () => {
    const { value, ...view } = await create();
    expect(value).toMatch(/^sk_live_/);
    expect(view).toEqual({
      id: expect.stringMatching(/^api_key_[0-9a-f-]{36}$/),
      name: 'Nightly export',
      owner: NEW.owner,
      permissions: ['reports:read', 'reports:write'],
      environment: 'production',
      obfuscatedValue: `sk_...${value.slice(-4)}`,
      expiresAt: null,
      lastUsedAt: null,
      createdAt: expect.any(Date),
      updatedAt: expect.any(Date),
    });
    expect(await one.apiKeys.find(view.id)).toEqual(view);
    expect(await one.apiKeys.validate(value)).toEqual(view);
    expect((await one.apiKeys.list()).data).toEqual([view]);
  });

  it('take a value that the caller supplies, which is not shown again, once', async () => {
    const created = await one.apiKeys.create({ ...NEW, value: SUPPLIED });
    expect(created).toMatchObject({ environment: 'test', obfuscatedValue: 'sk_...cdef' });
    expect(created).not.toHaveProperty('value');
    await expect(create({ value: SUPPLIED })).rejects.toBeInstanceOf(DuplicateError);
    expect(await check(SUPPLIED)).toMatchObject({ clientId: created.id });
  });

  it('give a principal with the members of a token’s, frozen, the same for every request', async () => {
    const expiresAt = new Date(one.clock.wall + 10_500);
    const { id, value } = await create({ expiresAt });
    const principal = await check(value);
    expect(principal).toEqual({
      credential: 'api_key',
      clientId: id,
      subject: 'u-1',
      scopes: ['reports:read', 'reports:write'],
      audience: ['https://api.example.com', 'reports'],
      organizationId: 'acme',
      jti: id,
      issuedAt: one.clock.wall / 1_000,
      expiresAt: one.clock.wall / 1_000 + 10,
      claims: {
        type: 'api_key',
        sub: 'u-1',
        client_id: id,
        jti: id,
        org_id: 'acme',
        scope: 'reports:read reports:write',
        owner_type: 'user',
        environment: 'production',
        name: 'Nightly export',
      },
    });
    for (const part of [principal, principal?.scopes, principal?.audience, principal?.claims]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
    expect(one.authenticator.check(value)).toBe(principal);
  });

  it('are asked for their expiry at every request, cached or not (C-31)', async () => {
    const { value } = await create({ expiresAt: new Date(one.clock.wall + 1_000) });
    expect(await check(value)).not.toBeNull();
    one.clock.wall += 999;
    expect(one.authenticator.check(value)).not.toBeNull();
    one.clock.wall += 1;
    const refused = one.authenticator.check(value);
    // On the grid of time, although the row is cached.
    expect(refused).toBeInstanceOf(Promise);
    expect(await refused).toBeNull();
    expect(await one.apiKeys.validate(value)).toBeNull();
    one.clock.wall -= 1;
    expect(one.authenticator.check(value)).not.toBeNull();
  });

  it('have expired when their expiry is no moment at all (C-31)', async () => {
    const { value } = await create();
    const { apiKeys } = one.persistence;
    const spoiled = withApiKeys(one, {
      ...apiKeys,
      findForAuthentication: async (digest) => {
        const key = await apiKeys.findForAuthentication(digest);
        return key && { ...key, expiresAt: new Date(Number.NaN) };
      },
    });
    expect(await spoiled.authenticator.check(value)).toBeNull();
  });

  it('cannot be changed through what was shown of them', async () => {
    const { value } = await create({ expiresAt: new Date(one.clock.wall + 1_000) });
    const shown = await one.apiKeys.validate(value);
    shown?.expiresAt?.setUTCFullYear(2100);
    (shown?.permissions as string[]).push('admin');
    one.clock.wall += 1_000;
    expect(await one.authenticator.check(value)).toBeNull();
    one.clock.wall -= 1_000;
    expect((await check(value))?.scopes).not.toContain('admin');
  });

  it('are refused from the moment they are deleted, also in a process that holds them (C-33)', async () => {
    const two = withApiKeys(
      await startProcess({ clock: one.clock, persistence: one.persistence, state: one.state }),
    );
    const { id, value } = await create();
    expect([await check(value), await check(value, two)]).not.toContain(null);
    await one.apiKeys.delete(id);
    expect(await check(value)).toBeNull();
    await two.loop.pass();
    expect(await check(value, two)).toBeNull();
    await expect(one.apiKeys.delete(id)).rejects.toBeInstanceOf(NotFoundError);
  });

  it('may be made anew with the value of one that was deleted: it is another key', async () => {
    const first = await create({ value: SUPPLIED });
    expect(await check(SUPPLIED)).toMatchObject({ clientId: first.id });
    await one.apiKeys.delete(first.id);
    const second = await create({ value: SUPPLIED, permissions: [] });
    expect(second.id).not.toBe(first.id);
    expect(await check(SUPPLIED)).toMatchObject({ clientId: second.id, scopes: [] });
  });

  it('leave who made and deleted them in the audit, and nothing that authenticates', async () => {
    const { id, value } = await create();
    await one.apiKeys.delete(id);
    const metadata = { apiKeyId: id, ownerType: 'user', permissions: ['reports:read', 'reports:write'] };
    const common = { success: true, clientId: null, organizationId: 'acme', ip: null, metadata };
    expect(audited).toEqual([
      { event: 'api_key.created', ...common },
      { event: 'api_key.deleted', ...common },
    ]);
    expect(JSON.stringify(audited)).not.toContain(value.slice(8, 20));
  });

  it('need an organization that exists, and input that can be kept', async () => {
    const owner = { type: 'organization', id: 'nobody' } as const;
    await expect(create({ owner })).rejects.toThrow('owner names no organization');
    await expect(create({ name: '', permissions: ['a b'] })).rejects.toMatchObject({
      problems: [expect.stringMatching(/^name/), expect.stringMatching(/^permissions/)],
    });
    await expect(create({ value: 'sk_short' })).rejects.toBeInstanceOf(InvalidInputError);
    expect(await one.apiKeys.list()).toEqual({ data: [], nextCursor: null });
  });

  it('that are imported may be weak, of which the log warns without the value (X-24)', async () => {
    const { id } = await create({ value: 'sk_test_ci', imported: true });
    await create({ value: SUPPLIED, imported: true });
    expect(one.warnings).toEqual([expect.stringContaining(id)]);
    expect(one.warnings.join()).not.toContain('test_ci');
    expect(await check('sk_test_ci')).toMatchObject({ clientId: id });
  });

  it('that are imported may have expired: they are there and do not authenticate (C-46)', async () => {
    const { id } = await create({ value: 'sk_test_old', expiresAt: new Date(0), imported: true });
    expect(await one.apiKeys.find(id)).toMatchObject({ expiresAt: new Date(0) });
    expect(await check('sk_test_old')).toBeNull();
  });

  it('cost no read when their form is wrong', async () => {
    const { value } = await create();
    const read = jest.spyOn(one.persistence.apiKeys, 'findForAuthentication');
    const wrong = `${value.slice(0, -1)}${value.endsWith('A') ? 'B' : 'A'}`;
    for (const odd of [wrong, '', 'sk_', 'sk_a b', `sk_${'a'.repeat(1_000)}`, undefined, {}, [value], null]) {
      expect(one.authenticator.check(odd as string)).toBeNull();
      expect(await one.apiKeys.validate(odd)).toBeNull();
    }
    expect(read).not.toHaveBeenCalled();
  });

  it('cannot be told while they cannot be read: never null, and not asked again and again', async () => {
    let reads = 0;
    const failing = withApiKeys(one, {
      ...one.persistence.apiKeys,
      findForAuthentication: () => {
        reads += 1;
        return Promise.reject(new PersistenceError('timeout'));
      },
    });
    for (let n = 0; n < 20; n += 1) {
      await expect(check('sk_unknown', failing)).rejects.toMatchObject({
        code: 'temporarily_unavailable',
        status: 503,
      });
    }
    expect(reads).toBe(5);
    await expect(failing.apiKeys.validate('sk_unknown')).rejects.toMatchObject({ status: 503 });
  });

  it('that one address makes up hold four reads at a time, and leave those of another and good ones that are known alone', async () => {
    const [{ value }, { value: unread }] = [await create(), await create()];
    const held = heldBack<null>();
    let reads = 0;
    const flooded = withApiKeys(one, {
      ...one.persistence.apiKeys,
      findForAuthentication: (digest) => {
        const good = [value, unread].map(digestOfApiKey).includes(digest);
        if (good) return one.persistence.apiKeys.findForAuthentication(digest);
        reads += 1;
        return held.promise;
      },
    });
    await check(value, flooded);
    const flood = Array.from({ length: 200 }, (_, n) => check(`sk_made-up-${n}`, flooded));
    const outcomes = Promise.allSettled(flood);
    expect(reads).toBe(4);
    expect(flooded.authenticator.check(value)).not.toBeInstanceOf(Promise);
    const elsewhere = check(unread, flooded, '192.0.2.1');
    held.release(null);
    expect(await elsewhere).not.toBeNull();
    const refused = (await outcomes).filter(({ status }) => status === 'rejected');
    expect(reads).toBe(67);
    expect(refused).toHaveLength(133);
    for (const { reason } of refused as PromiseRejectedResult[])
      expect(reason).toMatchObject({ status: 503 });
  });

  it('keep serving from the cache while the store is down, for as long as the changes were read lately', async () => {
    const { value } = await create();
    await check(value);
    jest
      .spyOn(one.persistence.apiKeys, 'findForAuthentication')
      .mockRejectedValue(new PersistenceError('timeout'));
    expect(one.authenticator.check(value)).not.toBeNull();
    one.clock.steady += 5_001;
    await expect(check(value)).rejects.toMatchObject({ status: 503 });
  });
});
