import bcrypt from 'bcrypt';
import { startProcess, TestClock, type ProcessParts } from '../../../../../test/support/domain.js';
import { BcryptSecretHasher } from '../../crypto/bcrypt-secret-hasher.js';
import { MemoryPersistence } from '../../storage/memory/index.js';
import type { EndpointRequest } from '../../http/endpoint.js';
import { RequestParameters } from '../../http/request-parameters.js';
import { FailureGrid } from '../../domain/throttling/failure-grid.js';
import { EndpointThrottle } from '../throttling/endpoint-throttle.js';
import { RequestAuthenticator } from './request-authenticator.js';

const POLICY = { windowMs: 60_000, limit: 10, addressLimit: 300, counts: 'failures' } as const;
const BCRYPT_MS = 200;
const SUPPLIED = 'chosen by a person, and long enough';
const HERE = '192.0.2.1';

const request = (clientId: string, secret: string, ip = HERE): EndpointRequest => ({
  method: 'POST',
  url: '/auth/token',
  headers: {},
  ip,
  parameters: new RequestParameters(
    new Map([
      ['client_id', [clientId]],
      ['client_secret', [secret]],
    ]),
  ),
});

const start = async (given: Partial<ProcessParts> = {}) => {
  const process = await startProcess(given);
  const throttle = new EndpointThrottle(process.state.throttle, POLICY);
  const authentication = new RequestAuthenticator(
    process.authenticator,
    throttle,
    new FailureGrid(process.clock),
  );
  /** 200 or the status of the refusal. */
  const ask = (...args: Parameters<typeof request>): Promise<unknown> =>
    authentication.authenticate(request(...args)).then(
      () => 200,
      (error: { status?: number }) => error.status ?? error,
    );
  return { process, ask };
};

const failTenTimes = async (ask: Awaited<ReturnType<typeof start>>['ask'], clientId: string) => {
  for (let failure = 0; failure < 10; failure += 1) {
    expect(await ask(clientId, `m2ms_${'x'.repeat(49)}`)).toBe(401);
  }
};

describe('client authentication while strangers guess', () => {
  /** Seconds pass when the test says so, and a bcrypt takes a fifth of one, on the one slot of a machine with two cores. */
  const onOneSlot = async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
    const slowly = (secret: string | Buffer, hash: string): Promise<boolean> =>
      new Promise((resolve) => setTimeout(() => resolve(bcrypt.compareSync(secret, hash)), BCRYPT_MS));
    const compare: { compare(...args: Parameters<typeof slowly>): Promise<boolean> } = bcrypt;
    jest.spyOn(compare, 'compare').mockImplementation(slowly);
    const clock = new TestClock();
    const hasher = new BcryptSecretHasher({ cost: 4, slots: 1 });
    const started = await start({ clock, hasher });
    const pass = async (ms: number): Promise<void> => {
      for (let passed = 0; passed < ms; passed += BCRYPT_MS) {
        clock.advance(BCRYPT_MS);
        jest.advanceTimersByTime(BCRYPT_MS);
        for (let turn = 0; turn < 8; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      }
      await started.process.loop.pass();
    };
    return { ...started, pass };
  };
  afterEach(() => {
    jest.useRealTimers();
    jest.restoreAllMocks();
  });

  it('lets a client with a supplied secret in each time, hours after its first token, while 16 addresses guess each second', async () => {
    const { process, ask, pass } = await onOneSlot();
    await process.clients.register({
      clientId: 'honest',
      name: 'Honest',
      scopes: [],
      clientSecret: SUPPLIED,
    });
    const first = ask('honest', SUPPLIED);
    await pass(1_000);
    expect(await first).toBe(200);
    process.clock.advance(20 * 3_600_000);
    await process.loop.pass();

    const [answers, guesses]: [Promise<unknown>[], Promise<unknown>[]] = [[], []];
    for (let second = 1; second <= 130; second += 1) {
      for (let address = 0; address < 16; address += 1) {
        guesses.push(ask(`guess-${second}-${address}`, 'a guess', `198.51.100.${address}`));
      }
      if (second % 62 === 0) answers.push(ask('honest', SUPPLIED));
      await pass(1_000);
    }
    await pass(2_000);
    expect(await Promise.all(answers)).toEqual([200, 200]);
    const told = await Promise.all(guesses);
    expect(new Set(told)).toEqual(new Set([401, 503]));
  });
});

