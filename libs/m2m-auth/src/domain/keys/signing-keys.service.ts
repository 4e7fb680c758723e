import { ConflictError, NotFoundError } from '../errors.js';
import { pageOf, toPage, type PageOf, type PageRequest } from '../stores/cursor.js';
import { isLookupKey } from '../stores/lookup-key.js';
import type { SigningKeyReader } from './signing-key-store.js';
import type { KeyLifecycle } from './key-lifecycle.js';
import type { ManagedKeyRing } from './managed-key-ring.js';
import { signingKeyView, type SigningKeyView, type StoredSigningKey } from './signing-key.js';

/** The keys that this library makes and keeps. */
export interface ManagedKeys {
  readonly lifecycle: Pick<KeyLifecycle, 'rotate' | 'revoke'>;
  readonly ring: Pick<ManagedKeyRing, 'signer' | 'reload'>;
  readonly reader: SigningKeyReader;
}

/** What a rotation is about. */
export interface RotationRequest {
  /**
   * The kid to be replaced, as the caller has seen it. When another has been put in its place meanwhile, nothing is
   * done: so calls that mean the same rotation make one. Default: the key that this process signs with.
   */
  readonly replacing?: string;
}

/**
 * The managed signing keys: rotation ahead of schedule, and the end of a key that must not be trusted any more.
 *
 * @example
 * const next = await signingKeys.rotate();
 * if (next.state === 'pending') logger.log(`${next.kid} signs from ${next.activatesAt?.toISOString()} on`);
 */
export class SigningKeysService {
  private readonly rotations = new Map<string, Promise<StoredSigningKey>>();

  /** @param managed null where tokens are signed with a given key or secret. */
  constructor(private readonly managed: ManagedKeys | null) {}

  /**
   * Every key there was, oldest first, public halves only; nothing where no keys are managed.
   *
   * @throws InvalidInputError when the limit or the cursor is not valid.
   */
  async list(request: PageRequest = {}): Promise<PageOf<SigningKeyView>> {
    const page = toPage(request);
    const rows = this.managed ? await this.managed.reader.page({ ...page, limit: page.limit + 1 }) : [];
    return pageOf(rows, page, ({ createdAt, kid }) => ({ createdAt, id: kid }), signingKeyView);
  }

  /**
   * Lets the next key sign: at once when it has been published for `signing.publishAheadSeconds`, else as soon as it
   * has. Tokens that the key before has signed stay good until they expire.
   *
   * @returns the key that signs next: `active`, or `pending` with the moment `activatesAt`.
   * @throws ConflictError when the signing key is given by configuration.
   * @throws PersistenceError when the store cannot answer; nothing has been changed.
   */
  async rotate(request: RotationRequest = {}): Promise<SigningKeyView> {
    const replacing = request.replacing ?? this.required().ring.signer.kid;
    let rotation = this.rotations.get(replacing);
    if (!rotation) {
      // One connection for all who mean the same: the others would only wait for its lock.
      rotation = this.replace(replacing).finally(() => this.rotations.delete(replacing));
      this.rotations.set(replacing, rotation);
    }
    return signingKeyView(await rotation);
  }

  /**
   * The emergency: ends a key at once, with every token that it has signed or that anybody may sign with it. When it
   * was the active one, the pending key signs from now on, even if others have not fetched it yet. To be rid of the keys of
   * an algorithm that nobody signs with any more, revoke its pending key and then its active one.
   *
   * Resolves when that is committed and every guard refuses the key. Revoking a key again does no harm.
   *
   * @throws NotFoundError when there is no such key.
   * @throws ConflictError when the signing key is given by configuration.
   * @throws OAuthError `temporarily_unavailable` when it is not yet enforced everywhere; a retry is harmless.
   */
  async revoke(kid: string): Promise<void> {
    const { lifecycle, ring } = this.required();
    if (!isLookupKey(kid)) throw new NotFoundError('signing key');
    try {
      await lifecycle.revoke(kid);
    } finally {
      await ring.reload();
    }
  }

  private async replace(kid: string): Promise<StoredSigningKey> {
    const { lifecycle, ring } = this.required();
    const next = await lifecycle.rotate(kid);
    await ring.reload();
    return next;
  }

  private required(): ManagedKeys {
    if (this.managed) return this.managed;
    throw new ConflictError('The signing key is given by configuration: change it there.');
  }
}
