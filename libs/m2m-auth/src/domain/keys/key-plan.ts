import type { AsymmetricAlgorithm } from '../../oauth/signing-algorithm.js';
import type { StoredSigningKey } from './signing-key.js';

/** When managed keys change their state. All in seconds. */
export interface KeyPolicy {
  /** How long a key is published before it signs: longer than others may keep the key set. */
  readonly publishAheadSeconds: number;
  /** How long a key signs before the next one takes over. */
  readonly rotationIntervalSeconds: number;
  /** How long a key is published after it stopped signing: the longest life of a token, and the skew of clocks. */
  readonly retainSeconds: number;
}

/** What is due at one moment. */
export interface KeyPlan {
  /** No key signs. */
  readonly missingActive: boolean;
  /** No key is published ahead. */
  readonly missingPending: boolean;
  /** The pending key, when it is its turn to sign. */
  readonly activate: StoredSigningKey | undefined;
  /** Retiring keys whose last token is dead, of any algorithm. */
  readonly retire: readonly StoredSigningKey[];
}

const MAX_KEY_SET_AGE_SECONDS = 300;
const KEY_SET_MARGIN_SECONDS = 60;

/** In seconds: whoever keeps the key set that long has the next key a minute before it signs. */
export const keySetMaxAge = (publishAheadSeconds: number): number =>
  Math.min(MAX_KEY_SET_AGE_SECONDS, Math.max(0, publishAheadSeconds - KEY_SET_MARGIN_SECONDS));

type Keys = readonly StoredSigningKey[];

export const activeOf = (keys: Keys, algorithm: AsymmetricAlgorithm): StoredSigningKey | undefined =>
  keys.find((key) => key.state === 'active' && key.algorithm === algorithm);

export const pendingOf = (keys: Keys, algorithm: AsymmetricAlgorithm): StoredSigningKey | undefined =>
  keys.find((key) => key.state === 'pending' && key.algorithm === algorithm);

/** From when on a key may sign without being news to anybody. */
export const publishedLongEnoughAt = (key: StoredSigningKey, policy: KeyPolicy): Date =>
  later(key.createdAt, policy.publishAheadSeconds);

/** When a key that stops signing at `stopped` can be forgotten. */
export const retirementAfter = (stopped: Date, policy: KeyPolicy): Date =>
  later(stopped, policy.retainSeconds);

export const planFor = (
  keys: Keys,
  algorithm: AsymmetricAlgorithm,
  policy: KeyPolicy,
  now: Date,
): KeyPlan => {
  const active = activeOf(keys, algorithm);
  const pending = pendingOf(keys, algorithm);
  const turn = pending && active && turnOf(pending, active, policy);
  return {
    missingActive: !active,
    missingPending: !pending,
    activate: turn && turn <= now ? pending : undefined,
    retire: keys.filter((key) => key.state === 'retiring' && key.retiresAt && key.retiresAt <= now),
  };
};

export const isDue = (plan: KeyPlan): boolean =>
  plan.missingActive || plan.missingPending || plan.activate !== undefined || plan.retire.length > 0;

/** Asked for or by the schedule, whichever is sooner, but never before it was published long enough. */
const turnOf = (pending: StoredSigningKey, active: StoredSigningKey, policy: KeyPolicy): Date => {
  const scheduled = later(active.activatedAt ?? active.createdAt, policy.rotationIntervalSeconds);
  const wanted = pending.activatesAt && pending.activatesAt < scheduled ? pending.activatesAt : scheduled;
  const soonest = publishedLongEnoughAt(pending, policy);
  return wanted > soonest ? wanted : soonest;
};

const later = (moment: Date, seconds: number): Date => new Date(moment.getTime() + seconds * 1_000);
