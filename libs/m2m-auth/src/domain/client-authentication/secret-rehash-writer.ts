import type { ClientTransaction } from '../clients/client-store.js';
import type { ChangeWriter, Written } from '../changes/change-writer.js';
import { isGeneratedHash } from '../credentials/generated-secret.js';

import type { ClientSecret } from '../clients/client.js';

const NOTHING: Written<undefined> = { result: undefined, changes: [], denials: [] };

/** Stores the better hash of a secret that was just used, unless the secret has changed meanwhile. */
export class SecretRehashWriter {
  constructor(private readonly writer: ChangeWriter<ClientTransaction>) {}

  async write(clientId: string, secretId: string, hash: string, hint: string | null): Promise<void> {
    await this.writer.write(async (tx) => {
      const found = await tx.clients.lock(clientId);
      const secret = found?.secrets.find((candidate) => candidate.id === secretId);
      if (!found || !secret || secret.revokedAt !== null) return NOTHING;
      // Two live supplied secrets with one hint could not be told apart; the imported one then stays as it is.
      if (found.secrets.some((other) => other.id !== secretId && competes(other, hint))) return NOTHING;
      await tx.clients.updateSecret(secretId, { hash, hint });
      await tx.audit({
        event: 'oauth.client.secret_rehashed',
        success: true,
        clientId,
        organizationId: found.client.organizationId,
        ip: null,
        metadata: { secretId },
      });
      return { result: undefined, changes: [{ kind: 'client', subject: clientId }], denials: [] };
    });
  }
}

const competes = (other: ClientSecret, hint: string | null): boolean =>
  other.revokedAt === null && other.hint === hint && !isGeneratedHash(other.hash);
