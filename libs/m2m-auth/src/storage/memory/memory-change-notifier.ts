import type { ChangeNotifier } from '../../domain/changes/change-notifier.js';

/** Tells the listeners of this process; others learn from the truth within a second. */
export class MemoryChangeNotifier implements ChangeNotifier {
  private readonly listeners = new Set<() => void>();

  announce(): void {
    // Later, so that a listener can neither throw into the caller nor run inside its transaction.
    for (const listener of this.listeners) queueMicrotask(listener);
  }

  subscribe(listener: () => void): () => void {
    const own = (): void => listener();
    this.listeners.add(own);
    return () => void this.listeners.delete(own);
  }
}
