import type { ApiKey } from '../../api-keys/api-key.js';
import type { ApiKeyChanges, NewStoredApiKey } from '../../api-keys/api-key-store.js';
import type { PlannedObject } from '../configuration-plan.js';
import type { DesiredApiKey } from '../desired-state.js';
import { apiKeyChanges, hasEnded } from './api-key-changes.js';
import type { PlanContext } from './plan-context.js';

/** An API key that the document names. */
export interface NamedApiKeyStep {
  readonly planned: PlannedObject;
  /** As the document describes it; the row of a new key. */
  readonly row: NewStoredApiKey;
  /** Null for a new key, and for one that does not come back. */
  readonly stored: ApiKey | null;
  readonly changes: ApiKeyChanges;
  /** The value that the server has made and nobody has seen yet. */
  readonly made: string | null;
}

/** The step of a key that is there. */
export const knownApiKey = (
  desired: DesiredApiKey,
  row: NewStoredApiKey,
  stored: ApiKey,
  made: string | null,
  { earlier, now, options }: PlanContext,
): NamedApiKeyStep => {
  // A value that the document does not give has said once which environment it is for.
  const unsaid = desired.value === undefined && desired.environment === undefined;
  const described = unsaid ? { ...row, environment: stored.environment } : row;
  const changes = apiKeyChanges(described, stored, now);
  const changed = Object.keys(changes);
  const notes: string[] = [];
  if (options.rotate && desired.value !== undefined) {
    notes.push('is not rotated: its value is changed where the document takes it from');
  }
  if (hasEnded(stored, now) && !hasEnded(row, now)) notes.push('stays expired: it needs another value');
  if (!earlier.find('api-key', stored.id)) notes.push('was made by hand and is never pruned');
  const action = changed.length > 0 ? 'update' : 'unchanged';
  const planned = {
    kind: 'api-key',
    id: stored.id,
    name: row.name,
    action,
    changed,
    secrets: [],
    notes,
  } as const;
  return { planned, row, stored, changes, made };
};

/** The step of a key that is not there. */
export const newApiKey = (
  { path, value }: DesiredApiKey,
  row: NewStoredApiKey,
  made: string | null,
  { earlier, findings, options }: PlanContext,
): NamedApiKeyStep => {
  const { name, digest, hint } = row;
  const planned = { kind: 'api-key', name, changed: [] } as const;
  const deleted = earlier.ofKind('api-key').find(({ given }) => given?.hash === digest);
  if (deleted) {
    const notes = ['was deleted by hand and is not made again: it needs another value'];
    const shown = { ...planned, id: deleted.id, action: 'unchanged', secrets: [], notes } as const;
    return { planned: shown, row, stored: null, changes: {}, made: null };
  }
  if (value === undefined && options.generateSecrets === false) {
    findings.problem(
      path,
      'needs a value, and none may be generated here: give one with value: { fromEnvironment: NAME }',
    );
  }
  const secret =
    value === undefined
      ? ({ action: 'generate', hint: null } as const)
      : ({ action: 'store', hint } as const);
  const shown = { ...planned, id: null, action: 'create', secrets: [secret], notes: [] } as const;
  return { planned: shown, row, stored: null, changes: {}, made };
};
