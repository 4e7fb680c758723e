import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { Consumer } from './support/consumer.js';
import { nest11CommonJs, nest12Esm, oldestCommonJs, withoutStores } from './support/consumers.js';
import { HttpClient, INTERNAL_API_KEY } from './support/http-client.js';
import { nodeScript, repository } from './support/run.js';
import { RunningApp } from './support/running-app.js';
import { packLibrary, type Tarball } from './support/tarball.js';

const REDIS_URL = process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379';
const ESM = { module: 'nodenext', verbatimModuleSyntax: true };
// TypeScript 6 takes the resolution that most CommonJS applications have only when it is told that they know its age.
const NODE10 = { module: 'commonjs', moduleResolution: 'node10', ignoreDeprecations: '6.0' };

let directory: string;
let tarball: Tarball;
/** Installs and compiles take their time on a small machine. */
const MINUTES = 60_000;
jest.setTimeout(2 * MINUTES);

beforeAll(async () => {
  directory = await realpath(await mkdtemp(join(tmpdir(), 'm2m-auth-package-')));
  tarball = await packLibrary(directory);
}, 3 * MINUTES);
afterAll(() => rm(directory, { recursive: true, force: true }));

describe('the packed library', () => {
  it('holds what is built, its readme and its licence, and nothing else', () => {
    const outside = tarball.files.filter((path) => !path.startsWith('dist/'));
    expect(outside.sort()).toEqual(['LICENSE', 'README.md', 'configuration.schema.json', 'package.json']);
    expect(tarball.files).toEqual(
      expect.arrayContaining(
        ['index', 'resource-server-entry', 'storage/typeorm/index', 'storage/redis/index'].map(
          (entry) => `dist/${entry}.js`,
        ),
      ),
    );
  });

  it('holds no sources, no tests and no keys', () => {
    const built = tarball.files.filter((path) => path.startsWith('dist/'));
    expect(built.filter((path) => !/^dist\/[a-z0-9./-]+\.(js|d\.ts)$/.test(path))).toEqual([]);
    expect(built.filter((path) => /\b(spec|test)\b/.test(path))).toEqual([]);
  });

  it('is found right by publint', async () => {
    const publint = join(repository, 'node_modules/publint/src/cli.js');
    expect(await nodeScript(directory, publint, 'run', tarball.path, '--strict')).toContain('All good!');
  });

  it('has types that every kind of resolution finds, by attw', async () => {
    const attw = join(repository, 'node_modules/@arethetypeswrong/cli/dist/index.js');
    const report = await nodeScript(directory, attw, tarball.path, '--profile', 'esm-only', '--no-emoji');
    expect(report).toContain('"nestjs-m2m-auth/typeorm"');
  });
});

describe('an application on Nest 12 and TypeORM 1, as ES modules', () => {
  let consumer: Consumer;
  let built: string;
  beforeAll(async () => {
    consumer = await Consumer.install(directory, tarball.path, nest12Esm);
    built = await consumer.compile('esm', { ...ESM, skipLibCheck: true });
  }, 3 * MINUTES);

  it('runs in memory', () => issuesGuardsAndRevokes(join(built, 'memory.express.js')));

  it('runs on Postgres and Redis', () => runsOnStores(join(built, 'stored.express.js')));

  it('runs under Jest', () => consumer.test());
});

describe.each([
  ['the newest Nest 11 and TypeORM 0.3', nest11CommonJs],
  ['the oldest Nest, TypeORM, pg and ioredis that the peers allow', oldestCommonJs],
])('an application on %s, as CommonJS', (_, definition) => {
  let consumer: Consumer;
  let built: string;
  beforeAll(async () => {
    consumer = await Consumer.install(directory, tarball.path, definition);
    built = await consumer.compile('node10', { ...NODE10, skipLibCheck: true });
  }, 3 * MINUTES);

  it('compiles with the resolution of Node 20 too', () =>
    consumer.compile('nodenext', { module: 'nodenext', skipLibCheck: true }));

  it.each(['express', 'fastify'])('runs in memory on %s', (platform) =>
    issuesGuardsAndRevokes(join(built, `memory.${platform}.js`)),
  );

  it.each(['express', 'fastify'])('runs on Postgres and Redis, on %s', (platform) =>
    runsOnStores(join(built, `stored.${platform}.js`)),
  );

  it.each(['express', 'fastify'])('accepts the tokens of another one, on %s', (platform) =>
    acceptsTokens(join(built, `memory.${platform}.js`), join(built, `accepting.${platform}.js`)),
  );

  it('runs under Jest', () => consumer.test());
});

