import { types } from 'pg';
import { describePersistence } from '../contracts/persistence-contract.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { TypeOrmPersistence } from '../../libs/m2m-auth/src/storage/typeorm/typeorm-persistence.js';
import { ageRows, openDataSource, openStore } from './typeorm-fixture.js';

const nameOf = ({ url }: TestDatabase): string => new URL(url).pathname.slice(1);

const openOn = async (database: TestDatabase) => {
  const { dataSource, persistence } = await openStore(database.url);
  return {
    persistence,
    age: (ms: number) => ageRows(dataSource, ms),
    close: async () => {
      await dataSource.destroy();
      await database.drop();
    },
  };
};

describe.each(['German', 'SQL, DMY', 'Postgres, MDY'])('with the DateStyle %s of the database', (style) => {
  describePersistence(`a database with session settings of its own (${style})`, async () => {
    const database = await createTestDatabase();
    for (const setting of [
      `DateStyle = '${style}'`,
      "TimeZone = 'Asia/Kathmandu'",
      "IntervalStyle = 'sql_standard'",
      'array_nulls = off',
      "bytea_output = 'escape'",
      'extra_float_digits = -5',
    ]) {
      await database.query(`ALTER DATABASE ${nameOf(database)} SET ${setting}`);
    }
    return openOn(database);
  });
});

/** bool, int8, int2, int4, json, float4, float8, text[], timestamp, timestamptz, numeric, uuid, jsonb. */
const OIDS = [16, 20, 21, 23, 114, 700, 701, 1009, 1114, 1184, 1700, 2950, 3802];

describe('with type parsers that the host has made its own', () => {
  const before = OIDS.map((oid) => [oid, types.getTypeParser(oid as never)] as const);
  beforeAll(() => {
    for (const oid of OIDS) types.setTypeParser(oid, (text: string) => ({ host: text }) as never);
  });
  afterAll(() => {
    for (const [oid, parser] of before) types.setTypeParser(oid, parser as never);
  });

  describePersistence('a database read through them', async () => openOn(await createTestDatabase()));
});

describe('the encoding of the database', () => {
  it('is refused by name when it is not UTF-8', async () => {
    const database = await createTestDatabase();
    const latin = `${nameOf(database)}_latin`;
    const url = new URL(database.url);
    url.pathname = `/${latin}`;
    await database.query(
      `CREATE DATABASE ${latin} ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0`,
    );
    const dataSource = await openDataSource(url.href);
    try {
      await expect(new TypeOrmPersistence(dataSource, { migrations: 'run' }).prepare()).rejects.toThrow(
        /encoding .* is LATIN1.*UTF8/,
      );
    } finally {
      await dataSource.destroy();
      await database.query(`DROP DATABASE ${latin} WITH (FORCE)`);
      await database.drop();
    }
  });
});

describe('a date that JavaScript cannot read', () => {
  it.each(["'infinity'", "'20000-01-01'"])('%s is an error, never "no date"', async (date) => {
    const database = await createTestDatabase();
    const { dataSource, persistence } = await openStore(database.url);
    try {
      await database.query(
        `INSERT INTO oauth_clients (id, client_id, name, scopes, audiences, protected_resources, claims, grant_types, metadata)
          VALUES (gen_random_uuid(), 'a', 'A', '{}', '{}', '{}', '{}', '{}', '{}')`,
      );
      await database.query(
        `INSERT INTO oauth_client_secrets (id, client_id, hash, epoch, expires_at)
          SELECT gen_random_uuid(), id, 'sha256:x', 1, ${date} FROM oauth_clients`,
      );
      await expect(persistence.clients.findForAuthentication('a')).rejects.toMatchObject({
        reason: 'unreadable-date',
      });
    } finally {
      await dataSource.destroy();
      await database.drop();
    }
  });
});
