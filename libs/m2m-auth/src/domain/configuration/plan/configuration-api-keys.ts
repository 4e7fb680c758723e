import type { Change } from '../../persistence/change.js';
import type { Transaction } from '../../persistence/persistence.js';
import type { Denial } from '../../revocation/denial.js';
import type { IssuedSecret, PlannedObject } from '../configuration-plan.js';
import type { DesiredApiKey } from '../desired-state.js';
import type { PlanContext } from './plan-context.js';

/** What one step has written beside its own rows. */
export interface WrittenApiKey {
  readonly changes: readonly Omit<Change, 'seq'>[];
  readonly denials: readonly Denial[];
  readonly issued: readonly Omit<IssuedSecret, 'fingerprint'>[];
}

/** One API key of the plan. */
export interface ApiKeyStep {
  readonly planned: PlannedObject;
  /** Called when the plan is carried out, unless the key is unchanged or left; takes part in that transaction. */
  write(tx: Transaction): Promise<WrittenApiKey>;
}

/** Finds out what has to happen to the API keys that a document names, or that earlier ones have made. */
export interface ConfigurationApiKeys {
  /**
   * @param organizationIds the id that each organization of the document has or is about to get.
   */
  plan(
    tx: Transaction,
    keys: readonly DesiredApiKey[],
    organizationIds: ReadonlyMap<DesiredApiKey['owner']['organization'], string>,
    context: PlanContext,
  ): Promise<readonly ApiKeyStep[]>;
}
