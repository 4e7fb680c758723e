import type { Redis } from 'ioredis';
import type { ChangeNotifier } from '../../domain/changes/change-notifier.js';
import type { HighestSeq } from './highest-seq.js';
import { RedisChangeListener } from './redis-change-listener.js';
import { announcementOf, concerns } from './redis-stamp.js';

/** "Read now" over a channel of Redis. */
export class RedisChangeNotifier implements ChangeNotifier {
  private readonly listener: RedisChangeListener;

  constructor(
    subscriber: Redis,
    private readonly publisher: Redis,
    private readonly channel: string,
    private readonly highest: HighestSeq,
  ) {
    this.listener = new RedisChangeListener(subscriber, channel, (message) => concerns(message, highest));
  }

  announce(): void {
    this.publisher.publish(this.channel, announcementOf(this.highest)).catch(() => undefined);
  }

  subscribe(listener: () => void): () => void {
    return this.listener.subscribe(listener);
  }
}
