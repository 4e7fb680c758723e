import { installDebianPackage } from './debian-packages.mjs';
import { startOwnRedis } from './own-redis.mjs';
import { redisProblem } from './redis-probe.mjs';

export const redis = {
  name: 'Redis',
  variable: 'REDIS_URL',
  debianPackage: 'redis-server',
  usualUrls: ['redis://127.0.0.1:6379'],
  problem: redisProblem,
  startOwn: startOwnRedis,
  install: () => installDebianPackage('redis-server'),
};
