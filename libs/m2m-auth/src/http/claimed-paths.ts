import type { EndpointTable } from './endpoint-table.js';

const owners = new WeakMap<object, Map<string, object>>();

/**
 * Notes that the paths of this table are served by `owner` on this adapter.
 *
 * @throws Error naming the remedy when another module of ours serves one of them already: Express would never reach
 * the second, Fastify would not start.
 */
export const claimPaths = (adapter: object, owner: object, table: EndpointTable): void => {
  const claimed = owners.get(adapter) ?? new Map<string, object>();
  owners.set(adapter, claimed);
  for (const path of [...table.entries.keys(), ...table.entriesBelow.keys()]) {
    if ((claimed.get(path) ?? owner) !== owner) {
      throw new Error(
        `Two modules of nestjs-m2m-auth in this application serve ${path}. If forRoot() or forRootAsync() is called twice, ` +
          'call it once, in the root module: feature modules need no import, or import a module that exports what it ' +
          'returned. If there are two issuers, give the modules different audiences (and paths), or set ' +
          'protectedResources: false in one of them.',
      );
    }
    claimed.set(path, owner);
  }
};
