import type { ConfigurationProblem } from './configuration-problem.js';

/** `leave`: an earlier document made it, this one does not name it, and it was not asked to prune. */
export type PlannedAction = 'create' | 'update' | 'unchanged' | 'prune' | 'leave';

/** What happens to one secret of a client. */
export interface PlannedSecret {
  /**
   * `generate`: made by the server and shown once. `store`: given by the document. `retire`: it stops working 24 hours
   * after the apply. `restore`: given again before it stopped, it works on. `end`: it stops at once, with its tokens.
   */
  readonly action: 'generate' | 'store' | 'retire' | 'restore' | 'end';
  /** Its last four characters, where they may be shown and are known. */
  readonly hint: string | null;
}

/** What happens to one object that the document names, or that an earlier one has made. */
export interface PlannedObject {
  readonly kind: 'organization' | 'client' | 'api-key';
  /** The clientId, the id of the organization or API key; null where the server is yet to make one. */
  readonly id: string | null;
  readonly name: string;
  readonly action: PlannedAction;
  /** Names of the fields that change, in the words of the admin endpoints; `secrets` when any of those do. */
  readonly changed: readonly string[];
  readonly secrets: readonly PlannedSecret[];
  /** What an operator should know, e.g. that a client stays disabled. */
  readonly notes: readonly string[];
}

/** The difference between a document and what is stored. */
export interface ConfigurationPlan {
  /** False: applying the document would write nothing. */
  readonly changes: boolean;
  /** Organizations, clients, API keys; each in the order of the document, then what only earlier ones have named. */
  readonly objects: readonly PlannedObject[];
  readonly warnings: readonly ConfigurationProblem[];
}

/** A secret that the server has made. Shown here and never again. */
export interface IssuedSecret {
  readonly kind: 'client' | 'api-key';
  /** The clientId, or the API key's id. */
  readonly id: string;
  readonly name: string;
  readonly secret: string;
  /** The first eight hexadecimal digits of the secret's SHA-256, by which two people can tell that they mean the same. */
  readonly fingerprint: string;
}

/** What an apply has done. */
export interface AppliedConfiguration extends ConfigurationPlan {
  readonly issued: readonly IssuedSecret[];
}

/** How a document is applied. */
export interface ConfigurationOptions {
  /** Delete what earlier documents made and this one does not name. Never anything made by hand. Default false. */
  readonly prune?: boolean;
  /** Give every client whose secret the document does not give a new one; the others stop 24 hours later. Default false. */
  readonly rotate?: boolean;
  /** False: a document that needs a secret to be generated is refused, e.g. because nobody would see it. Default true. */
  readonly generateSecrets?: boolean;
}
