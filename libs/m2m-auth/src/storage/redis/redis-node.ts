/** One line of a reply to INFO; undefined when it is not there. */
export const infoField = (info: unknown, name: string): string | undefined =>
  typeof info === 'string' ? fieldOf(info, `${name}:`) : undefined;

const fieldOf = (info: string, start: string): string | undefined => {
  const line = info.split(/\r?\n/).find((each) => each.startsWith(start));
  const value = line?.slice(start.length).trim();
  return value === '' ? undefined : value;
};

/** True when INFO's replication section is a master's. */
export const isMaster = (replication: unknown): boolean => infoField(replication, 'role') === 'master';

/**
 * Which node, in which of its lives, gave these two sections of INFO: `run_id:master_replid` of a master, null of
 * any other. run_id changes when the process restarts, master_replid at each failover, also when it fails back.
 */
export const incarnationOf = (server: unknown, replication: unknown): string | null => {
  const runId = infoField(server, 'run_id');
  const replicationId = infoField(replication, 'master_replid');
  if (!isMaster(replication) || runId === undefined || replicationId === undefined) return null;
  return `${runId}:${replicationId}`;
};
