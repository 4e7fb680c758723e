import type { RandomSource } from '../../../oauth/ports/random-source.js';
import type { ConfigurationObject, ConfigurationObjectKind } from '../configuration-object.js';
import type { ConfigurationOptions } from '../configuration-plan.js';
import type { Findings } from '../document/findings.js';
import type { SecretComparison } from './secret-comparison.js';

/** What earlier applies have made, as it stands at the beginning of this one. */
export class EarlierObjects {
  constructor(private readonly objects: readonly ConfigurationObject[]) {}

  find(kind: ConfigurationObjectKind, id: string): ConfigurationObject | undefined {
    return this.objects.find((object) => object.kind === kind && object.id === id);
  }

  /** The secrets of a client, by the id of its row. */
  secretsOf(clientRowId: string): readonly ConfigurationObject[] {
    return this.objects.filter(({ kind, name }) => kind === 'secret' && name === clientRowId);
  }

  ofKind(kind: ConfigurationObjectKind): readonly ConfigurationObject[] {
    return this.objects.filter((object) => object.kind === kind);
  }
}

/** What every part of a plan looks at. */
export interface PlanContext {
  readonly options: ConfigurationOptions;
  readonly earlier: EarlierObjects;
  readonly comparison: SecretComparison;
  readonly findings: Findings;
  readonly random: RandomSource;
  /** The values that were made for API keys, by their place in the document: they outlive an attempt that has failed. */
  readonly apiKeyValues: Map<string, string>;
  /** By the database's clock. */
  readonly now: Date;
}