describe('an application without TypeORM, pg and ioredis', () => {
  let consumer: Consumer;
  let built: string;
  beforeAll(async () => {
    consumer = await Consumer.install(directory, tarball.path, withoutStores);
    built = await consumer.compile('esm', { ...ESM, skipLibCheck: false });
  }, 3 * MINUTES);

  it('compiles with every declaration checked, and runs', () =>
    issuesGuardsAndRevokes(join(built, 'memory.express.js')));

  it('accepts the tokens of another one, and needs no bcrypt for it', () =>
    acceptsTokens(join(built, 'memory.express.js'), join(built, 'accepting.express.js'), () =>
      consumer.remove('bcrypt'),
    ));
});

async function issuesGuardsAndRevokes(
  script: string,
  environment: Record<string, string> = {},
): Promise<void> {
  const app = await RunningApp.start(script, { INTERNAL_API_KEY, ...environment });
  try {
    const http = new HttpClient(app.origin);
    const registration = {
      clientId: 'billing',
      name: 'Billing',
      scopes: ['reports:read'],
      claims: { tenant_id: 't1' },
    };
    const registered = await http.admin('POST', '/oauth-clients', registration);
    expect(registered.status).toBe(201);

    const issued = await http.token('billing', String(registered.body['clientSecret']));
    expect(issued.body).toMatchObject({ token_type: 'Bearer', expires_in: 3_600, scope: 'reports:read' });
    const token = String(issued.body['access_token']);

    expect((await http.get('/reports')).status).toBe(401);
    expect((await http.get('/reports', token)).body).toEqual({ clientId: 'billing', tenant: 't1' });

    expect((await http.admin('POST', '/oauth-clients/billing/revoke-tokens')).status).toBe(204);
    const refused = await http.get('/reports', token);
    expect(refused.status).toBe(401);
    expect(refused.headers.get('www-authenticate')).toContain('error="invalid_token"');
  } finally {
    await app.stop();
  }
}

async function acceptsTokens(
  issuer: string,
  accepting: string,
  between: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const authorizationServer = await RunningApp.start(issuer, { INTERNAL_API_KEY });
  try {
    const http = new HttpClient(authorizationServer.origin);
    const registration = { clientId: 'billing', name: 'Billing', scopes: ['reports:read'] };
    const { body } = await http.admin('POST', '/oauth-clients', registration);
    const issued = await http.token('billing', String(body['clientSecret']));
    await between();
    const app = await RunningApp.start(accepting, {
      JWKS_URI: `${authorizationServer.origin}/.well-known/jwks.json`,
    });
    try {
      const service = new HttpClient(app.origin);
      expect((await service.get('/reports')).status).toBe(401);
      const token = String(issued.body['access_token']);
      expect((await service.get('/reports', token)).body).toEqual({ clientId: 'billing' });
    } finally {
      await app.stop();
    }
  } finally {
    await authorizationServer.stop();
  }
}

async function runsOnStores(script: string): Promise<void> {
  const database: TestDatabase = await createTestDatabase();
  try {
    const environment = {
      DATABASE_URL: database.url,
      REDIS_URL,
      REDIS_PREFIX: new URL(database.url).pathname.slice(1),
    };
    await issuesGuardsAndRevokes(script, environment);
    await writesInTheHostsTransaction(script, environment);
  } finally {
    await database.drop();
  }
}

/** On the second start of the application: the schema is there already, and so is the first client. */
async function writesInTheHostsTransaction(
  script: string,
  environment: Record<string, string>,
): Promise<void> {
  const app = await RunningApp.start(script, { INTERNAL_API_KEY, ...environment });
  try {
    const http = new HttpClient(app.origin);
    const { body } = await http.post('/onboarding/ledger');
    expect((await http.token('ledger', String(body['secret']))).status).toBe(200);
    expect((await http.get('/onboarding')).body).toEqual({ clients: 2 });
  } finally {
    await app.stop();
  }
}
