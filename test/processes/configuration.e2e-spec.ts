import { createHash, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { reports } from '../server/support/api.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { ensureBuilt, MAIN } from './support/built.js';
import { ServerProcess, temporaryFolders } from './support/server-process.js';

const ecKey = (namedCurve: string): string =>
  generateKeyPairSync('ec', { namedCurve }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

const shortRsaKey = (): string =>
  generateKeyPairSync('rsa', { modulusLength: 1_024 })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();

beforeAll(ensureBuilt, 120_000);

describe('a process whose configuration is wrong', () => {
  it('names every problem at once, repeats no value, and exits with 1', async () => {
    const canary = 'canary-3c9f';
    const environment = {
      PORT: `${canary}1`,
      ISSUER: `${canary}2`,
      DATABASE_URL: `mysql://${canary}3`,
      REDIS_URL: `http://${canary}4`,
      INTERNAL_API_KEY: `${canary}5`,
      SIGNING_ALGORITHM: `${canary}6`,
      JWT_SECRET: `${canary}7`,
      ACCESS_TOKEN_TTL: `${canary}8`,
      HTTP_ADAPTER: `${canary}9`,
      LOG_LEVEL: `${canary}10`,
      TRUST_PROXY: `${canary} 11`,
      AUTH_TOKEN_THROTTLE_LIMIT: '0',
      SECRET_SAFE_TO_RETIRE_AFTER: `${canary}12`,
    };
    const { code, output } = await ServerProcess.spawn(environment).exited;

    expect(code).toBe(1);
    for (const name of Object.keys(environment)) expect(output).toContain(name);
    expect(output).not.toContain(canary);
  });

  it('asks in production for everything that has a default elsewhere', async () => {
    const { code, output } = await ServerProcess.spawn({
      NODE_ENV: 'production',
      ISSUER: undefined,
      INTERNAL_API_KEY: undefined,
    }).exited;

    expect(code).toBe(1);
    for (const name of ['ISSUER', 'DATABASE_URL', 'INTERNAL_API_KEY', 'KEY_ENCRYPTION_KEY']) {
      expect(output).toContain(name);
    }
  });

  it.each([
    ['of another curve', ecKey('secp384r1')],
    ['of the curve of Bitcoin', ecKey('secp256k1')],
    ['of 1,024 bits', shortRsaKey()],
    ['that is none', 'canary-3c9f'],
  ])('refuses a pinned key %s by name (A-12)', async (_what, SIGNING_KEY) => {
    const { code, output } = await ServerProcess.spawn({ SIGNING_KEY }).exited;

    expect(code).toBe(1);
    expect(output).toContain('SIGNING_KEY');
    for (const line of SIGNING_KEY.split('\n').filter(
      (text) => text.length > 8 && !text.startsWith('-----'),
    )) {
      expect(output).not.toContain(line);
    }
  });
});

describe('the keys of a process on Postgres', () => {
  const folder = temporaryFolders();
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createTestDatabase();
  });
  afterEach(() => database.drop());

  const kids = async ({ url }: ServerProcess): Promise<unknown> => {
    const { keys } = (await (await fetch(`${url}/.well-known/jwks.json`)).json()) as {
      keys: { kid: string }[];
    };
    return keys.map(({ kid }) => kid);
  };

  it('pinned, are the same after a restart, and the tokens go on working', async () => {
    const environment = {
      DATABASE_URL: database.url,
      SIGNING_KEY: ecKey('prime256v1').replaceAll('\n', '\\n'),
      DATA_DIR: await folder(),
    };
    const before = await ServerProcess.start(environment);
    const client = await before.register();
    const { accessToken } = await before.token(client);
    const published = await kids(before);
    await before.stop();
    const after = await ServerProcess.start(environment);
    try {
      expect(await kids(after)).toEqual(published);
      expect(await reports(after.url, accessToken)).toBe(200);
      expect((await after.token(client)).status).toBe(200);
    } finally {
      await after.stop();
    }
  });

  it('managed, need the key that they were encrypted with: another is refused at start by name', async () => {
    const environment = { DATABASE_URL: database.url, DATA_DIR: await folder() };
    const first = await ServerProcess.start({
      ...environment,
      KEY_ENCRYPTION_KEY: 'a-key-encryption-key-of-a-test-23571113',
    });
    const published = await kids(first);
    await first.stop();

    const wrong = 'b-key-encryption-key-of-a-test-23571113';
    const { code, output } = await ServerProcess.spawn({ ...environment, KEY_ENCRYPTION_KEY: wrong }).exited;
    expect(code).toBe(1);
    expect(output).toMatch(/KEY_ENCRYPTION_KEY|key-encryption key/i);
    expect(output).not.toContain(wrong);

    // With both, the old one is still there to open what it has sealed.
    const both = await ServerProcess.start({
      ...environment,
      KEY_ENCRYPTION_KEY: `${wrong},${'a-key-encryption-key-of-a-test-23571113'}`,
    });
    try {
      expect(await kids(both)).toEqual(published);
    } finally {
      await both.stop();
    }
  });

  it('stay encrypted in the database', async () => {
    const server = await ServerProcess.start({
      DATABASE_URL: database.url,
      DATA_DIR: await folder(),
      KEY_ENCRYPTION_KEY: 'a-key-encryption-key-of-a-test-23571113',
    });
    await server.stop();
    const rows = await database.query<Record<string, unknown>>('SELECT * FROM m2m_signing_keys');
    const text = JSON.stringify(rows, (_name, value: unknown) =>
      Buffer.isBuffer(value) ? value.toString('latin1') : value,
    );

    expect(rows).toHaveLength(2);
    expect(text).not.toMatch(/PRIVATE KEY|"d":/);
  });
});

