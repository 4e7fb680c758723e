import { setTimeout as pause } from 'node:timers/promises';
import type { RunningDeployment } from './deployments.js';

/** An event as `GET /audit-events` shows it. */
export interface ShownEvent {
  readonly id: string;
  readonly event: string;
  readonly success: boolean;
  readonly clientId: string | null;
  readonly organizationId: string | null;
  readonly ip: string | null;
  readonly at: string;
  readonly metadata: Readonly<Record<string, unknown>>;
}

export interface EventPage {
  readonly data: readonly ShownEvent[];
  readonly nextCursor: string | null;
}

export type EventQuery = Readonly<Record<string, string>>;

type Admin = Pick<RunningDeployment, 'admin'>;

/** One page of the audit, newest first. */
export const auditEvents = async (deployment: Admin, query: EventQuery): Promise<EventPage> => {
  const { status, body } = await deployment.admin(
    'GET',
    `/audit-events?${new URLSearchParams(query).toString()}`,
  );
  if (status !== 200) throw new Error(`The audit answered ${status}: ${JSON.stringify(body)}`);
  return body as EventPage;
};

/** The newest event that the query finds, once there is one: they are written within a second. */
export const auditedEvent = async (
  deployment: Admin,
  query: EventQuery,
  fits: (event: ShownEvent) => boolean = () => true,
): Promise<ShownEvent> => {
  const deadline = performance.now() + 8_000;
  for (;;) {
    const found = (await auditEvents(deployment, query)).data.find(fits);
    if (found) return found;
    if (performance.now() > deadline) throw new Error(`No such event: ${JSON.stringify(query)}`);
    await pause(20);
  }
};
