import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from '../../shared-state/support/eventually.js';
import type { FaultLab } from './fault-lab.js';
import { History, percentile } from './history.js';
import { Load, type LoadShape } from './load.js';
import type { Operation } from './operation.js';
import { report } from './report.js';
import {
  BREAKERS_OPEN_AFTER_MS,
  FAULT_MS,
  OPEN_P99_LIMIT_MS,
  P99_LIMIT_MS,
  RECOVERY_LIMIT_MS,
  RECOVERY_PATIENCE_MS,
} from './settings.js';
import { Traffic } from './traffic.js';

/** Requests before the fault, so that what is lost in it was there before. */
const WARM_CHECKS = 60;

/** The load around a fault, for those that have to do with more than the dependency. */
export interface Scene {
  readonly history: History;
  readonly traffic: Traffic;
  readonly load: Load;
}

export interface Fault {
  /** As the reports call it. */
  readonly name: string;
  inject(lab: FaultLab, scene: Scene): Promise<void>;
  mend(lab: FaultLab, scene: Scene): Promise<void>;
  /** What else must be so, besides service at every server, for the recovery to be complete. */
  readonly recovered?: () => Promise<boolean>;
  readonly shape?: Partial<LoadShape>;
  /** False where everything goes on, only slowly: no breaker has a reason to open. */
  readonly opensBreakers?: boolean;
}

export interface FaultOutcome {
  readonly history: History;
  /** What was asked while the dependency was away. */
  readonly during: readonly Operation[];
}

/**
 * Breaks something under load, mends it, and asserts what must hold whatever breaks: no acknowledged revocation is
 * forgotten and no live token refused, nothing but 503 with Retry-After when a server cannot answer, every answer in
 * time and sooner once the breakers are open, service as before soon after, and the same processes.
 */
export const underFault = async (lab: FaultLab, fault: Fault): Promise<FaultOutcome> => {
  const history = new History();
  const traffic = new Traffic(lab.servers, history);
  const pids = lab.servers.map(({ pid }) => pid);
  const load = await Load.start(traffic, lab.clients, fault.shape);
  const scene = { history, traffic, load };
  try {
    await eventually(() => history.checksOfRevoked >= WARM_CHECKS, true);
    const brokenAt = performance.now();
    await fault.inject(lab, scene);
    const awayAt = performance.now();
    await pause(FAULT_MS);
    await fault.mend(lab, scene);
    const mendedAt = performance.now();

    const signs = lab.servers.map((_, server) => (): Promise<boolean> => load.serves(server));
    if (fault.recovered !== undefined) signs.push(fault.recovered);
    const recovery = await Promise.all(
      signs.map(async (sign) => {
        expect(await eventually(sign, true, RECOVERY_PATIENCE_MS)).toBe(true);
        return performance.now() - mendedAt;
      }),
    );
    await load.stop();
    const [revoked, live] = [await load.statusesOfRevoked(), await load.statusesOfLive()];

    const during = history.between(brokenAt, mendedAt);
    const behindBreakers = during.filter(
      ({ kind, calledAt }) => kind !== 'revoke' && calledAt > awayAt + BREAKERS_OPEN_AFTER_MS,
    );
    const p99 = percentile(during, 99);
    const openP99 = fault.opensBreakers === false ? undefined : percentile(behindBreakers, 99);
    report(fault.name, history, { p99, openP99, recovery: Math.max(...recovery) });
    expect(history.violations).toEqual([]);
    expect(new Set(revoked)).toEqual(new Set([401]));
    expect(new Set(live)).toEqual(new Set([200]));
    expect(p99).toBeLessThanOrEqual(P99_LIMIT_MS);
    expect(openP99 ?? 0).toBeLessThanOrEqual(OPEN_P99_LIMIT_MS);
    expect(Math.max(...recovery)).toBeLessThanOrEqual(RECOVERY_LIMIT_MS);
    expect(lab.servers.map(({ pid, running }) => running && pid)).toEqual(pids);
    // Or all of this says nothing.
    expect(behindBreakers.length).toBeGreaterThan(30);
    return { history, during };
  } finally {
    await load.stop();
    traffic.close();
  }
};

/** The share of one answer among requests of a kind, from 0 to 1. */
export const share = (operations: readonly Operation[], kind: Operation['kind'], status: number): number => {
  const asked = operations.filter((operation) => operation.kind === kind);
  return asked.filter((operation) => operation.status === status).length / asked.length;
};
