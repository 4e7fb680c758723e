import { AsyncLocalStorage } from 'node:async_hooks';
import type { ActorSource, AuditActor } from '../../domain/audit/audit-actor.js';

/** Who is behind the request that the running code serves. */
export class RequestActors implements ActorSource {
  private readonly storage = new AsyncLocalStorage<AuditActor | undefined>();

  current(): AuditActor | undefined {
    return this.storage.getStore();
  }

  /** Does `work`, and whatever it begins, in the name of `actor`. */
  run<T>(actor: AuditActor, work: () => T): T {
    return this.storage.run(actor, work);
  }

  /** Does `work` in nobody's name, whoever's request has led to it. */
  nobody<T>(work: () => T): T {
    return this.storage.run(undefined, work);
  }
}
