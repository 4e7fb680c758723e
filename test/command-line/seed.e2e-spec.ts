import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureBuilt } from '../processes/support/built.js';
import { ServerProcess, temporaryFolders } from '../processes/support/server-process.js';
import { runHere, type Run } from './support/command-line.js';

const SECRET = 'from the environment of whoever applies it';
const GOOD = `
organizations:
  - { id: acme, name: Acme }
clients:
  - clientId: billing
    name: Billing
    organization: acme
    scopes: [reports:read]
    claims: { tenant_id: acme }
    secret: { fromEnvironment: BILLING_SECRET }
  - clientId: nightly
    name: Nightly
    scopes: [reports:read]
`;

beforeAll(ensureBuilt, 120_000);

describe('a configuration file on the command line', () => {
  const folder = temporaryFolders();
  let server: ServerProcess;
  beforeAll(async () => {
    server = await ServerProcess.start({ DATA_DIR: await folder() });
  }, 60_000);
  afterAll(() => server.kill());

  const run = async (
    line: string,
    text: string,
    env: Readonly<Record<string, string>> = {},
  ): Promise<Run> => {
    const path = join(await folder(), 'seed.yaml');
    await writeFile(path, text);
    return runHere([...line.split(' '), path], { url: server.url, env });
  };

  it('is planned, applied, and then changes nothing', async () => {
    const env = { BILLING_SECRET: SECRET };
    const plan = await run('seed plan', GOOD, env);
    expect(plan).toMatchObject({ code: 0, stderr: '' });
    expect(plan.stdout).toMatch(/create +organization +acme/);
    expect(await runHere(['clients', 'list', '--json'], { url: server.url })).toMatchObject({
      stdout: '[]\n',
    });

    const applied = await run('seed apply', GOOD, env);
    expect(applied).toMatchObject({ code: 0, stderr: '' });
    expect(applied.stdout).not.toContain(SECRET);
    const made = /^nightly +(m2ms_\S+)$/m.exec(applied.stdout)?.[1] ?? '';
    expect((await server.token({ clientId: 'nightly', clientSecret: made })).status).toBe(200);
    expect((await server.token({ clientId: 'billing', clientSecret: SECRET })).status).toBe(200);

    for (const command of ['seed plan', 'seed apply']) {
      const again = await run(`${command} --json`, GOOD, env);
      expect(JSON.parse(again.stdout)).toMatchObject({ changes: false });
    }
  });

  it('prunes only when told to', async () => {
    const smaller = 'organizations: [{ id: acme, name: Acme }]';
    expect((await run('seed plan', smaller)).stdout).not.toContain('prune');
    expect((await run('seed apply --prune', smaller)).stdout).toMatch(/prune +client +nightly/);
    expect(await runHere(['clients', 'show', 'nightly'], { url: server.url })).toMatchObject({ code: 1 });
  });

  it('has every problem of it told at once, before any server is asked', async () => {
    const bad =
      'clients: [{ clientId: "a b" }, { clientId: b, secret: { fromEnvironment: UNSET }, colour: red }]';
    for (const command of ['seed validate', 'seed plan', 'seed apply']) {
      const done = await run(command, bad);
      expect(done).toMatchObject({ code: 1, stdout: '' });
      for (const path of ['clients[0].clientId', 'clients[1].secret.fromEnvironment', 'clients[1].colour']) {
        expect(done.stderr).toContain(`  - ${path}: `);
      }
    }
  });

  it('is only checked by `seed validate`, which needs no server', async () => {
    const path = join(await folder(), 'seed.yaml');
    await writeFile(path, GOOD);
    const surroundings = { url: 'http://127.0.0.1:9', env: { BILLING_SECRET: SECRET, INTERNAL_API_KEY: '' } };
    expect(await runHere(['seed', 'validate', path], surroundings)).toMatchObject({
      code: 0,
      stdout: 'The file is good.\n',
    });
  });
});
