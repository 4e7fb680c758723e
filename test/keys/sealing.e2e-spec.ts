import { generateKeyPairSync } from 'node:crypto';
import { expectRefusal } from '../server/support/nest-errors.js';
import { Fleet } from './support/fleet.js';
import { kidOf, type Credentials } from './support/instance.js';

const OLD = 'old-key-encryption-key-0123456789abcdef';
const NEW = 'new-key-encryption-key-0123456789abcdef';

describe('the key-encryption key of signing keys', () => {
  let fleet: Fleet;
  beforeEach(async () => {
    fleet = await Fleet.on('Postgres and Redis');
  });
  afterEach(() => fleet.stop());

  /** One process after another. */
  const startWith = async (...keyEncryptionKeys: string[]) => {
    await fleet.instances.at(-1)?.stop();
    return fleet.start({ keyEncryptionKeys, publishAheadSeconds: 0 });
  };
  const sealed = async (): Promise<string[]> =>
    (
      await fleet.rows<{ s: string }>('SELECT sealed_private_key AS s FROM m2m_signing_keys ORDER BY kid')
    ).map(({ s }) => s);

  it('can be changed: the new one first, the old one beside it, and after that start the old one is not needed', async () => {
    const first = await startWith(OLD);
    const client: Credentials = await first.register();
    const token = await first.token(client);
    const before = await sealed();

    await startWith(NEW, OLD);
    const after = await sealed();
    const last = await startWith(NEW);

    expect(kidOf(await last.token(client))).toBe(kidOf(token));
    expect(await last.guard(token)).toBe(200);
    expect((await last.rotate()).body).toMatchObject({ state: 'active' });
    expect(before.filter((text) => after.includes(text))).toEqual([]);
    expect(after).toHaveLength(before.length);
    const resealed = await fleet.rows("SELECT 1 FROM m2m_audit_events WHERE event LIKE '%resealed'");
    expect(resealed).toHaveLength(before.length);
  });

  it('seals anew once, however many processes start with it', async () => {
    await startWith(OLD);
    await fleet.instances.at(-1)?.stop();
    const both = { keyEncryptionKeys: [NEW, OLD] };
    await Promise.all([fleet.start(both), fleet.start(both)]);
    expect(await fleet.rows("SELECT 1 FROM m2m_audit_events WHERE event LIKE '%resealed'")).toHaveLength(2);
  });

  it('stops the start when it is another, and changes nothing', async () => {
    await startWith(OLD);
    const before = await sealed();
    await expect(startWith(NEW)).rejects.toThrow('signing.keyEncryptionKeys');
    expect(await sealed()).toEqual(before);
  });

  it('is not applied to keys that were stored without one (ADR 9)', async () => {
    await startWith();
    const before = await sealed();
    await expect(startWith(NEW)).rejects.toThrow('cannot be opened');
    expect(await sealed()).toEqual(before);
  });

  const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

  it.each([
    ['a shared secret', { secret: 'shared-secret-of-a-test-23571113-17' }],
    ['a pinned key', { privateKey: pem }],
  ])(
    'is of no concern to %s: nothing is managed, nothing can be rotated or revoked (409)',
    async (_what, signing) => {
      const instance = await fleet.start(signing);
      expect(await instance.keys()).toEqual({});
      expectRefusal(await instance.rotate(), 409, 'given by configuration');
      expectRefusal(await instance.revokeKey('any'), 409, 'given by configuration');
    },
  );
});
