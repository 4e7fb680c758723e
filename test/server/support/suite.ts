import { startDeployment, type Deployment, type RunningDeployment } from '../../e2e/support/deployments.js';
import { call, type Answer, type CallOptions, type ClientBody } from './api.js';

/** A deployment that runs from before the first test of a `describe` to after its last. */
export interface Suite {
  readonly deployment: RunningDeployment;
  call<Body = unknown>(
    method: string,
    path: string,
    body?: unknown,
    options?: CallOptions,
  ): Promise<Answer<Body>>;
  /** Registers a client and answers it as shown. */
  register(input?: Readonly<Record<string, unknown>>): Promise<ClientBody & { clientSecret: string }>;
}

/** Call inside `describe`. */
export const suiteOn = (deployment: Deployment): Suite => {
  let running: RunningDeployment;
  beforeAll(async () => {
    running = await startDeployment(deployment);
  }, 60_000);
  afterAll(() => running.stop());

  const suite: Suite = {
    get deployment() {
      return running;
    },
    call: (...request) => call(running, ...request),
    register: async (input = {}) => {
      const { status, body } = await suite.call<ClientBody>('POST', '/oauth-clients', {
        name: 'A client',
        scopes: ['reports:read'],
        ...input,
      });
      if (status !== 201) throw new Error(`Registration answered ${status}`);
      return { clientSecret: String(input['clientSecret']), ...body };
    },
  };
  return suite;
};
