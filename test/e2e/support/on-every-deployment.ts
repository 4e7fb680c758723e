import type { EnvironmentVariables } from '../../../apps/server/src/config/environment-reader.js';
import { DEPLOYMENTS, startDeployment, type RunningDeployment } from './deployments.js';

/**
 * Runs a suite on every deployment, each started once for all tests of the file.
 *
 * @param suite is given the deployment as a function, because it runs only while tests do.
 */
export const onEveryDeployment = (
  name: string,
  suite: (deployment: () => RunningDeployment) => void,
  overrides: EnvironmentVariables = {},
): void => {
  describe.each(DEPLOYMENTS)(`${name} ($adapter, $state)`, (deployment) => {
    let running: RunningDeployment | undefined;

    beforeAll(async () => {
      running = await startDeployment(deployment, overrides);
    }, 60_000);
    afterAll(() => running?.stop());

    suite(() => {
      if (running === undefined) throw new Error('The deployment did not start.');
      return running;
    });
  });
};
