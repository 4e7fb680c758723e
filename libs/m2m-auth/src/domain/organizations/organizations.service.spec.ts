import { startProcess, type TestProcess } from '../../../../../test/support/domain.js';
import { InvalidInputError } from '../errors.js';
import { DuplicateError } from '../stores/persistence-errors.js';

describe('organizations', () => {
  let process: TestProcess;
  beforeEach(async () => {
    process = await startProcess();
  });

  it('have an id of their own or one that is made, and a name without blanks around it', async () => {
    expect(await process.organizations.create({ id: 'acme', name: ' Acme ' })).toMatchObject({
      id: 'acme',
      name: 'Acme',
    });
    expect((await process.organizations.create({ name: 'Other' })).id).toMatch(/^org_[0-9a-f-]{36}$/);
  });

  it('have unique ids and names', async () => {
    await process.organizations.create({ id: 'acme', name: 'Acme' });
    for (const same of [
      { id: 'acme', name: 'Other' },
      { id: 'other', name: 'Acme' },
      { id: 'other', name: ' Acme' },
    ]) {
      await expect(process.organizations.create(same)).rejects.toBeInstanceOf(DuplicateError);
    }
  });

  it('are refused with every problem at once', async () => {
    const error: unknown = await process.organizations
      .create({ id: 'a.b', name: ' ' })
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InvalidInputError);
    expect((error as InvalidInputError).problems.map((problem) => problem.split(' ')[0])).toEqual([
      'id',
      'name',
    ]);
    for (const name of ['', 'x'.repeat(256), 'a\0b', 'line\nbreak', '\ud800']) {
      await expect(process.organizations.create({ name })).rejects.toBeInstanceOf(InvalidInputError);
    }
  });

  it('are listed page by page', async () => {
    for (const id of ['c', 'a', 'b']) await process.organizations.create({ id, name: id });
    const first = await process.organizations.list({ limit: 2 });
    const rest = await process.organizations.list({ limit: 2, cursor: first.nextCursor ?? '' });
    expect([...first.data, ...rest.data].map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect(rest.nextCursor).toBeNull();
    await expect(process.organizations.list({ limit: 0 })).rejects.toBeInstanceOf(InvalidInputError);
  });
});
