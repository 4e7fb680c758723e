import type { ApiKey } from '../../api-keys/api-key.js';
import type { PlannedObject } from '../configuration-plan.js';
import { hasEnded } from './api-key-changes.js';
import type { NamedApiKeyStep } from './api-key-steps.js';
import { isNamesake } from './plan-api-keys.js';
import type { PlanContext } from './plan-context.js';
import { SECRET_OVERLAP_MS } from './plan-secrets.js';

/** An API key that the document does not name, or whose value it has replaced. */
export interface FormerApiKeyStep {
  readonly planned: PlannedObject;
  readonly stored: ApiKey;
  /** When a replaced key stops; null where that does not change. */
  readonly stopsAt: Date | null;
}

/** A key goes on for a while after another value has taken its place, as the secrets of clients do. */
export const planFormerApiKeys = (
  former: readonly ApiKey[],
  named: readonly NamedApiKeyStep[],
  context: PlanContext,
): FormerApiKeyStep[] =>
  [...former]
    .sort((a, b) => (a.name < b.name || (a.name === b.name && a.id < b.id) ? -1 : 1))
    .map((stored) => {
      const successor = named.find(({ row }) => isNamesake(row, stored));
      return successor && !hasEnded(stored, context.now)
        ? replacedStep(stored, successor, context)
        : formerStep(stored, context);
    });

const formerStep = (stored: ApiKey, { earlier, options }: PlanContext): FormerApiKeyStep => {
  const own = earlier.find('api-key', stored.id) !== undefined;
  return step(stored, { action: options.prune && own ? 'prune' : 'leave' }, null);
};

const replacedStep = (stored: ApiKey, { row }: NamedApiKeyStep, { now }: PlanContext): FormerApiKeyStep => {
  const overlap = now.getTime() + SECRET_OVERLAP_MS;
  // Never beyond its successor: what ends last is taken for the one that is meant.
  const stopsAt = new Date(Math.min(overlap, row.expiresAt?.getTime() ?? overlap));
  const lasts = stored.expiresAt === null || stored.expiresAt > stopsAt;
  const notes = ['another value has taken its place'];
  if (!lasts) return step(stored, { action: 'leave', notes }, null);
  const { hint } = stored;
  const secrets = [{ action: 'retire', hint }] as const;
  return step(stored, { action: 'update', changed: ['expiresAt'], secrets, notes }, stopsAt);
};

const step = (
  stored: ApiKey,
  planned: Pick<PlannedObject, 'action'> & Partial<PlannedObject>,
  stopsAt: Date | null,
): FormerApiKeyStep => {
  const { id, name } = stored;
  return {
    stored,
    stopsAt,
    planned: { kind: 'api-key', id, name, changed: [], secrets: [], notes: [], ...planned },
  };
};
