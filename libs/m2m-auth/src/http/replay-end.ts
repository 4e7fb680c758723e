import type { IncomingMessage } from 'node:http';

type Listener = (...parameters: unknown[]) => void;

/**
 * Host middleware that waits for the end of a body which was already read would wait for ever. From now on, whoever
 * starts to listen for `end` is told that it has come.
 */
export function replayEnd(message: IncomingMessage): void {
  const subscribe = message.on.bind(message) as (
    event: string | symbol,
    listener: Listener,
  ) => IncomingMessage;
  const late = (event: string | symbol, listener: Listener): IncomingMessage => {
    if (event === 'end' && message.readableEnded) {
      process.nextTick(() => listener.call(message));
    }
    return subscribe(event, listener);
  };
  message.on = late as typeof message.on;
  message.addListener = late as typeof message.addListener;
}
