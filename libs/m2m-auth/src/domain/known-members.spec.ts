import { startProcess, type TestProcess } from '../../../../test/support/domain.js';
import { apiKeyProblems } from './api-keys/api-key-rules.js';
import { InvalidInputError } from './errors.js';
import { initialAccessTokenProblems } from './registration/new-initial-access-token.js';

const CLIENT = { clientId: 'billing', name: 'Billing', scopes: ['reports:read'] };
const HASH = '$2b$04$abcdefghijklmnopqrstuuJx1bYyTgq2oQ0GHVF6bYqk5vX8uGg5K';
const UNKNOWN = ['rowId', 'epoch', 'createdAt', 'constructor', '__proto__'];

/** As host code sends it that passes on the parsed body of a request. */
const withMember = (input: object, member: string): never =>
  JSON.parse(`${JSON.stringify(input).slice(0, -1)},${JSON.stringify(member)}:"x"}`) as never;

describe('members that an input does not have are refused by name and reach no row', () => {
  let process: TestProcess;
  beforeEach(async () => {
    process = await startProcess();
  });

  const problemsOf = async (work: Promise<unknown>): Promise<readonly string[]> => {
    const error: unknown = await work.then(
      () => null,
      (thrown: unknown) => thrown,
    );
    return error instanceof InvalidInputError ? error.problems : [];
  };

  it.each(['clientId', 'clientSecret', ...UNKNOWN])('update of a client: %s', async (member) => {
    await process.clients.register(CLIENT);
    const problems = await problemsOf(process.clients.update('billing', withMember({ name: 'New' }, member)));
    expect(problems).toEqual([`${member} should not exist`]);
    expect(await process.clients.find('billing')).toMatchObject({ clientId: 'billing', name: 'Billing' });
  });

  it.each(['isActive', ...UNKNOWN])('registration of a client: %s', async (member) => {
    expect(await problemsOf(process.clients.register(withMember(CLIENT, member)))).toContain(
      `${member} should not exist`,
    );
    expect(await process.clients.find('billing')).toBeNull();
  });

  it.each(UNKNOWN)(
    'secrets, organizations, imports, API keys and initial access tokens: %s',
    async (member) => {
      await process.clients.register(CLIENT);
      const secretId = (await process.secrets.list('billing'))[0]?.id ?? '';
      const imported = { name: 'Old', scopes: [], clientId: 'old', clientSecretHash: HASH };
      const owner = { type: 'organization', id: 'acme' };
      const problem = `${member} should not exist`;
      expect(
        await problemsOf(process.secrets.add('billing', withMember({ expiresAt: null }, member))),
      ).toEqual([problem]);
      expect(
        await problemsOf(
          process.secrets.update('billing', secretId, withMember({ expiresAt: null }, member)),
        ),
      ).toEqual([problem]);
      expect(await problemsOf(process.organizations.create(withMember({ name: 'Acme' }, member)))).toEqual([
        problem,
      ]);
      expect(await problemsOf(process.imports.import([withMember(imported, member)]))).toContain(
        `clients[0].${problem}`,
      );
      expect(
        await problemsOf(process.imports.import([imported], withMember({ dryRun: true }, member))),
      ).toContain(problem);
      expect(
        apiKeyProblems(withMember({ name: 'Key', owner, permissions: [], environment: 'test' }, member), 0),
      ).toEqual([problem]);
      expect(
        initialAccessTokenProblems(
          withMember({ maxUses: 1 }, member),
          { scopes: [], audiences: [] } as never,
          0,
        ),
      ).toEqual([problem]);
    },
  );

  it('does not repeat a name that is no name, and takes undefined as left out', async () => {
    expect(await problemsOf(process.organizations.create(withMember({ name: 'Acme' }, 'a\nb')))).toEqual([
      'a member should not exist',
    ]);
    await process.clients.register(CLIENT);
    const given = { name: 'New', clientId: undefined } as never;
    expect(await process.clients.update('billing', given)).toMatchObject({ name: 'New' });
  });

  it('an input that is no object is refused as such', async () => {
    expect(await problemsOf(process.clients.update('billing', [] as never))).toContain(
      'input must be an object',
    );
    expect(await problemsOf(process.organizations.create('Acme' as never))).toContain(
      'input must be an object',
    );
  });
});
