import { startDeployment } from '../e2e/support/deployments.js';
import { eventually } from './support/eventually.js';
import { redisFixture } from './support/redis-fixture.js';

interface Health {
  readonly status: string;
  readonly details: { readonly redis: { readonly status: string; readonly refusals?: readonly string[] } };
}

describe('/health/dependencies of the server', () => {
  const redis = redisFixture();

  it.each([
    ['a wrong password', '>right', '+@all', '&*', 'WRONGPASS'],
    ['no right to INFO', '>word', '+@all -info', '&*', 'NOPERM at INFO'],
    ['no right to its channel', '>word', '+@all', 'resetchannels', 'NOPERM at SUBSCRIBE (channel)'],
  ])('says that and why Redis refuses: %s', async (_, password, commands, channels, reason) => {
    const rules = ['reset', 'on', password, '~*', ...commands.split(' '), channels];
    await redis.client.acl('SETUSER', 'm2m', ...rules);
    const deployment = await startDeployment(
      { adapter: 'fastify', state: 'embedded' },
      { REDIS_URL: redis.server.url.replace('//', '//m2m:word@') },
    );
    try {
      const refusals = async (): Promise<readonly string[]> => {
        const answer = await fetch(`${deployment.url}/health/dependencies`);
        const { status, details } = (await answer.json()) as Health;
        if (answer.status !== 503) return [];
        expect([status, details.redis.status]).toEqual(['error', 'down']);
        return details.redis.refusals ?? [];
      };
      await eventually(async () => (await refusals()).some((line) => line.includes(`(${reason})`)), true);
      expect((await refusals()).join()).not.toMatch(/:word|m2m:|127\.0\.0\.1/);
    } finally {
      await deployment.stop();
    }
  });
});
