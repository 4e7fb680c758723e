import type { DocumentTransaction } from '../configuration-store.js';
import { organizationOf, type ApiKey } from '../../api-keys/api-key.js';
import { generateApiKeyValue } from '../../api-keys/api-key-value.js';
import type { NewStoredApiKey } from '../../api-keys/api-key-store.js';
import type { DesiredApiKey, DesiredOrganization } from '../desired-state.js';
import { apiKeyRow } from './api-key-row.js';
import { knownApiKey, newApiKey, type NamedApiKeyStep } from './api-key-steps.js';
import type { PlanContext } from './plan-context.js';

/** What the document names, and what only earlier ones have made. */
export interface ApiKeysFound {
  readonly named: readonly NamedApiKeyStep[];
  /** Not planned yet. */
  readonly former: readonly ApiKey[];
}

type Place = Pick<ApiKey, 'owner' | 'name'>;

interface Candidate {
  readonly desired: DesiredApiKey;
  readonly row: NewStoredApiKey;
  /** The value in the row, where the document gives none. */
  readonly made: string | null;
  readonly byValue: ApiKey | null;
}

/** True when two keys are the same one to people, whatever their values. */
export const isNamesake = (a: Place, b: Place): boolean =>
  a.name === b.name &&
  a.owner.type === b.owner.type &&
  a.owner.id === b.owner.id &&
  organizationOf(a.owner) === organizationOf(b.owner);

/** A key is found by its value where the document gives one, else by owner and name, what documents made before the others. */
export const planApiKeys = async (
  tx: DocumentTransaction,
  keys: readonly DesiredApiKey[],
  organizationIds: ReadonlyMap<DesiredOrganization, string>,
  context: PlanContext,
): Promise<ApiKeysFound> => {
  const own = await madeByDocuments(tx, context);
  const candidates: Candidate[] = [];
  for (const desired of keys) candidates.push(await candidateOf(tx, desired, organizationIds, context));
  const taken = new Set(candidates.flatMap(({ byValue }) => byValue?.id ?? []));
  const named: NamedApiKeyStep[] = [];
  const replaced: ApiKey[] = [];
  for (const { desired, row, made, byValue } of candidates) {
    const byName = byValue || desired.value !== undefined ? null : await namesakeOf(tx, row, own, taken);
    if (byName && context.options.rotate) replaced.push(byName);
    else if (byName) taken.add(byName.id);
    const stored = byValue ?? (context.options.rotate ? null : byName);
    named.push(
      stored
        ? knownApiKey(desired, row, stored, byValue && made, context)
        : newApiKey(desired, row, made, context),
    );
  }
  const former = [...own, ...replaced.filter((key) => !own.includes(key))];
  return { named, former: former.filter(({ id }) => !taken.has(id)) };
};

const madeByDocuments = async (
  tx: DocumentTransaction,
  { earlier }: PlanContext,
): Promise<readonly ApiKey[]> => {
  const found: ApiKey[] = [];
  for (const { id } of earlier.ofKind('api-key')) {
    const key = await tx.apiKeys.find({ id });
    if (key) found.push(key);
  }
  return found;
};

const candidateOf = async (
  tx: DocumentTransaction,
  desired: DesiredApiKey,
  organizationIds: ReadonlyMap<DesiredOrganization, string>,
  context: PlanContext,
): Promise<Candidate> => {
  const { random, apiKeyValues } = context;
  const { path, environment = 'production' } = desired;
  const known = desired.value ?? apiKeyValues.get(path);
  const value = known ?? generateApiKeyValue(environment, random);
  if (desired.value === undefined) apiKeyValues.set(path, value);
  const row = apiKeyRow(desired, value, organizationIds, context);
  // One that an attempt has made is stored if that was committed although its answer was lost.
  const byValue = known === undefined ? null : await tx.apiKeys.find({ digest: row.digest });
  return { desired, row, byValue, made: desired.value === undefined ? value : null };
};

const namesakeOf = async (
  tx: DocumentTransaction,
  { owner, name }: NewStoredApiKey,
  own: readonly ApiKey[],
  taken: ReadonlySet<string>,
): Promise<ApiKey | null> => {
  const [best] = own
    .filter((key) => isNamesake(key, { owner, name }) && !taken.has(key.id))
    .sort((a, b) => endOf(b) - endOf(a) || Number(b.createdAt) - Number(a.createdAt));
  if (best) return best;
  const byHand = await tx.apiKeys.find({ owner, name });
  return byHand && !taken.has(byHand.id) ? byHand : null;
};

const endOf = ({ expiresAt }: ApiKey): number => expiresAt?.getTime() ?? Number.MAX_SAFE_INTEGER;
