import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export async function listening(server: Server): Promise<Server> {
  if (!server.listening) await once(server, 'listening');
  return server;
}

export const portOf = (server: Pick<Server, 'address'>): number => (server.address() as AddressInfo).port;
