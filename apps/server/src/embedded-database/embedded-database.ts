import { PGlite } from '@electric-sql/pglite';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';
import { lockDirectory } from './directory-lock.js';
import { PGliteStream } from './pglite-stream.js';

/** How long a request waits for its turn on the one connection. */
const CONNECTION_WAIT_MS = 5_000;

export interface EmbeddedDatabase {
  /** For the ordinary `pg` driver. Code in a transaction must not ask outside it: there is one connection. */
  readonly options: PostgresDataSourceOptions;
  /** After the DataSource was closed. */
  close(): Promise<void>;
}

/**
 * A PostgreSQL inside this process, with its files in `dataDirectory/postgres`.
 *
 * @throws DirectoryInUseError when another process works on them.
 */
export async function openEmbeddedDatabase(dataDirectory: string): Promise<EmbeddedDatabase> {
  const directory = join(dataDirectory, 'postgres');
  const lock = await lockDirectory(directory);
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const database = await PGlite.create(directory);
    return {
      options: {
        type: 'postgres',
        username: 'postgres',
        database: 'postgres',
        poolSize: 1,
        installExtensions: false,
        extra: {
          stream: () => new PGliteStream(database),
          idleTimeoutMillis: 0,
          connectionTimeoutMillis: CONNECTION_WAIT_MS,
        },
      },
      close: async () => {
        await database.close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}
