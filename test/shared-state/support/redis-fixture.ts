import type { Redis } from 'ioredis';
import type { RedisStateOptions } from '../../../libs/m2m-auth/src/domain/shared-state/redis-state-options.js';
import { RedisServer } from '../../support/redis-server.js';
import { FakeDenialSource } from './fake-denial-source.js';
import { FakeProcess } from './redis-state.js';

/** A server of the test's own, a truth, and processes that end with the test. Call inside `describe`. */
export const redisFixture = (defaults: Omit<RedisStateOptions, 'url'> = {}) => {
  const open: FakeProcess[] = [];
  let server: RedisServer;
  let source: FakeDenialSource;

  beforeEach(async () => {
    server = await RedisServer.start();
    source = new FakeDenialSource();
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    server.thaw();
    await Promise.all(open.splice(0).map(({ state }) => state.close()));
    await server.stop();
  });

  const keep = async (starting: Promise<FakeProcess>): Promise<FakeProcess> => {
    const process = await starting;
    open.push(process);
    return process;
  };
  return {
    get server(): RedisServer {
      return server;
    },
    get client(): Redis {
      return server.client;
    },
    get source(): FakeDenialSource {
      return source;
    },
    process: (options: RedisStateOptions = {}) =>
      keep(FakeProcess.start({ url: server.url, ...defaults, ...options }, source)),
    guard: (options: RedisStateOptions = {}) =>
      keep(FakeProcess.startGuard({ url: server.url, ...defaults, ...options })),
  };
};