describe('a right secret', () => {
  it.each([
    ['supplied', { clientSecret: SUPPLIED }],
    ['generated, with hashing: bcrypt', {}],
  ])(
    'that has verified before is let in after a change of its client, whatever failed from its address: %s',
    async (_, input) => {
      const { process, ask } = await start({ hashing: 'bcrypt' });
      const made = await process.clients.register({ clientId: 'a', name: 'A', scopes: [], ...input });
      const secret = made.clientSecret ?? SUPPLIED;
      expect(await ask('a', secret)).toBe(200);
      await failTenTimes(ask, 'a');
      await process.clients.update('a', { name: 'Another' });
      expect(await ask('a', secret)).toBe(200);
      expect(await ask('a', `${SUPPLIED}, but another`)).toBe(429);
    },
  );

  it('of generated form whose digest is stored is let in at once with hashing: bcrypt as well', async () => {
    const persistence = new MemoryPersistence(new TestClock());
    const before = await startProcess({ persistence });
    const { clientSecret = '' } = await before.clients.register({ clientId: 'a', name: 'A', scopes: [] });
    const { ask } = await start({ persistence, hashing: 'bcrypt' });
    await failTenTimes(ask, 'a');
    expect(await ask('a', clientSecret)).toBe(200);
  });

  it.each<[string, (process: Awaited<ReturnType<typeof startProcess>>) => Promise<unknown>]>([
    ['the client was disabled', ({ clients }) => clients.update('a', { isActive: false })],
    ['the client was deleted', ({ clients }) => clients.delete('a')],
  ])('that has verified waits like a stranger when %s', async (_, change) => {
    const { process, ask } = await start();
    await process.clients.register({ clientId: 'a', name: 'A', scopes: [], clientSecret: SUPPLIED });
    expect(await ask('a', SUPPLIED)).toBe(200);
    await failTenTimes(ask, 'a');
    await change(process);
    expect(await ask('a', SUPPLIED)).toBe(429);
  });
});

describe('the time of an answer', () => {
  it('is the grid’s for each refusal, and nobody’s for who is let in', async () => {
    const process = await startProcess();
    const due: (() => void)[] = [];
    const grid = new FailureGrid(process.clock, (task) => due.push(task));
    const throttle = new EndpointThrottle(process.state.throttle, POLICY);
    const authentication = new RequestAuthenticator(process.authenticator, throttle, grid);
    const made = await process.clients.register({ clientId: 'a', name: 'A', scopes: [] });
    await process.clients.register({ clientId: 'b', name: 'B', scopes: [], clientSecret: SUPPLIED });
    for (const [clientId, secret] of [
      ['a', made.clientSecret ?? ''],
      ['b', SUPPLIED],
    ] as const) {
      await expect(authentication.authenticate(request(clientId, secret))).resolves.toBeDefined();
    }
    const refusals: Promise<unknown>[] = [];
    const told: unknown[] = [];
    for (const [clientId, secret] of [
      ['a', ''],
      ['a', `m2ms_${'x'.repeat(49)}`],
      ['b', 'not what was chosen by anybody'],
      ['nobody', 'not what was chosen by anybody'],
    ] as const) {
      const refused = authentication.authenticate(request(clientId, secret)).catch((error: unknown) => {
        told.push(error);
      });
      refusals.push(refused);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(told).toEqual([]);
    const timer = setInterval(() => due.splice(0).forEach((task) => task()), 1);
    await Promise.all(refusals);
    clearInterval(timer);
    expect(told).toEqual(Array(4).fill(expect.objectContaining({ status: 401 })));
  });
});

describe('the row of a client', () => {
  it.each(['nobody', 'a'])(
    'is read once for a supplied secret when nothing may be cached: %s',
    async (clientId) => {
      const { process, ask } = await start();
      await process.clients.register({ clientId: 'a', name: 'A', scopes: [], clientSecret: SUPPLIED });
      process.clock.advance(5_001);
      const read = jest.spyOn(process.persistence.clients, 'findForAuthentication');
      await ask(clientId, SUPPLIED);
      expect(read).toHaveBeenCalledTimes(1);
    },
  );
});
