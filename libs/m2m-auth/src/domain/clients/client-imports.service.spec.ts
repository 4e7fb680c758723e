import bcrypt from 'bcrypt';
import { startProcess, type TestProcess } from '../../../../../test/support/domain.js';
import { ConflictError, InvalidInputError } from '../errors.js';
import { MAX_IMPORTED_CLIENTS, type ImportedClient } from './client-imports.service.js';

const SECRET = 'what another system gave its client';
const HASH = bcrypt.hashSync(SECRET, 4);

const client = (clientId: string, rest: Partial<ImportedClient> = {}): ImportedClient => ({
  clientId,
  clientSecretHash: HASH,
  name: clientId,
  scopes: ['reports:read'],
  ...rest,
});

describe('taking over clients of another system', () => {
  let process: TestProcess;
  beforeEach(async () => {
    process = await startProcess();
  });
  const problemsOf = async (clients: unknown): Promise<readonly string[]> => {
    const error: unknown = await process.imports
      .import(clients as ImportedClient[])
      .catch((thrown: unknown) => thrown);
    if (!(error instanceof InvalidInputError)) throw error;
    return error.problems;
  };

  it('lets them go on with the secrets they have, and shows nobody the hash', async () => {
    const result = await process.imports.import([client('a'), client('b', { isActive: false })]);
    expect(result).toEqual({ imported: ['a', 'b'], skipped: [] });
    expect(await process.clients.authenticate('a', SECRET)).toMatchObject({ clientId: 'a' });
    await expect(process.clients.authenticate('a', `${SECRET}!`)).rejects.toMatchObject({
      code: 'invalid_client',
    });
    await expect(process.clients.authenticate('b', SECRET)).rejects.toMatchObject({ code: 'invalid_client' });
    const shown = await process.clients.find('a');
    expect(shown?.secrets).toMatchObject([{ hint: null, expiresAt: null }]);
    expect(JSON.stringify(shown)).not.toContain('$2b$');
  });

  it('tells every problem of every client at once and imports none', async () => {
    const problems = await problemsOf([
      client('good'),
      client('a b', { scopes: ['not ok'] }),
      client('c', { clientSecretHash: 'plain text' }),
      client('c'),
      { name: 'nameless', realm: 'r' },
      null,
      { ...client('d'), scopes: 5, claims: [] },
    ]);
    expect(problems.map((problem) => problem.split(' ')[0])).toEqual([
      'clients[1].clientId',
      'clients[1].scopes',
      'clients[2].clientSecretHash',
      'clients[3].clientId',
      'clients[4].realm',
      'clients[4].scopes',
      'clients[4].clientId',
      'clients[4].clientSecretHash',
      'clients[5]',
      'clients[6].scopes',
      'clients[6].claims',
    ]);
    expect(await process.clients.find('good')).toBeNull();
  });

  it.each([
    ['dearer than our own', bcrypt.hashSync(SECRET, 4).replace('$04$', '$13$')],
    ['of another scheme', `$argon2id$v=19$${'a'.repeat(60)}`],
    ['of the broken variant of PHP', HASH.replace('$2b$', '$2x$')],
    ['cut off', HASH.slice(0, 59)],
    ['ours, which no other system stores', `bcrypt-sha256:${HASH}`],
    ['not even text', 5],
  ])('refuses a hash that is %s', async (_, clientSecretHash) => {
    const problems = await problemsOf([client('a', { clientSecretHash: clientSecretHash as string })]);
    expect(problems).toEqual([expect.stringContaining('clients[0].clientSecretHash')]);
    expect(problems.join()).not.toContain(String(clientSecretHash));
  });

  it.each([
    [[]],
    [null],
    [{}],
    [Array.from({ length: MAX_IMPORTED_CLIENTS + 1 }, (_, n) => client(`c${n}`))],
  ])('takes 1 to 100 clients and nothing else', async (clients) => {
    expect(await problemsOf(clients)).toEqual(['clients must be an array of 1 to 100 clients']);
  });

  it('refuses all of them when some are registered, and names those', async () => {
    await process.imports.import([client('b')]);
    const again = process.imports.import([client('a'), client('b')]);
    await expect(again).rejects.toThrow(new ConflictError('Registered already: b.'));
    expect(await process.clients.find('a')).toBeNull();
  });

  it('leaves the registered ones as they are when they are to be skipped, so that an import can be repeated', async () => {
    await process.imports.import([client('b', { name: 'first' })]);
    const list = [client('a'), client('b', { name: 'second' })];
    expect(await process.imports.import(list, { existing: 'skip' })).toEqual({
      imported: ['a'],
      skipped: ['b'],
    });
    expect(await process.imports.import(list, { existing: 'skip' })).toEqual({
      imported: [],
      skipped: ['a', 'b'],
    });
    expect(await process.clients.find('b')).toMatchObject({ name: 'first', secrets: [{}] });
  });

  it('stores nothing in a dry run, which answers as the import would', async () => {
    expect(await process.imports.import([client('a')], { dryRun: true })).toEqual({
      imported: ['a'],
      skipped: [],
    });
    expect(await process.clients.find('a')).toBeNull();
  });

  it('names each client whose organization does not exist', async () => {
    await process.organizations.create({ id: 'acme', name: 'Acme' });
    const problems = await problemsOf([
      client('a', { organizationId: 'acme' }),
      client('b', { organizationId: 'nobody' }),
      client('c', { organizationId: 'nobody' }),
    ]);
    expect(problems).toEqual([
      'clients[1].organizationId names no organization',
      'clients[2].organizationId names no organization',
    ]);
  });
});
