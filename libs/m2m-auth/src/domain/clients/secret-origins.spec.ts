import bcrypt from 'bcrypt';
import { QUIET_MS, startProcess, type TestProcess } from '../../../../../test/support/domain.js';

const SUPPLIED = 'chosen by a person, and long enough';

describe('the last use of a secret, however its client came', () => {
  let process: TestProcess;
  beforeEach(async () => {
    process = await startProcess();
  });

  it.each<[string, (given: TestProcess) => Promise<unknown>]>([
    [
      'registered',
      ({ clients }) => clients.register({ clientId: 'a', name: 'A', scopes: [], clientSecret: SUPPLIED }),
    ],
    [
      'imported with a hash, which has no hint',
      ({ imports }) =>
        imports.import([
          { clientId: 'a', name: 'A', scopes: [], clientSecretHash: bcrypt.hashSync(SUPPLIED, 4) },
        ]),
    ],
    [
      'named by a document',
      ({ configuration }) =>
        configuration.apply({
          clients: [{ clientId: 'a', scopes: [], secret: { fromEnvironment: 'A', value: SUPPLIED } }],
        }),
    ],
  ])('is known, and tells when it is safe to retire: %s', async (_, make) => {
    await make(process);
    const use = async (secret: string): Promise<void> => {
      await process.clients.authenticate('a', secret);
      await process.uses.tend();
    };
    await use(SUPPLIED);
    const [first] = await process.secrets.list('a');
    expect(first).toMatchObject({ lastUsedAt: new Date(process.clock.now()), safeToRetire: false });

    process.clock.advance(1);
    const { clientSecret = '' } = await process.secrets.add('a');
    process.clock.advance(QUIET_MS);
    // The change loop was not read for that long.
    await process.loop.pass();
    expect((await process.secrets.list('a')).map(({ safeToRetire }) => safeToRetire)).toEqual([false, false]);
    await use(clientSecret);
    expect((await process.secrets.list('a')).map(({ safeToRetire }) => safeToRetire)).toEqual([true, false]);
  });
});
