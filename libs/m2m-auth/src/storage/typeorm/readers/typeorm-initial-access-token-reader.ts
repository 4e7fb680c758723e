import { isLookupKey } from '../../../domain/stores/lookup-key.js';
import type { InitialAccessTokenReader } from '../../../domain/registration/registration-store.js';
import type { Page } from '../../../domain/stores/page.js';
import type { InitialAccessToken } from '../../../domain/registration/initial-access-token.js';
import type { PrimaryConnections } from '../connection/primary-connections.js';
import { M2MInitialAccessToken } from '../entities/initial-access-token.entity.js';
import { selectInitialAccessToken, toInitialAccessToken } from '../initial-access-token-rows.js';
import { rowsOf } from '../json-rows.js';
import { applyPage } from '../keyset-page.js';

/** Reads initial access tokens. */
export class TypeOrmInitialAccessTokenReader implements InitialAccessTokenReader {
  readonly #connections: PrimaryConnections;
  readonly #limitMs: number;

  constructor(connections: PrimaryConnections, limitMs: number) {
    this.#connections = connections;
    this.#limitMs = limitMs;
  }

  async findByDigest(digest: string): Promise<InitialAccessToken | null> {
    if (!isLookupKey(digest)) return null;
    return this.#connections.read(this.#limitMs, (manager) =>
      selectInitialAccessToken(manager, 'digest', digest),
    );
  }

  async list(page: Page): Promise<readonly InitialAccessToken[]> {
    if (page.after !== undefined && !isLookupKey(page.after.id)) return [];
    return this.#connections.read(this.#limitMs, async (manager) => {
      const query = manager.createQueryBuilder(M2MInitialAccessToken, 'token');
      const rows = await rowsOf(manager, M2MInitialAccessToken, applyPage(query, 'token', page));
      return rows.map(toInitialAccessToken);
    });
  }
}