describe('a process with SEED_FILE', () => {
  const folder = temporaryFolders();
  const seed = async (text: string): Promise<string> => {
    const path = join(await folder(), 'seed.yaml');
    await writeFile(path, text);
    return path;
  };

  it('prints what it has generated once, on stdout and not in its log', async () => {
    const database = await createTestDatabase();
    const environment = {
      DATABASE_URL: database.url,
      DATA_DIR: await folder(),
      SEED_FILE: await seed('clients: [{ clientId: seeded, scopes: ["reports:read"] }]'),
    };
    try {
      const { output } = await (await ServerProcess.start(environment)).stop();
      const shown = /^ {2}seeded: (m2ms_[\w-]+) \(fingerprint ([0-9a-f]{8})\)$/m.exec(output);
      expect(shown?.[2]).toBe(createHash('sha256').update(String(shown?.[1])).digest('hex').slice(0, 8));
      expect(output.split(String(shown?.[1]))).toHaveLength(2);
      expect((await (await ServerProcess.start(environment)).stop()).output).not.toContain('m2ms_');
    } finally {
      await database.drop();
    }
  }, 60_000);

  it.each([[[]], [['--check-configuration']]])(
    'exits with 1 and every problem of the file (%j)',
    async (args) => {
      const SEED_FILE = await seed('clients: [{ clientId: "a b" }, { clientId: c, scopes: [5] }]');
      const { code, output } = await ServerProcess.spawn({ SEED_FILE }, [MAIN, ...args]).exited;

      expect(code).toBe(1);
      expect(output).toContain('  - clients[0].clientId: must be');
      expect(output).toContain('  - clients[1].scopes[0]: must be a string (got: 5)');
    },
  );

  it('shows the secrets that it has made also when it cannot listen after all', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    try {
      const { code, output } = await ServerProcess.spawn({
        DATA_DIR: await folder(),
        SEED_FILE: await seed('clients: [{ clientId: seeded, scopes: [] }]'),
        PORT: String((taken.address() as AddressInfo).port),
      }).exited;

      expect(code).toBe(1);
      expect(output).toContain('EADDRINUSE');
      expect(output).toMatch(/^ {2}seeded: m2ms_[\w-]+ /m);
    } finally {
      taken.close();
    }
  }, 60_000);

  it('is checked without being started (C-48)', async () => {
    const SEED_FILE = await seed('clients: [{ clientId: a }]');
    // A database that does not exist: nothing asks for it.
    const environment = { SEED_FILE, DATABASE_URL: 'postgres://127.0.0.1:1/none' };
    const { code, output } = await ServerProcess.spawn(environment, [MAIN, '--check-configuration']).exited;

    expect([code, output]).toEqual([0, 'The configuration is valid.\n']);
  });
});

describe('a process whose database is out of reach', () => {
  it('does not start, and names no password', async () => {
    const { code, output } = await ServerProcess.spawn({
      DATABASE_URL: 'postgres://user:canary-3c9f@127.0.0.1:1/none',
      KEY_ENCRYPTION_KEY: 'a-key-encryption-key-of-a-test-23571113',
    }).exited;

    expect(code).toBe(1);
    expect(output).toContain('ECONNREFUSED');
    expect(output).not.toContain('canary-3c9f');
  });
});
