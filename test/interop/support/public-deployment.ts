import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { startDeployment, type Deployment, type RunningDeployment } from '../../e2e/support/deployments.js';

const freePort = async (): Promise<number> => {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
};

/** A deployment that is its own issuer: clients of others find everything from that one URL. */
export const startPublicDeployment = async (deployment: Deployment): Promise<RunningDeployment> => {
  const port = String(await freePort());
  return startDeployment(deployment, { PORT: port, ISSUER: `http://127.0.0.1:${port}` });
};
