import crypto from 'node:crypto';
import bcrypt from 'bcrypt';
import { TestClock } from '../../../../test/support/domain.js';
import { BcryptSecretHasher, bcryptSlots } from './bcrypt-secret-hasher.js';

const COST = 6;
const hasher = new BcryptSecretHasher({ cost: COST });
const secret = 'a supplied secret of some length: +%/';

/** The work factors of the comparisons that one verification really makes, and their sum in units of bcrypt's work. */
const spent = async (presented: string, hash: string | null) => {
  const compare = jest.spyOn(bcrypt, 'compare');
  try {
    const matches = await hasher.verify(presented, hash, 'key');
    const costs = compare.mock.calls.map(([, crypt]) => bcrypt.getRounds(crypt));
    return { matches, costs, work: costs.reduce((sum, cost) => sum + 2 ** cost, 0) };
  } finally {
    compare.mockRestore();
  }
};

describe('bcrypt over SHA-256', () => {
  it('verifies what it hashed, names its scheme and does not ask for a new hash', async () => {
    const hash = await hasher.hash(secret);
    expect(hash).toMatch(/^bcrypt-sha256:\$2b\$06\$.{53}$/);
    expect(await spent(secret, hash)).toEqual({ matches: true, costs: [COST], work: 2 ** COST });
    expect(await spent(`${secret} `, hash)).toEqual({ matches: false, costs: [COST], work: 2 ** COST });
    expect(hasher.needsRehash(hash)).toBe(false);
  });

  it('reads the whole secret, not its first 72 bytes', async () => {
    const hash = await hasher.hash('x'.repeat(72) + 'a');
    expect(await hasher.verify('x'.repeat(72) + 'a', hash, '')).toBe(true);
    expect(await hasher.verify('x'.repeat(72) + 'b', hash, '')).toBe(false);
    expect(await hasher.verify('x'.repeat(72), hash, '')).toBe(false);
  });

  it('tells characters beyond ASCII and NUL apart', async () => {
    const hash = await hasher.hash('😀'.repeat(18) + 'X\0Y');
    expect(await hasher.verify('😀'.repeat(18) + 'X\0Y', hash, '')).toBe(true);
    expect(await hasher.verify('😀'.repeat(18) + 'Y\0Y', hash, '')).toBe(false);
    expect(await hasher.verify('😀'.repeat(18) + 'X\0Z', hash, '')).toBe(false);
  });

  it('never takes one lone surrogate for another', async () => {
    const hash = await hasher.hash('\ufffd'.repeat(32));
    expect(await spent('\ud800'.repeat(32), hash)).toEqual({
      matches: false,
      costs: [COST],
      work: 2 ** COST,
    });
  });
});

describe('an imported bare hash', () => {
  it.each(['2a', '2b', '2y'])(
    'verifies with its raw secret ($%s$), and asks for a better hash',
    async (version) => {
      const hash = (await bcrypt.hash(secret, COST)).replace('$2b$', () => `$${version}$`);
      expect(await spent(secret, hash)).toEqual({ matches: true, costs: [COST], work: 2 ** COST });
      expect((await spent('wrong', hash)).matches).toBe(false);
      expect(hasher.needsRehash(hash)).toBe(true);
    },
  );

  it.each([4, 5])('of the lower cost %i costs as much as every other, right or wrong', async (cost) => {
    const hash = await bcrypt.hash(secret, cost);
    expect(await spent(secret, hash)).toMatchObject({ matches: true, work: 2 ** COST });
    expect(await spent('wrong', hash)).toMatchObject({ matches: false, work: 2 ** COST });
  });

  it('of a higher cost is refused at the price of every other', async () => {
    const hash = await bcrypt.hash(secret, COST + 1);
    expect(await spent(secret, hash)).toEqual({ matches: false, costs: [COST], work: 2 ** COST });
  });

  it('of a secret beyond 72 bytes verifies as it was made', async () => {
    const long = Array.from({ length: 300 }, (_, index) => String.fromCharCode(33 + (index % 90))).join('');
    const hash = (await bcrypt.hash(long.slice(0, 72), COST)).replace('$2b$', '$2a$');
    expect(await hasher.verify(long, hash, '')).toBe(true);
    expect(await hasher.verify(long.slice(0, 71), hash, '')).toBe(false);
  });
});

