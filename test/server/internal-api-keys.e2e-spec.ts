import { loadConfig } from '../../apps/server/src/config/load-config.js';
import { AUDIENCE, BOTH_ADAPTERS, ISSUER, startDeployment } from '../e2e/support/deployments.js';
import { call } from './support/api.js';

const [OLD, NEW] = ['old-internal-api-key-0123456789abcdef', 'new-internal-api-key-0123456789abcdef'];

// What configuration makes of the keys; the routes themselves are gone through in admin-clients.e2e-spec.ts.
describe.each(BOTH_ADAPTERS)('INTERNAL_API_KEY on $adapter', (deployment) => {
  const statusesWith = async (configured: string, ...keys: string[]): Promise<number[]> => {
    const running = await startDeployment(deployment, { INTERNAL_API_KEY: configured });
    try {
      const answers = keys.map((key) => call(running, 'GET', '/oauth-clients', undefined, { key }));
      return (await Promise.all(answers)).map(({ status }) => status);
    } finally {
      await running.stop();
    }
  };

  it('takes several keys at once, each alone, so that one can be replaced without a gap', async () => {
    const statuses = await statusesWith(`${OLD}, ${NEW}`, OLD, NEW, `${OLD}, ${NEW}`, `${OLD},${NEW}`, ',');

    expect(statuses).toEqual([200, 200, 401, 401, 401]);
  });

  it('lets nobody in when it is blank', async () => {
    expect(await statusesWith('   ', '', ' ', OLD, 'undefined', 'null')).toEqual(Array(5).fill(401));
  });
});

describe('INTERNAL_API_KEY with keys that are no keys', () => {
  it.each([
    ['a short one', 'short'],
    ['one short among several', `${OLD},short`],
    ['an empty one among several', `${OLD},`],
    ['a character that no header carries', `${OLD}é`],
  ])('refuses to start with %s, by name and without the value', (_what, value) => {
    const environment = { NODE_ENV: 'test', PORT: '0', ISSUER, AUDIENCE, INTERNAL_API_KEY: value };

    expect(() => loadConfig(environment)).toThrow(/^(?!.*(short|0123)).*INTERNAL_API_KEY/s);
  });
});
