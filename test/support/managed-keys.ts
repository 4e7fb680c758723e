import { AesGcmPrivateKeyCipher } from '../../libs/m2m-auth/src/crypto/aes-gcm-private-key-cipher.js';
import { LocalSignerFactory } from '../../libs/m2m-auth/src/crypto/local-signer-factory.js';
import { systemRandom } from '../../libs/m2m-auth/src/crypto/system-random.js';
import { KeyLifecycle } from '../../libs/m2m-auth/src/domain/keys/key-lifecycle.js';
import { KeyMaker } from '../../libs/m2m-auth/src/domain/keys/key-maker.js';
import type { KeyPolicy } from '../../libs/m2m-auth/src/domain/keys/key-plan.js';
import { KeySchedule } from '../../libs/m2m-auth/src/domain/keys/key-schedule.js';
import { ManagedKeyRing } from '../../libs/m2m-auth/src/domain/keys/managed-key-ring.js';
import type { PrivateKeyCipher } from '../../libs/m2m-auth/src/domain/keys/private-key-cipher.js';
import { SigningKeysService } from '../../libs/m2m-auth/src/domain/keys/signing-keys.service.js';
import type { SigningKeyReader } from '../../libs/m2m-auth/src/domain/keys/signing-key-store.js';
import type { AsymmetricAlgorithm } from '../../libs/m2m-auth/src/oauth/signing-algorithm.js';
import { LONGEST_TOKEN, startProcess, type ProcessParts } from './domain.js';

export const KEY_A = 'a-key-encryption-key-of-a-test-23571113';
export const KEY_B = 'b-key-encryption-key-of-a-test-23571113';

export const sealing = (...keys: string[]): PrivateKeyCipher =>
  new AesGcmPrivateKeyCipher(keys, systemRandom);

/** The defaults of the library. */
export const POLICY: KeyPolicy = {
  publishAheadSeconds: 360,
  rotationIntervalSeconds: 90 * 86_400,
  retainSeconds: LONGEST_TOKEN.maxLifetimeSeconds + LONGEST_TOKEN.clockSkewSeconds + 60,
};

export interface KeyProcessParts extends Partial<ProcessParts> {
  readonly algorithm?: AsymmetricAlgorithm;
  readonly cipher?: PrivateKeyCipher;
  readonly policy?: Partial<KeyPolicy>;
  /** What the ring reads, where a test wants to hold an answer back. */
  readonly list?: SigningKeyReader['list'];
}

/** One process with managed keys. `pass()` is its second: it reads the changes, then tends the keys. */
export const keyProcess = async (given: KeyProcessParts = {}) => {
  const node = await startProcess(given);
  const { algorithm = 'ES256', cipher = sealing(KEY_A), list } = given;
  const signers = new LocalSignerFactory();
  const { clock, feed, writer, errors, persistence } = node;
  const onError = (error: unknown): void => void errors.push(error);
  const stored = persistence.signingKeys;
  const reader: SigningKeyReader = { list: list ?? (() => stored.list()), page: (page) => stored.page(page) };
  const policy = { ...POLICY, ...given.policy };
  const maker = new KeyMaker(signers, cipher);
  const bound = LONGEST_TOKEN;
  const lifecycle = new KeyLifecycle({ algorithm, policy, bound, reader, writer, cipher, maker });
  const ring = new ManagedKeyRing({ lifecycle, reader, cipher, signers, feed, clock, onError });
  const schedule = new KeySchedule(ring, lifecycle, clock, onError);
  return {
    ...node,
    lifecycle,
    ring,
    schedule,
    service: new SigningKeysService({ lifecycle, ring, reader }),
    pass: async (): Promise<void> => {
      await node.loop.pass();
      await schedule.tend();
    },
  };
};

export type KeyProcess = Awaited<ReturnType<typeof keyProcess>>;

/** Started: its keys are there. */
export const startKeyProcess = async (given: KeyProcessParts = {}): Promise<KeyProcess> => {
  const node = await keyProcess(given);
  await node.ring.start();
  return node;
};

/** Lets everything run that waits for nothing but its turn. */
export const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 40; turn++) await Promise.resolve();
};