describe('a secret with nothing to compare with', () => {
  it.each([
    ['no hash', null],
    ['an empty hash', ''],
    ['a cut-off hash', `$2b$12$${'a'.repeat(52)}`],
    ['a cut-off hash of ours', `bcrypt-sha256:$2b$12$${'a'.repeat(52)}`],
    ['a hash of another scheme', 'sha256:' + 'a'.repeat(43)],
    ['the secret itself', secret],
  ])('is wrong at the full price, and no error: %s', async (_, hash) => {
    expect(await spent(secret, hash)).toEqual({ matches: false, costs: [COST], work: 2 ** COST });
    expect(await spent('', hash)).toEqual({ matches: false, costs: [COST], work: 2 ** COST });
    expect(hasher.needsRehash(hash ?? '')).toBe(false);
  });
});

describe('a hash of ours of a lower cost', () => {
  it('still verifies, at the full price, and asks for a better hash', async () => {
    const old = await new BcryptSecretHasher({ cost: 4 }).hash(secret);
    expect(await spent(secret, old)).toMatchObject({ matches: true, work: 2 ** COST });
    expect(hasher.needsRehash(old)).toBe(true);
  });
});

describe('a verification', () => {
  it('takes as many turns of the thread pool whatever is stored, and does the same work in them', async () => {
    const hashes = [null, await hasher.hash(secret)];
    for (const cost of [4, 5, COST, COST + 1]) hashes.push(await bcrypt.hash(secret, cost));
    const fillers = jest.spyOn(crypto, 'pbkdf2');
    const pieces = [];
    for (const hash of hashes) {
      fillers.mockClear();
      const { costs, work } = await spent('wrong', hash);
      pieces.push({ work, turns: costs.length + fillers.mock.calls.length });
    }
    fillers.mockRestore();
    expect(pieces).toEqual(Array(hashes.length).fill({ work: 2 ** COST, turns: 1 + COST - 4 }));
  });

  it('tells how long one takes lately', async () => {
    const clock = new TestClock();
    const timed = new BcryptSecretHasher({ cost: 4, slots: 1, clock });
    expect(timed.usualMs).toBe(0);
    const takes = async (milliseconds: number): Promise<void> => {
      const verified = timed.verify(secret, null, 'key');
      clock.advance(milliseconds);
      await verified;
    };
    await takes(200);
    expect(timed.usualMs).toBe(200);
    await takes(360);
    expect(timed.usualMs).toBe(210);
  });
});

describe('the bcrypt lane', () => {
  it.each([
    [1, 4, 1],
    [2, 4, 1],
    [4, 4, 2],
    [16, 4, 2],
    [16, 16, 14],
    [4, 1, 1],
  ])(
    'leaves two threads of the pool free: %i cores and %i threads give %i slots',
    (cores, threads, slots) => {
      expect(bcryptSlots(cores, threads)).toBe(slots);
    },
  );

  it('answers temporarily_unavailable when its queue is full, and goes on working', async () => {
    const narrow = new BcryptSecretHasher({ cost: 4, slots: 1, maxQueue: 1 });
    const hash = await narrow.hash(secret);
    const results = await Promise.allSettled([1, 2, 3].map(() => narrow.verify(secret, hash, 'key')));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    expect(results[2]).toMatchObject({ reason: { code: 'temporarily_unavailable', status: 503 } });
    await expect(narrow.verify(secret, hash, 'key')).resolves.toBe(true);
  });

  it('hashes what the operator gives, and compares what the known present, before it turns to strangers', async () => {
    const narrow = new BcryptSecretHasher({ cost: 4, slots: 1 });
    const hash = await narrow.hash(secret);
    const done: string[] = [];
    const told = (who: string) => (): void => void done.push(who);
    const strangers = ['a', 'b', 'c', 'd'].map((key) => narrow.verify('wrong', hash, key).then(told(key)));
    await Promise.all([
      ...strangers,
      narrow.verify(secret, hash, 'e', 'known').then(told('known')),
      narrow.hash(secret).then(told('operator')),
    ]);
    expect(done).toEqual(['a', 'known', 'operator', 'b', 'c', 'd']);
  });
});
