import { generatedSecret, type GeneratedSecret } from './generated-secrets.js';
import type { ResolvedServerConfig, ServerConfig } from './server-config.js';

export interface ResolvedSecrets {
  readonly config: ResolvedServerConfig;
  /** The internal API key that this server keeps for itself; undefined when the environment gives one or none. */
  readonly internalApiKey: GeneratedSecret | undefined;
}

/** Fills in the secrets that the environment leaves to the server, from the data directory. */
export function resolveSecrets(config: ServerConfig): ResolvedSecrets {
  const { internalApiKeys, signing, dataDirectory } = config;
  const internalApiKey =
    internalApiKeys === 'generate' ? generatedSecret(dataDirectory, 'internal-api-key') : undefined;
  const keyEncryptionKeys =
    signing.keyEncryptionKeys === 'generate'
      ? [generatedSecret(dataDirectory, 'key-encryption-key').value]
      : signing.keyEncryptionKeys;
  return {
    config: {
      ...config,
      internalApiKeys: internalApiKeys === 'generate' ? [internalApiKey?.value ?? ''] : internalApiKeys,
      signing: { ...signing, keyEncryptionKeys },
    },
    internalApiKey,
  };
}
