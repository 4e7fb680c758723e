import type { Redis } from 'ioredis';

/** Hears "read now" on a channel of Redis. */
export class RedisChangeListener {
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly subscriber: Redis,
    private readonly channel: string,
    private readonly concerns: (message: string) => boolean = () => true,
  ) {
    subscriber.on('ready', () => void this.listen());
    subscriber.on('message', (_channel: string, message: string) => {
      if (this.concerns(message)) this.tell();
    });
  }

  /** @returns what ends it. */
  subscribe(listener: () => void): () => void {
    const own = (): void => listener();
    this.listeners.add(own);
    return () => void this.listeners.delete(own);
  }

  private async listen(): Promise<void> {
    try {
      await this.subscriber.subscribe(this.channel);
    } catch {
      // Connected but deaf would last for ever; the polls go on meanwhile.
      if (this.subscriber.status === 'ready') this.subscriber.disconnect(true);
      return;
    }
    // Whatever was said while this process could not hear.
    this.tell();
  }

  private tell(): void {
    for (const listener of this.listeners) queueMicrotask(listener);
  }
}
