import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { ensureBuilt } from '../processes/support/built.js';
import { freePort } from '../support/free-port.js';
import { ServerProcess, temporaryFolders } from '../processes/support/server-process.js';
import { COMMANDS } from '../../apps/server/src/cli/commands/index.js';
import { runHere, type Run } from './support/command-line.js';

const SECRET = 'a supplied secret of at least thirty-two characters';

beforeAll(ensureBuilt, 120_000);

describe('the command line', () => {
  const folder = temporaryFolders();
  let server: ServerProcess;
  let other: Server;
  beforeAll(async () => {
    const PORT = String(await freePort());
    const ISSUER = `http://127.0.0.1:${PORT}`;
    server = await ServerProcess.start({ DATA_DIR: await folder(), PORT, ISSUER });
    // Something else that answers: a proxy's page, a redirect, nothing at all.
    other = createServer((request, response) => {
      if (request.url?.startsWith('/page')) response.end('<html></html>');
      else if (request.url?.startsWith('/elsewhere')) response.writeHead(302, { location: server.url }).end();
      else if (request.url?.startsWith('/broken')) response.writeHead(502).end('bad gateway');
    }).listen(0, '127.0.0.1');
    await once(other, 'listening');
  }, 60_000);
  afterAll(async () => {
    other.closeAllConnections();
    other.close();
    await server.kill();
  });
  const otherUrl = (path: string) => `http://127.0.0.1:${(other.address() as AddressInfo).port}/${path}`;
  const run = (line: string, rest: object = {}): Promise<Run> =>
    runHere(line.split(' '), { url: server.url, ...rest });

  it.each([
    ['clients show nobody', 1, 'There is no such client. (404)'],
    ['clients create --name x --scope "', 1, 'scopes must be scope tokens'],
    ['clients create', 2, '--name is required.'],
    ['clients create --name x --claims nope', 2, '--claims must be a JSON object.'],
    ['clients update billing', 2, 'Nothing to change is given.'],
    ['clients list --active maybe', 2, '--active must be yes or no.'],
    ['clients rotate-secret nobody --retire-others soon', 2, '--retire-others must be a moment'],
    ['clients create --name x --secret-from-env UNSET', 2, 'The variable that --secret-from-env names'],
    ['keys revoke nothing --yes', 1, 'There is no such signing key. (404)'],
    ['clients lst', 2, 'Did you mean clients list?'],
    ['help nothing', 2, 'There is no help on that'],
    ['initial-access-tokens create --uses many', 2, '--uses must be a whole number.'],
    ['initial-access-tokens create', 1, '(409)'],
    ['migrate', 2, 'DATABASE_URL is required (EMBEDDED_DATABASE=true'],
    ['tokens request', 2, '--client-id is required.'],
    ['tokens request --client-id x', 2, 'Either --client-secret-env or --client-secret-file is needed.'],
    ['tokens request --client-id x --client-secret-env UNSET', 2, 'names is not set'],
    ['tokens request --client-id x --client-secret-file /nowhere', 2, 'names a file that cannot be read'],
    ['tokens request --client-id x --client-secret-file -', 2, 'names an empty file'],
    ['tokens request --client-id x --auth-method none', 2, '--auth-method must be client_secret_basic or'],
    ['tokens request --client-id x --client-secret hush-hush', 2, 'There is no option --client-secret.'],
    ['clients list --timeout 0', 2, '--timeout must be 1 to 600 seconds.'],
    ['clients list --url ftp://x', 2, 'The server must be given as an http or https URL.'],
    ['clients list --url http://user:pass@127.0.0.1', 2, 'must hold no credentials'],
  ])('ends `%s` with %i and says why', async (line, code, message) => {
    const done = await run(line);
    expect(done).toMatchObject({ code, stdout: '' });
    expect(done.stderr).toContain(message);
  });

  it.each([
    ['clients delete x', 'Delete the client x and end its tokens?'],
    ['clients revoke-tokens x', 'Revoke every live token of x?'],
    ['clients revoke-tokens x --jti j', 'Revoke this token of x?'],
    ['clients retire-secret x s --force', 'End the secret s of x and its tokens?'],
    ['apikeys delete x', 'Delete the API key x?'],
    ['initial-access-tokens delete x', 'Delete the initial access token x?'],
    ['keys revoke x', 'Revoke the signing key x and every token that it has signed?'],
  ])('asks before `%s`, and asks the server for nothing without a yes', async (line, question) => {
    const url = 'http://127.0.0.1:9';
    for (const answer of ['', 'n', 'yesterday']) {
      const stderr = `${question} [y/N] Nothing was changed.\n`;
      expect(await run(line, { url, answer })).toEqual({ code: 1, stdout: '', stderr });
    }
    const alone = await run(line, { url });
    expect(alone).toMatchObject({ code: 2, stderr: expect.stringContaining('Use --yes.') as string });
    for (const words of [{ answer: 'y' }, { answer: ' Yes ' }]) {
      expect(await run(line, { url, ...words })).toMatchObject({ code: 3 });
    }
    expect(await run(`${line} --yes`, { url })).toMatchObject({ code: 3 });
  });

  it('has a question for every command that deletes, revokes or retires, and for no other', () => {
    const asking = COMMANDS.filter(({ question }) => question !== undefined).map(({ name }) => name);
    const final = COMMANDS.filter(({ name }) => /\b(delete|revoke|retire)/.test(name)).map(
      ({ name }) => name,
    );
    expect(asking).toEqual(final);
    expect(final.length).toBeGreaterThan(5);
  });

  it('gives a secret a deadline, which can be taken back, without a question', async () => {
    expect(await run('clients retire-secret nobody s --at 7d')).toMatchObject({ code: 1 });
    expect(await run('clients retire-secret nobody s --cancel')).toMatchObject({ code: 1 });
  });

  it('says its version, and what it can do with clients alone', async () => {
    expect((await run('--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    const help = await run('help clients');
    expect(help).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('clients rotate-secret') as string,
    });
    expect(help.stdout).not.toContain('organizations create');
    expect((await run('help clients show')).stdout).toContain('Usage: m2m-auth clients show CLIENT_ID');
  });

  it.each([
    ['nobody listens', () => 'http://127.0.0.1:9', 3, 'cannot be reached'],
    ['the answer is a page', () => otherUrl('page'), 1, 'did not answer with JSON'],
    ['it points elsewhere, where the key must not go', () => otherUrl('elsewhere'), 3, 'cannot be reached'],
    ['a proxy has lost it', () => otherUrl('broken'), 3, '(502)'],
    ['nothing comes in time', () => otherUrl('silence'), 3, 'did not answer in time'],
  ])('says so when %s', async (_, url, code, message) => {
    const done = await run(`clients list --timeout 1 --url ${url()}`);
    expect(done).toMatchObject({ code, stdout: '' });
    expect(done.stderr).toContain(message);
  });

  it.each([
    [{ INTERNAL_API_KEY: '' }, 2, 'INTERNAL_API_KEY or INTERNAL_API_KEY_FILE must be set.'],
    [{ INTERNAL_API_KEY: 'wrong-key-wrong-key-wrong-key-wrong' }, 1, 'The internal API key is not accepted'],
    [{ INTERNAL_API_KEY: 'wröng' }, 2, 'characters no header can'],
    [{ INTERNAL_API_KEY: '', INTERNAL_API_KEY_FILE: '/nowhere' }, 2, 'a file that cannot be read'],
    [{ INTERNAL_API_KEY_FILE: '/nowhere' }, 2, 'set one of them'],
  ])('says what is wrong with the key of %j, and never repeats it', async (env, code, message) => {
    const done = await run('clients list', { env });
    expect(done).toMatchObject({ code, stdout: '' });
    expect(done.stderr).toContain(message);
    expect(done.stderr).not.toMatch(/wrong-key|wröng/);
  });

  it('takes a secret from the environment and shows it nowhere', async () => {
    const env = { CHOSEN: SECRET };
    const done = await run('clients create --client-id chosen --name Chosen --secret-from-env CHOSEN', {
      env,
    });
    expect(done.code).toBe(0);
    expect(done.stdout + done.stderr).not.toContain(SECRET);
    expect((await server.token({ clientId: 'chosen', clientSecret: SECRET })).status).toBe(200);
  });

  it('reads every page of a list, and no more than is asked for', async () => {
    for (let count = 0; count < 3; count += 1) await server.register();
    const all = JSON.parse((await run('clients list --json')).stdout) as unknown[];
    const two = JSON.parse((await run('clients list --json --limit 2')).stdout) as unknown[];
    expect(all.length).toBeGreaterThanOrEqual(3);
    expect(two).toEqual(all.slice(0, 2));
  });

  it('inspects a token that is none, is altered, is for somebody else, or cannot be judged', async () => {
    const { accessToken } = await server.token(await server.register());
    const inspect = (stdin: string, line = '') =>
      run(`tokens inspect${line}`, { stdin, env: { INTERNAL_API_KEY: '' } });
    expect(await inspect(accessToken)).toMatchObject({ code: 0 });
    expect(await inspect(`Bearer ${accessToken}\n`)).toMatchObject({ code: 0 });
    expect(await inspect('nonsense')).toMatchObject({ code: 1, stdout: 'Bad: It is not a JWT.\n' });
    expect((await inspect(`${accessToken.slice(0, -6)}AAAAAA`)).stdout).toMatch(/^Bad: .*signature/i);
    expect((await inspect(accessToken, ' --audience https://other.example')).stdout).toMatch(/^Bad: aud /);
    expect(await inspect(accessToken, ' --url http://127.0.0.1:9')).toMatchObject({ code: 3, stdout: '' });
    expect(await inspect('')).toMatchObject({ code: 2 });
  });

  it('asks for a token with a secret from the environment, a file or standard input', async () => {
    const [SECRET, RESOURCE] = ['a secret with + and % of thirty-two characters', 'https://billing.example'];
    await server.register({
      clientId: 'asking',
      clientSecret: SECRET,
      scopes: ['a', 'b'],
      audiences: [RESOURCE],
    });
    const path = join(await folder(), 'secret');
    await writeFile(path, `${SECRET}\n`);
    const ask = (rest: string, surroundings: object) =>
      run(`tokens request --client-id asking ${rest}`, { env: { INTERNAL_API_KEY: '' }, ...surroundings });

    const fromFile = await ask(`--client-secret-file ${path} --scope a --resource ${RESOURCE}`, {});
    expect(fromFile).toMatchObject({ code: 0, stderr: '' });
    expect(decodeJwt(fromFile.stdout.trim())).toMatchObject({
      client_id: 'asking',
      scope: 'a',
      aud: RESOURCE,
    });

    const fromStdin = await ask('--client-secret-file - --auth-method client_secret_post --json', {
      stdin: SECRET,
    });
    expect(JSON.parse(fromStdin.stdout)).toMatchObject({ token_type: 'Bearer', scope: 'a b' });

    const refused = await ask('--client-secret-env WRONG', { env: { WRONG: `${SECRET}?` } });
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toMatch(/^invalid_client.* \(401\)\n$/);
    expect(refused.stderr).not.toContain(SECRET);
    expect((await ask(`--client-secret-file ${path} --scope c`, {})).stderr).toMatch(
      /^invalid_scope.* \(400\)/,
    );
    expect(await ask(`--client-secret-file ${path} --url http://127.0.0.1:9`, {})).toMatchObject({ code: 3 });
  });

  it('helps with everything', async () => {
    expect((await run('--help')).stdout).toContain('clients create');
    const help = await run('clients import --help');
    expect(help).toMatchObject({ code: 0, stderr: '' });
    expect(help.stdout).toContain('--from-database NAME');
  });
});
