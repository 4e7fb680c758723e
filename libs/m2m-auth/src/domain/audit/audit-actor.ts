/** Who makes a change, as far as it is known. */
export interface AuditActor {
  readonly ip: string | null;
  /** The place of the internal API key in the configured list, from 1; never the key. Null: none was used. */
  readonly internalApiKey: number | null;
}

/** On whose behalf the code runs that asks. */
export interface ActorSource {
  /** Undefined when it is nobody's request: a schedule, or a host that calls the services itself. */
  current(): AuditActor | undefined;
}
