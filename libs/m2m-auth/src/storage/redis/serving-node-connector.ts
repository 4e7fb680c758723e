import { createConnection, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import { AbstractConnector, type CommonRedisOptions } from 'ioredis';
import type { RedisAddress } from '../../oauth/ports/redis-connection-options.js';
import type { ServingNode } from './serving-node.js';

const PAUSE_MS = 100;

/**
 * Leads a plain connection to the node that serves us, found anew each time it connects. So it is one connection to one
 * node, which trust can be compared on; a client that follows redirects by itself would answer from a node that nobody
 * has compared.
 */
export const servingNodeConnector = (
  serving: Pick<ServingNode, 'find'>,
  tls: boolean,
): NonNullable<CommonRedisOptions['Connector']> =>
  class ServingNodeConnector extends AbstractConnector {
    constructor(options: unknown) {
      super((options as { readonly disconnectTimeout: number }).disconnectTimeout);
    }

    /** Goes on until a node is found: a rejection would end the connection for good. */
    async connect(): Promise<Socket> {
      this.connecting = true;
      for (;;) {
        const node = await serving.find().catch(() => undefined);
        if (!this.connecting) throw new Error('Connection is closed.');
        if (node !== undefined) return this.open(node);
        await pause(PAUSE_MS, undefined, { ref: false });
      }
    }

    /** Asked with the node's own INFO before the connection is used; false connects anew. */
    override check({ role }: { readonly role?: string }): boolean {
      return role === undefined || role === 'master';
    }

    private open({ host, port }: RedisAddress): Socket {
      const stream = tls ? connectTls({ host, port, servername: host }) : createConnection({ host, port });
      stream.once('error', (error: Error) => {
        this.firstError = error;
      });
      this.stream = stream;
      return stream;
    }
  };
