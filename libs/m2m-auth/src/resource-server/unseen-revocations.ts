import type { RemoteRevocationCheck } from '../oauth/ports/revocation-check.js';

/**
 * For a service that has no way to learn of revocations: a token counts until it expires, or until its key is no longer
 * published. It says so once, when it starts.
 */
export class UnseenRevocations implements RemoteRevocationCheck {
  constructor(private readonly warn: (message: string) => void) {}

  start(): Promise<void> {
    this.warn(
      'Revocations are not seen here: a revoked token is accepted until it expires. ' +
        "Give `revocation: redisRevocation()` of 'nestjs-m2m-auth/redis' to see them at once.",
    );
    return Promise.resolve();
  }

  check(): 'live' {
    return 'live';
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
