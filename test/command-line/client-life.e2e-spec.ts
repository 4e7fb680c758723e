import { ensureBuilt } from '../processes/support/built.js';
import { readFileSync } from 'node:fs';
import { freePort } from '../support/free-port.js';
import { ServerProcess, temporaryFolders } from '../processes/support/server-process.js';
import { reports } from '../server/support/api.js';
import { runBuilt, type Run } from './support/command-line.js';

interface Shown {
  readonly clientSecret: string;
  readonly isActive: boolean;
  readonly id: string;
}

beforeAll(ensureBuilt, 120_000);

describe('the command line', () => {
  const folder = temporaryFolders();
  let server: ServerProcess;
  beforeAll(async () => {
    const PORT = String(await freePort());
    const ISSUER = `http://127.0.0.1:${PORT}`;
    server = await ServerProcess.start({ DATA_DIR: await folder(), PORT, ISSUER });
  }, 60_000);
  afterAll(() => server.kill());

  it('does what the README says, line by line', async () => {
    const block = /```sh\nexport INTERNAL_API_KEY_FILE[^\n]*\n([\s\S]*?)```/.exec(
      readFileSync('README.md', 'utf8'),
    )?.[1];
    const lines = block?.trim().split('\n') ?? [];
    expect(lines.length).toBeGreaterThan(5);
    for (const line of lines) await run(line.replace('npx m2m-auth ', ''));
  }, 60_000);

  const run = async (line: string, expected = 0, rest: object = {}): Promise<Run> => {
    const done = await runBuilt(line.split(' '), { url: server.url, ...rest });
    expect({ line, ...done }).toEqual({ line, ...done, code: expected });
    return done;
  };
  const json = async <T>(line: string): Promise<T> => JSON.parse((await run(`${line} --json`)).stdout) as T;
  const token = (clientSecret: string) => server.token({ clientId: 'billing', clientSecret });

  it('drives the whole life of a client, from its creation to its deletion', async () => {
    await run('organizations create --name Umbrella --id umbrella');
    await run('organizations create --name Short --id short');
    await run('organizations delete short --yes');
    expect((await run('organizations delete short --yes', 1)).stderr).toContain('no such organization');
    const made = await json<Shown>(
      'clients create --client-id billing --name Billing --organization umbrella --scope reports:read --claims {"tenant_id":"acme"}',
    );
    const first = await token(made.clientSecret);
    expect(await reports(server.url, first.accessToken)).toBe(200);
    expect((await run('tokens inspect', 0, { stdin: first.accessToken })).stdout).toMatch(/^Good: /);

    // A second secret, which takes over; then the first one ends, and its tokens with it.
    const added = await json<Shown>('clients rotate-secret billing');
    const second = await token(added.clientSecret);
    expect((await token(made.clientSecret)).status).toBe(200);
    const secrets = await json<Shown[]>('clients secrets billing');
    const old = secrets.find(({ id }) => id !== added.id);
    await run(`clients retire-secret billing ${old?.id} --force --yes`);
    expect((await token(made.clientSecret)).status).toBe(401);
    expect(await reports(server.url, first.accessToken)).toBe(401);
    expect(await reports(server.url, second.accessToken)).toBe(200);

    await run('clients revoke-tokens billing --yes');
    expect(await reports(server.url, second.accessToken)).toBe(401);
    const asked = await run('tokens inspect --client-id billing --client-secret-env SECRET', 1, {
      stdin: second.accessToken,
      env: { SECRET: added.clientSecret },
    });
    expect(asked.stdout).toMatch(/^Bad: It is revoked/);

    expect(await json<Shown>('clients deactivate billing')).toMatchObject({ isActive: false });
    expect((await token(added.clientSecret)).status).toBe(401);
    expect(await json<Shown>('clients activate billing')).toMatchObject({ isActive: true });
    expect((await token(added.clientSecret)).status).toBe(200);

    const [signing] = await json<{ kid: string; state: string }[]>('keys list').then((keys) =>
      keys.filter(({ state }) => state === 'active'),
    );
    const third = await token(added.clientSecret);
    // A thumbprint may begin with a dash.
    await run(`keys revoke --yes -- ${signing?.kid}`);
    expect(await reports(server.url, third.accessToken)).toBe(401);

    const key = await json<{ id: string; value: string }>(
      'apikeys create --name CI --organization umbrella --permission reports:read --expires 1d',
    );
    const readings = () => fetch(`${server.url}/reports`, { headers: { 'x-api-key': key.value } });
    expect((await readings()).status).not.toBe(401);
    expect((await run('apikeys list --organization umbrella')).stdout).toContain(key.id);
    await run(`apikeys delete ${key.id} --yes`);
    expect((await readings()).status).toBe(401);

    // Without a terminal nobody can be asked.
    expect((await run('clients delete billing', 2)).stderr).toContain('Use --yes.');
    expect((await token(added.clientSecret)).status).toBe(200);
    await run('clients delete billing --yes');
    expect((await token(added.clientSecret)).status).toBe(401);
    await run('clients show billing', 1);

    const told = await json<{ event: string; ip: string | null }[]>('audit list --client billing --from 1h');
    const events = told.map(({ event }) => event).reverse();
    expect(events).toEqual(expect.arrayContaining(['oauth.token.exchange.success']));
    expect(events.filter((event) => event.startsWith('oauth.client.'))).toEqual([
      'oauth.client.registered',
      'oauth.client.secret_added',
      'oauth.client.secret_removed',
      'oauth.client.tokens_revoked',
      'oauth.client.updated',
      'oauth.client.updated',
      'oauth.client.deleted',
    ]);
  }, 120_000);
});
