import { Test, type TestingModule } from '@nestjs/testing';
import { TypeOrmModule, type TypeOrmModuleOptions } from '@nestjs/typeorm';
import {
  Column,
  DataSource,
  type DataSourceOptions,
  DefaultNamingStrategy,
  Entity,
  PrimaryColumn,
} from 'typeorm';
import { type Persistence, PERSISTENCE } from '../../libs/m2m-auth/src/domain/persistence/persistence.js';
import {
  m2mAuthEntities,
  m2mAuthMigrations,
  typeOrmPersistence,
  type TypeOrmPersistenceOptions,
} from '../../libs/m2m-auth/src/storage/typeorm/index.js';
import { newClient, register } from '../contracts/persistence-fixture.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';

@Entity()
class PurchaseOrder {
  @PrimaryColumn('int')
  orderNumber!: number;

  @Column('text', { nullable: true })
  shippingNote!: string | null;
}

const snake = (name: string): string => name.replace(/(?<=[a-z0-9])[A-Z]/g, '_$&').toLowerCase();

/** What most hosts with a snake-case strategy use, in short. */
class SnakeNamingStrategy extends DefaultNamingStrategy {
  override tableName(className: string, customName: string | undefined): string {
    return customName ?? snake(className);
  }

  override columnName(propertyName: string, customName: string | undefined, prefixes: string[]): string {
    return [...prefixes.map(snake), customName ?? snake(propertyName)].join('_');
  }
}

type HostOptions = Partial<Extract<DataSourceOptions, { type: 'postgres' }>> &
  Pick<TypeOrmModuleOptions, 'name' | 'autoLoadEntities'>;

