import { BOTH_ADAPTERS, startDeployment, type RunningDeployment } from '../e2e/support/deployments.js';
import { sameBodies } from '../hosts/support/same-bodies.js';

describe('one answer to the same bytes of the server', () => {
  const running = new Map<string, RunningDeployment>();
  const on = (adapter: string): RunningDeployment => {
    const deployment = running.get(adapter);
    if (!deployment) throw new Error(`${adapter} did not start.`);
    return deployment;
  };

  beforeAll(async () => {
    for (const deployment of BOTH_ADAPTERS) {
      running.set(deployment.adapter, await startDeployment(deployment));
    }
  }, 60_000);
  afterAll(() => Promise.all([...running.values()].map((deployment) => deployment.stop())));

  sameBodies(
    () => on('express'),
    () => on('fastify'),
  );
});
