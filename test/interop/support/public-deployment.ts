import { startDeployment, type Deployment, type RunningDeployment } from '../../e2e/support/deployments.js';
import { freePort } from '../../support/free-port.js';

/**
 * A deployment that is its own issuer: clients of others find everything from that one URL.
 *
 * @param path of the issuer, as `/tenants/one`.
 */
export const startPublicDeployment = async (
  deployment: Deployment,
  path = '',
): Promise<RunningDeployment> => {
  const port = String(await freePort());
  return startDeployment(deployment, {
    PORT: port,
    ISSUER: `http://127.0.0.1:${port}${path}`,
    REGISTRATION: 'initial-access-token',
    REGISTRATION_SCOPES: 'reports:read,reports:write',
  });
};
