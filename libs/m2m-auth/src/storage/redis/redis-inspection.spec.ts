import { judgeRedis } from './redis-inspection.js';

const server = (version: string): string =>
  `# Server\r\nredis_version:${version}\r\nredis_mode:standalone\r\n`;
const memory = (policy: string): string => `# Memory\r\nmaxmemory:0\r\nmaxmemory_policy:${policy}\r\n`;

describe('what INFO says of a Redis', () => {
  it.each(['2.8.24', '5.0.14', '6.0.20', '6.1.240'])('stops the start below 6.2, by name: %s', (version) => {
    expect(() => judgeRedis(server(version), memory('noeviction'))).toThrow(
      `redisState() needs Redis 6.2 or later, and this one is ${version}.`,
    );
  });

  it.each(['6.2.0', '6.2.14', '7.0.15', '8.0.0', '10.1.0'])('has nothing against %s', (version) => {
    expect(judgeRedis(server(version), memory('noeviction'))).toEqual([]);
  });

  it.each(['allkeys-lru', 'volatile-ttl', 'allkeys-random'])(
    'warns once, by name, of a policy that evicts: %s',
    (policy) => {
      expect(judgeRedis(server('7.0.15'), memory(policy))).toEqual([
        expect.stringContaining(`maxmemory-policy ${policy}.`),
      ]);
    },
  );

  it('says nothing of what a server does not tell', () => {
    expect(judgeRedis('', null)).toEqual([]);
  });
});
