import type { RunningDeployment } from './deployments.js';
import { informationIn, initialAccessToken, registerWith, type ClientInformation } from './registration.js';
import type { RawResponse } from '../../hosts/support/raw-http.js';

/** A deployment where clients register themselves, and an initial access token without limits. */
export interface RegistrationSuite {
  readonly deployment: RunningDeployment;
  readonly token: string;
  register(metadata?: unknown): Promise<RawResponse>;
  /** A client that has just registered itself. */
  robot(): Promise<ClientInformation>;
  /** How many clients there are, registered by whomever. */
  registeredClients(): Promise<number>;
}

/** Call inside `describe`. */
export const registrationSuite = (deployment: () => RunningDeployment): RegistrationSuite => {
  let token = '';
  beforeAll(async () => {
    token = (await initialAccessToken(deployment())).value;
  });
  const suite: RegistrationSuite = {
    get deployment() {
      return deployment();
    },
    get token() {
      return token;
    },
    register: (metadata) => registerWith(deployment(), token, metadata),
    robot: async () =>
      informationIn(
        await suite.register({ client_name: 'Robot', scope: 'reports:read', software_id: 'robot' }),
      ),
    registeredClients: async () => {
      let count = 0;
      let cursor = '';
      do {
        const { body } = await deployment().admin('GET', `/oauth-clients?limit=100${cursor}`);
        const { data, nextCursor } = body as { data: unknown[]; nextCursor: string | null };
        count += data.length;
        cursor = nextCursor === null ? '' : `&cursor=${nextCursor}`;
      } while (cursor !== '');
      return count;
    },
  };
  return suite;
};
