import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { Child, CompiledServer } from '../../test/compiled-child.js';
import { openEmbeddedDatabase, type EmbeddedDatabase } from './embedded-database.js';

describe('the embedded database behind the pg driver', () => {
  let directory: string;
  let database: EmbeddedDatabase;
  let source: DataSource;

  const open = async (): Promise<void> => {
    database = await openEmbeddedDatabase(directory);
    source = await new DataSource(database.options).initialize();
  };
  const count = async (): Promise<number> => {
    const [row] = await source.query<{ value: number }[]>('SELECT value FROM counters WHERE id = 1');
    return row?.value ?? Number.NaN;
  };

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'embedded-'));
    await open();
    await source.query('CREATE TABLE counters (id int PRIMARY KEY, value int NOT NULL)');
  }, 60_000);
  beforeEach(async () => {
    await source.query('TRUNCATE counters');
    await source.query('INSERT INTO counters VALUES (1, 0)');
  });
  afterAll(async () => {
    await source.destroy();
    await database.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it('keeps every one of 16 concurrent locked updates', async () => {
    const increment = (): Promise<void> =>
      source.transaction(async (manager) => {
        const [row] = await manager.query<{ value: number }[]>(
          'SELECT value FROM counters WHERE id = 1 FOR UPDATE',
        );
        await manager.query('UPDATE counters SET value = $1 WHERE id = 1', [(row?.value ?? 0) + 1]);
      });

    await Promise.all(Array.from({ length: 16 }, increment));

    expect(await count()).toBe(16);
  });

  it('undoes a transaction that fails', async () => {
    const failing = source.transaction(async (manager) => {
      await manager.query('UPDATE counters SET value = 99');
      throw new Error('changed my mind');
    });

    await expect(failing).rejects.toThrow('changed my mind');
    expect(await count()).toBe(0);
  });

  it('reports an error with its SQLSTATE and goes on', async () => {
    await expect(source.query('INSERT INTO counters VALUES (1, 1)')).rejects.toMatchObject({ code: '23505' });
    expect(await count()).toBe(0);
  });

  it('carries values larger than one chunk in both directions', async () => {
    const text = 'é'.repeat(300_000);
    const [row] = await source.query<{ echo: string }[]>('SELECT $1::text AS echo', [text]);

    expect(row?.echo).toBe(text);
  });

  it('begins a new connection without the transaction that the last one left open', async () => {
    const runner = source.createQueryRunner();
    await runner.startTransaction();
    await runner.query('UPDATE counters SET value = 42');
    await source.destroy();
    source = await new DataSource(database.options).initialize();

    expect(await count()).toBe(0);
  });

  it('is there again after closing and opening', async () => {
    await source.query('UPDATE counters SET value = 7');
    await source.destroy();
    await database.close();
    await open();

    expect(await count()).toBe(7);
  }, 60_000);

  it('keeps what was committed when its process is killed', async () => {
    await source.destroy();
    await database.close();
    const compiled = new CompiledServer();
    const writer = new Child(
      `
      import { openEmbeddedDatabase } from '${compiled.url('embedded-database/embedded-database.js')}';
      import { DataSource } from 'typeorm';
      const { options } = await openEmbeddedDatabase(process.argv[1]);
      const source = await new DataSource(options).initialize();
      await source.query('UPDATE counters SET value = 1234');
      console.log('committed');
      await source.query('BEGIN');
      await source.query('UPDATE counters SET value = 5678');
      console.log('open');`.replaceAll("from 'typeorm'", `from '${require.resolve('typeorm')}'`),
      directory,
    );
    expect(await writer.line()).toBe('committed');
    expect(await writer.line()).toBe('open');
    await writer.kill();
    compiled.remove();
    await open();

    expect(await count()).toBe(1234);
  }, 60_000);
});
