import type { ApiKey, ApiKeyEnvironment, ApiKeyOwner } from './api-key.js';

/** An API key as administrators see it: enough to tell it from others, nothing to authenticate with. */
export interface ApiKeyView {
  readonly id: string;
  readonly name: string;
  readonly owner: ApiKeyOwner;
  readonly permissions: readonly string[];
  readonly environment: ApiKeyEnvironment;
  /** `sk_...` and the last four characters of the value. */
  readonly obfuscatedValue: string;
  readonly expiresAt: Date | null;
  /** Null as long as the last use is not kept. */
  readonly lastUsedAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** Built member by member, and of copies: a row in a cache must not change with what was made of it. */
export const viewApiKey = (key: ApiKey): ApiKeyView => ({
  id: key.id,
  name: key.name,
  owner: { ...key.owner },
  permissions: [...key.permissions],
  environment: key.environment,
  obfuscatedValue: `sk_...${key.hint ?? ''}`,
  expiresAt: key.expiresAt && new Date(key.expiresAt),
  lastUsedAt: key.lastUsedAt && new Date(key.lastUsedAt),
  createdAt: new Date(key.createdAt),
  updatedAt: new Date(key.updatedAt),
});