describe('a host app with TypeORM habits of its own', () => {
  let database: TestDatabase;
  let host: TestingModule | undefined;

  beforeEach(async () => {
    database = await createTestDatabase();
  });
  afterEach(async () => {
    await host?.close();
    host = undefined;
    await database.drop();
  });

  const boot = async (
    options: HostOptions,
    persistence: TypeOrmPersistenceOptions = { migrations: 'run' },
  ): Promise<Persistence> => {
    const { imports, providers } = typeOrmPersistence(persistence);
    host = await Test.createTestingModule({
      imports: [
        TypeOrmModule.forRoot({ type: 'postgres', url: database.url, retryAttempts: 0, ...options }),
        TypeOrmModule.forFeature([PurchaseOrder], persistence.dataSource),
        ...imports,
      ],
      providers,
    }).compile();
    return host.get<Persistence>(PERSISTENCE);
  };

  const works = async (persistence: Persistence): Promise<void> => {
    await persistence.prepare();
    const client = newClient({ accessTokenTtl: 60 });
    const stored = await register(persistence, client);
    expect((await persistence.clients.findForAuthentication(client.clientId))?.secrets).toHaveLength(1);
    await persistence.transaction(async (tx) => {
      await tx.clients.update(stored.id, { isActive: false });
      await tx.organizations.insert({ id: 'org', name: 'Org' });
      await tx.audit({
        event: 'oauth.client.updated',
        success: true,
        clientId: null,
        organizationId: null,
        ip: null,
        metadata: {},
      });
      await tx.record({ changes: [], denials: [{ kind: 'epoch', id: '7', expiresAt: new Date() }] });
    });
    expect(await persistence.revocations.isDenied({ jti: 'j', epoch: 7, kid: 'k' })).toBe(true);
    expect(await persistence.clients.list({ limit: 10 }, { isActive: false })).toHaveLength(1);
    expect(await persistence.purge(10)).toBe(0);
  };

  const tables = async (schema = 'public'): Promise<string[]> => {
    const rows = await database.query<{ name: string }>(
      'SELECT tablename AS name FROM pg_tables WHERE schemaname = $1 ORDER BY 1',
      [schema],
    );
    return rows.map(({ name }) => name);
  };

  it('boots with autoLoadEntities', async () => {
    await works(await boot({ autoLoadEntities: true }));
  });

  it('boots with an explicit list that has the entities', async () => {
    await works(await boot({ entities: [PurchaseOrder, ...m2mAuthEntities] }));
  });

  it('is told what to add when an explicit list lacks them', async () => {
    const persistence = await boot({ entities: [PurchaseOrder] });
    await expect(persistence.prepare()).rejects.toThrow(
      /"default".*add \.\.\.m2mAuthEntities to 'entities'/s,
    );
  });

  it('boots with a named DataSource', async () => {
    const persistence = await boot(
      { name: 'auth', autoLoadEntities: true },
      { dataSource: 'auth', migrations: 'run' },
    );
    await works(persistence);
  });

  it('boots with an entityPrefix, which every table, the sequence and the history carry', async () => {
    await works(await boot({ autoLoadEntities: true, entityPrefix: 'acme_' }));
    expect((await tables()).filter((name) => !name.startsWith('acme_'))).toEqual([]);
    expect(await tables()).toEqual(expect.arrayContaining(['acme_oauth_clients', 'acme_m2m_migrations']));
    expect(await database.query("SELECT 1 FROM pg_class WHERE relname = 'acme_m2m_epochs'")).toHaveLength(1);
  });

  it('can hold two deployments apart by prefix', async () => {
    await works(await boot({ autoLoadEntities: true, entityPrefix: 'one_' }));
    await host?.close();
    await works(await boot({ autoLoadEntities: true, entityPrefix: 'two_' }));
  });

  it('boots with a schema', async () => {
    await database.query('CREATE SCHEMA "Auth"');
    await works(await boot({ autoLoadEntities: true, schema: 'Auth' }));
    expect(await tables()).toEqual([]);
    expect(await tables('Auth')).toContain('oauth_clients');
  });

  it('boots with a snake-case naming strategy', async () => {
    await works(await boot({ autoLoadEntities: true, namingStrategy: new SnakeNamingStrategy() }));
  });

  it('boots with replication, and never asks a replica', async () => {
    // An empty database: a read that went to the replica would fail.
    const replica = await createTestDatabase();
    try {
      const replication = { master: { url: database.url }, slaves: [{ url: replica.url }] };
      await works(await boot({ autoLoadEntities: true, url: undefined, replication }));
    } finally {
      await host?.close();
      await replica.drop();
    }
  });

  it('keeps its tables, and we ours, under synchronize: true', async () => {
    const options: HostOptions = { autoLoadEntities: true, synchronize: true };
    await works(await boot(options));
    await database.query("INSERT INTO purchase_order VALUES (1, 'kept')");
    const columns = 'SELECT table_name, column_name, data_type FROM information_schema.columns ORDER BY 1, 2';
    const before = await database.query(columns);
    await host?.close();
    const persistence = await boot(options);
    await persistence.prepare();
    expect(await database.query(columns)).toEqual(before);
    expect(await database.query('SELECT * FROM purchase_order')).toHaveLength(1);
    expect(await persistence.clients.list({ limit: 10 }, {})).toHaveLength(1);
  });

  it('runs the migrations in its own list when migrations are manual', async () => {
    const persistence = await boot(
      { autoLoadEntities: true, migrations: m2mAuthMigrations, migrationsRun: true },
      {},
    );
    await works(persistence);
    expect(await tables()).not.toContain('m2m_migrations');
  });

  it('is told the remedy when migrations are manual and were not run', async () => {
    const persistence = await boot({ autoLoadEntities: true }, {});
    await expect(persistence.prepare()).rejects.toThrow(
      /m2mAuthMigrations.*'migrations'.*migrations: 'run'/s,
    );
    expect(await tables()).toEqual([]);
  });

  it('keeps an oauth_clients table of its own: the start stops, in either mode', async () => {
    await database.query('CREATE TABLE oauth_clients (id uuid PRIMARY KEY, "clientSecretHash" varchar)');
    for (const migrations of ['run', 'manual'] as const) {
      const persistence = await boot({ autoLoadEntities: true }, { migrations });
      await expect(persistence.prepare()).rejects.toThrow("not nestjs-m2m-auth's");
      await host?.close();
    }
    expect(await tables()).toEqual(['oauth_clients']);
  });

  it('shares a database under another prefix with that table', async () => {
    await database.query('CREATE TABLE oauth_clients (id uuid PRIMARY KEY, "clientSecretHash" varchar)');
    await works(await boot({ autoLoadEntities: true, entityPrefix: 'm_' }));
    const columns = await database.query(
      "SELECT 1 FROM information_schema.columns WHERE table_name = 'oauth_clients'",
    );
    expect(columns).toHaveLength(2);
  });

  it('finds no hash in what its own repository of OauthClient or any other selects', async () => {
    const persistence = await boot({ autoLoadEntities: true });
    await persistence.prepare();
    await register(persistence);
    const manager = host?.get(DataSource).manager;
    for (const entity of m2mAuthEntities) {
      expect(JSON.stringify(await manager?.find<object>(entity))).not.toMatch(/sha256:|sealed/);
    }
  });
});
