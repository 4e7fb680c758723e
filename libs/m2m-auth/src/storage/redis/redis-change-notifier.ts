import type { Redis } from 'ioredis';
import type { ChangeNotifier } from '../../domain/revocation/change-notifier.js';
import { RedisChangeListener } from './redis-change-listener.js';

/** "Read now" over a channel of Redis. */
export class RedisChangeNotifier implements ChangeNotifier {
  private readonly listener: RedisChangeListener;

  constructor(
    subscriber: Redis,
    private readonly publisher: Redis,
    private readonly channel: string,
  ) {
    this.listener = new RedisChangeListener(subscriber, channel);
  }

  announce(): void {
    this.publisher.publish(this.channel, '').catch(() => undefined);
  }

  subscribe(listener: () => void): () => void {
    return this.listener.subscribe(listener);
  }
}
