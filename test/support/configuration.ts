import type { ConfigurationOptions } from '../../libs/m2m-auth/src/domain/configuration/configuration-plan.js';
import { InvalidConfigurationError } from '../../libs/m2m-auth/src/domain/configuration/configuration-problem.js';
import { startProcess } from './domain.js';

/** A secret as whoever reads a file hands it on. */
export const fromEnvironment = (value: string) => ({ fromEnvironment: 'BILLING_SECRET', value });

export const acme = { id: 'acme', name: 'Acme' };

export const billing = (members: object = {}) => ({
  clientId: 'billing',
  organization: 'Acme',
  scopes: ['reports:read'],
  claims: { tenant_id: 't-1' },
  ...members,
});

/** One organization and the client `billing` in it, and what else is given. */
export const documentOf = (client: object = {}, ...others: object[]) => ({
  organizations: [acme],
  clients: [billing(client), ...others],
});

/** A process, and short words for what is done with documents in it. */
export const startConfigured = async () => {
  const process = await startProcess();
  const apply = (given: unknown, options?: ConfigurationOptions) =>
    process.configuration.apply(given, options);
  return {
    ...process,
    apply,
    /** What is said of the first client. */
    clientOf: async (given: unknown, options?: ConfigurationOptions) => {
      const { objects } = await apply(given, options);
      return objects.find(({ kind }) => kind === 'client');
    },
    accepts: (secret: string, clientId = 'billing'): Promise<boolean> =>
      process.clients.authenticate(clientId, secret).then(
        () => true,
        () => false,
      ),
  };
};

export type ConfiguredProcess = Awaited<ReturnType<typeof startConfigured>>;

export const configurationProblemsOf = async (work: Promise<unknown>): Promise<readonly string[]> => {
  const error: unknown = await work.catch((thrown: unknown) => thrown);
  if (!(error instanceof InvalidConfigurationError)) throw error;
  return error.problems;
};
