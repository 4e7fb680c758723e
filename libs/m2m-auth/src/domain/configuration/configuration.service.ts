import type { DocumentTransaction } from './configuration-store.js';
import { OAuthError } from '../../oauth/oauth-error.js';
import type { RandomSource } from '../../oauth/ports/random-source.js';
import type { ChangeWriter, Written } from '../changes/change-writer.js';
import { DuplicateError, PersistenceError } from '../stores/persistence-errors.js';
import type { TokenLifetimeBound } from '../changes/denials.js';
import { pruneApiKeys, writeApiKeys } from './apply/write-api-keys.js';
import { pruneClients, writeClients } from './apply/write-clients.js';
import { pruneOrganizations, writeOrganizations } from './apply/write-organizations.js';
import { StepWriter } from './apply/step-writer.js';
import type { AppliedConfiguration, ConfigurationOptions, ConfigurationPlan } from './configuration-plan.js';
import { InvalidConfigurationError } from './configuration-problem.js';
import type { DesiredState } from './desired-state.js';
import { Findings } from './document/findings.js';
import { parseDocument } from './document/parse-document.js';
import { EarlierObjects, type PlanContext } from './plan/plan-context.js';
import { planDocument, type Steps } from './plan/plan-document.js';
import { SecretComparison, type SecretComparisonParts } from './plan/secret-comparison.js';

/** What the configuration stands on. */
export interface ConfigurationParts extends SecretComparisonParts {
  readonly writer: ChangeWriter<DocumentTransaction>;
  readonly bound: TokenLifetimeBound;
  readonly random: RandomSource;
}

/** Before each the lock was waited for as long as the persistence lets anybody wait. */
const MAX_FAILURES = 8;
/**
 * Somebody else was quicker, or holds what is needed: a deadlock, a serialization failure, a row that is referred to, one
 * that is gone.
 */
const PASSING: readonly string[] = ['timeout', '40P01', '40001', '23503', '23001', 'P0002'];

const NOTHING_YET: Written<undefined> = { result: undefined, changes: [], denials: [] };

/**
 * Organizations, clients and API keys as one document, of which this server is made to be the image.
 *
 * A document is the plain value of a parsed YAML or JSON file in the shape of `configuration.schema.json`. Secrets from
 * the environment stand in it as `{ fromEnvironment: NAME, value }`: the service reads no environment.
 *
 * @example
 * const { changes, objects } = await configuration.plan(document);
 * const { issued } = await configuration.apply(document, { prune: true });
 */
export class ConfigurationService {
  constructor(private readonly parts: ConfigurationParts) {}

  /**
   * What {@link apply} would do. Writes nothing.
   *
   * @throws InvalidConfigurationError with every problem at once.
   */
  async plan(document: unknown, options: ConfigurationOptions = {}): Promise<ConfigurationPlan> {
    const { issued: _, ...plan } = await this.carryOut(parseDocument(document), options, 'plan');
    return plan;
  }

  /**
   * Makes what is stored the image of the document: all of it in one transaction, or nothing. The same document again
   * changes nothing and writes no row; several processes may apply it at once.
   *
   * What the document leaves out of a client has its default. Clients that were disabled by hand stay disabled; secrets
   * that were removed, or have expired, are not made good again; one that the document gives no more goes on for 24 hours.
   *
   * @returns what was done, and the secrets that were made: the only time that they are shown.
   * @throws InvalidConfigurationError with every problem at once.
   * @throws OAuthError `temporarily_unavailable` when secrets cannot be compared now; nothing was changed.
   */
  async apply(document: unknown, options: ConfigurationOptions = {}): Promise<AppliedConfiguration> {
    return this.carryOut(parseDocument(document), options, 'apply');
  }

  private async carryOut(
    desired: DesiredState,
    options: ConfigurationOptions,
    purpose: 'plan' | 'apply',
  ): Promise<AppliedConfiguration> {
    const { random } = this.parts;
    const kept = { comparison: new SecretComparison(this.parts), apiKeyValues: new Map<string, string>() };
    for (let failures = 0; ;) {
      try {
        const done = await this.attempt(desired, purpose, { options, random, ...kept });
        if (done) return done;
      } catch (error) {
        failures += 1;
        if (failures === MAX_FAILURES || !isPassing(error)) throw error;
      }
      // Between transactions, because bcrypt would hold everybody else's rows for seconds.
      await kept.comparison.settle();
    }
  }

  /** Undefined when secrets have to be compared or made first. */
  private async attempt(
    desired: DesiredState,
    purpose: 'plan' | 'apply',
    given: Omit<PlanContext, 'earlier' | 'findings' | 'now'>,
  ): Promise<AppliedConfiguration | undefined> {
    const { comparison } = given;
    let done: AppliedConfiguration | undefined;
    const work = async (tx: DocumentTransaction): Promise<Written<undefined>> => {
      done = undefined;
      if (purpose === 'apply') await tx.configuration.lock();
      const context: PlanContext = {
        ...given,
        earlier: new EarlierObjects(await tx.configuration.list()),
        findings: new Findings(),
        now: await tx.now(),
      };
      const steps = await planDocument(tx, desired, purpose === 'apply', context);
      if (!comparison.settled) return NOTHING_YET;
      const { problems } = context.findings;
      if (problems.length > 0) throw new InvalidConfigurationError(problems);
      if (purpose === 'plan') {
        done = { ...steps.plan, issued: [] };
        return NOTHING_YET;
      }
      for (const { path, value } of steps.clients.flatMap(({ secrets }) => secrets.add)) {
        comparison.storableOf(path, value);
      }
      if (!comparison.settled) return NOTHING_YET;
      const writer = new StepWriter(tx, context.now, comparison, this.parts.random, this.parts.bound);
      await write(writer, steps);
      done = { ...steps.plan, issued: writer.issued };
      return { result: undefined, changes: writer.changes, denials: writer.denials };
    };
    try {
      await this.parts.writer.write(work);
    } catch (error) {
      // Committed, and enforced by and by: the secrets must be handed over, for nobody can show them again.
      if (!done || !(error instanceof OAuthError)) throw error;
      return { ...done, warnings: [...done.warnings, NOT_EVERYWHERE_YET] };
    }
    return done;
  }
}

const NOT_EVERYWHERE_YET = {
  path: '',
  message: 'Everything is stored, but tokens that were ended may be accepted elsewhere for some moments yet.',
};

const write = async (writer: StepWriter, steps: Steps): Promise<void> => {
  await writeOrganizations(writer, steps.organizations);
  await writeClients(writer, steps.clients);
  await writeApiKeys(writer, steps.apiKeys, steps.formerApiKeys);
  await pruneClients(writer, steps.formerClients);
  await pruneApiKeys(writer, steps.formerApiKeys);
  await pruneOrganizations(writer, steps.organizations);
};

const isPassing = (error: unknown): boolean =>
  error instanceof DuplicateError || (error instanceof PersistenceError && PASSING.includes(error.reason));
