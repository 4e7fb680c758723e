import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import type { Tables } from './life-in-tables.js';

/**
 * Reads what an embedded server that was killed has left in its folder: in a copy, so that the server recovers the
 * original itself.
 */
export const readRemains = async <T>(
  dataDirectory: string,
  look: (tables: Tables) => Promise<T>,
): Promise<T> => {
  const copy = await mkdtemp(join(tmpdir(), 'm2m-remains-'));
  try {
    await cp(join(dataDirectory, 'postgres'), copy, { recursive: true });
    const database = await PGlite.create(copy);
    try {
      return await look({
        query: async <Row>(sql: string, parameters: unknown[] = []) =>
          (await database.query<Row>(sql, parameters)).rows,
      });
    } finally {
      await database.close();
    }
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
};
