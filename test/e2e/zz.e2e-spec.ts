import { DEPLOYMENTS, startDeployment, type RunningDeployment } from './support/deployments.js';
import { expectToken } from './support/expectations.js';
describe.each(DEPLOYMENTS)('$adapter $state', (deployment) => {
  let server: RunningDeployment;
  beforeAll(async () => {
    const t = Date.now();
    server = await startDeployment(deployment);
    console.log(deployment, Date.now() - t);
  });
  afterAll(async () => {
    const t = Date.now();
    await server.stop();
    console.log('stop', Date.now() - t);
  });
  it('x', async () => {
    const t = Date.now();
    const client = await server.registerClient({ scopes: ['a'] });
    const r = await server.token({ basic: client });
    console.log(Date.now() - t, JSON.stringify(r));
    expectToken(r);
  });
});
