import bcrypt from 'bcrypt';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureBuilt } from '../processes/support/built.js';
import { ServerProcess, temporaryFolders } from '../processes/support/server-process.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { runHere } from './support/command-line.js';

const clientSecret = 'known to the client of another system';
const hash = bcrypt.hashSync(clientSecret, 4);

beforeAll(ensureBuilt, 120_000);

describe('clients of another system, taken over by the command line', () => {
  const folder = temporaryFolders();
  let server: ServerProcess;
  let foreign: TestDatabase;
  beforeAll(async () => {
    foreign = await createTestDatabase();
    // The table of a Nest application as TypeORM makes it there (D-01).
    await foreign.query(
      `CREATE TABLE oauth_clients (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(), "clientId" varchar NOT NULL UNIQUE,
        "clientSecretHash" varchar NOT NULL, scopes text NOT NULL, "isActive" boolean NOT NULL DEFAULT true,
        "createdAt" timestamp NOT NULL DEFAULT now())`,
    );
    await foreign.query(
      `INSERT INTO oauth_clients ("clientId", "clientSecretHash", scopes, "isActive")
       SELECT 'bot-' || n, $1, 'reports:read,reports:write', n <> 2 FROM generate_series(1, 250) n`,
      [hash],
    );
    server = await ServerProcess.start({ DATA_DIR: await folder() });
  }, 60_000);
  afterAll(async () => {
    await server.kill();
    await foreign.drop();
  });
  const run = (line: string, stdin?: string) =>
    runHere(line.split(' '), { url: server.url, stdin, env: { FOREIGN_URL: foreign.url } });
  /** Once more where the lane of slow hashes is full, as a client does. */
  const token = async (clientId: string): ReturnType<ServerProcess['token']> => {
    const answer = await server.token({ clientId, clientSecret });
    return answer.status === 503 ? token(clientId) : answer;
  };

  it('come from a foreign table, with progress, and get tokens with the secrets they have', async () => {
    const done = await run('clients import --from-database FOREIGN_URL');
    expect(done).toMatchObject({ code: 0, stdout: 'Imported 250, skipped 0.\n' });
    expect(done.stderr).toContain('Imported 250 of 250 clients.');
    expect(await token('bot-1')).toMatchObject({ status: 200, scope: 'reports:read reports:write' });
    expect((await token('bot-2')).status).toBe(401);
    expect((await token('bot-250')).status).toBe(200);
  }, 60_000);

  it('come from a table whose columns have other names, once these are said', async () => {
    await foreign.query(
      `CREATE TABLE machine_users (login text, pw bytea, "pwHash" text, permissions text, "clientId" text, tier int)`,
    );
    await foreign.query(
      `INSERT INTO machine_users VALUES ('robot', NULL, $1, 'reports:read', 'not-this', 1)`,
      [hash],
    );
    const from = 'clients import --from-database FOREIGN_URL --table machine_users';

    const missing = await run(`${from} --column clientSecretHash=pw_hash`);
    expect(missing).toMatchObject({ code: 1, stdout: '' });
    expect(missing.stderr).toContain('no column pw_hash, which --column clientSecretHash names');
    expect(missing.stderr).toContain('no column for scopes: name it by --column scopes=COLUMN');
    expect(missing.stderr).toContain('It has login, pw, pwHash, permissions, clientId, tier.');

    const named = '--column clientSecretHash=pwHash --column scopes=permissions --column clientId=login';
    expect(await run(`${from} ${named}`)).toMatchObject({ code: 0, stdout: 'Imported 1, skipped 0.\n' });
    expect(await token('robot')).toMatchObject({ status: 200, scope: 'reports:read' });
  });

  it('are refused the second time, or skipped', async () => {
    const again = await run('clients import --from-database FOREIGN_URL');
    expect(again).toMatchObject({ code: 1, stdout: '' });
    expect(again.stderr).toContain('Registered already: bot-1,');
    const skipping = await run('clients import --from-database FOREIGN_URL --skip-existing');
    expect(skipping.stdout).toMatch(/^Imported 0, skipped 250\.\n/);
  }, 60_000);

  it('come from a file in YAML or JSON', async () => {
    const path = join(await folder(), 'clients.yaml');
    await writeFile(path, `- clientId: from-yaml\n  clientSecretHash: ${hash}\n  scopes: [reports:read]\n`);
    expect(await run(`clients import ${path}`)).toMatchObject({ code: 0 });
    const json = JSON.stringify({ clients: [{ client_id: 'from-json', secret_hash: hash, scopes: 'a b' }] });
    expect(await run('clients import -', json)).toMatchObject({ code: 0 });
    expect((await token('from-yaml')).status).toBe(200);
    expect((await token('from-json')).scope).toBe('a b');
  });

  it('are refused all together when one of them is wrong, each problem by its place in the whole list', async () => {
    const clients = Array.from({ length: 130 }, (_, n) => ({
      clientId: `many-${n}`,
      clientSecretHash: n === 3 || n === 120 ? 'none' : hash,
      scopes: n === 129 ? 5 : ['a'],
    }));
    const done = await run('clients import -', JSON.stringify(clients));
    expect(done).toMatchObject({ code: 1, stdout: '' });
    for (const place of [
      'clients[3].clientSecretHash',
      'clients[120].clientSecretHash',
      'clients[129].scopes',
    ]) {
      expect(done.stderr).toContain(place);
    }
    expect(await run('clients show many-0')).toMatchObject({ code: 1 });
  });

  it('only looks in a dry run', async () => {
    const clients = JSON.stringify([{ clientId: 'dry', clientSecretHash: hash, scopes: ['a'] }]);
    expect(await run('clients import - --dry-run', clients)).toMatchObject({
      code: 0,
      stdout: 'Would import 1, skipped 0.\n',
    });
    expect(await run('clients show dry')).toMatchObject({ code: 1 });
  });

  it.each([
    ['clients import', '', 2, 'Either FILE or --from-database is needed.'],
    ['clients import - --table x', '[]', 2, '--table needs --from-database.'],
    ['clients import - --column name=x', '[]', 2, '--column needs --from-database.'],
    ['clients import --from-database FOREIGN_URL --column constructor=x', '', 2, 'must be MEMBER=COLUMN'],
    ['clients import --from-database FOREIGN_URL --column name', '', 2, 'must be MEMBER=COLUMN'],
    ['clients import --from-database FOREIGN_URL --column name=a --column name=b', '', 2, 'given twice'],
    ['clients import -', '[]', 1, 'There is no client to import.'],
    ['clients import -', 'a: 1', 1, 'must hold a list of clients'],
    ['clients import -', '[1]', 1, 'clients[0] must be an object.'],
    ['clients import -', '- a: [', 1, 'line '],
    ['clients import -', '[{"clientId":"a"},{"clientId":"a"}]', 1, 'clients[1].clientId is the same as'],
    ['clients import -', '[{"clientId":"a","clientSecret":"x"}]', 1, 'clientSecret should not exist'],
    ['clients import /nowhere.yaml', '', 1, 'cannot be read: ENOENT'],
    ['clients import --from-database UNSET', '', 2, 'is not set'],
    ['clients import --from-database FOREIGN_URL --table nowhere', '', 3, '42P01'],
    ['clients import --from-database FOREIGN_URL --table x";drop', '', 3, '42P01'],
  ])('say what is wrong with `%s` given %j', async (line, stdin, code, message) => {
    const done = await run(line, stdin);
    expect(done).toMatchObject({ code, stdout: '' });
    expect(done.stderr).toContain(message);
  });
});
