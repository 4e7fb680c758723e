import type { ApiKeyEnvironment } from '../api-keys/api-key.js';
import type { ClientRegistration } from '../clients/client-input.js';
import type { ConfigurationProblem } from './configuration-problem.js';

/** An organization that is to exist. */
export interface DesiredOrganization {
  readonly path: string;
  /** Absent: whatever id the organization of this name has or gets. */
  readonly id?: string;
  readonly name: string;
}

/** A secret that the document gives. */
export interface DesiredSecret {
  readonly path: string;
  readonly value: string;
}

/** Everything that the rows of a client hold but its organization, its state and its secrets. */
export type DesiredRegistration = Omit<ClientRegistration, 'clientSecret' | 'organizationId'> & {
  readonly clientId: string;
};

/** A client that is to exist. What the document leaves out has its default, however the client is now. */
export interface DesiredClient {
  readonly path: string;
  readonly registration: DesiredRegistration;
  readonly organization: DesiredOrganization | null;
  /** Absent: as it is, and active when it is made. */
  readonly enabled?: boolean;
  /** None: one is generated when the client is made, and by a rotation. */
  readonly secrets: readonly DesiredSecret[];
}

/** Whom an API key acts for. */
export interface DesiredOwner {
  readonly organization: DesiredOrganization;
  /** Absent: for the organization itself. */
  readonly userId?: string;
}

/** An API key that is to exist. */
export interface DesiredApiKey {
  readonly path: string;
  readonly name: string;
  readonly owner: DesiredOwner;
  readonly permissions: readonly string[];
  /** One in the past is stored too; the key then does not authenticate. */
  readonly expiresAt: Date | null;
  readonly environment?: ApiKeyEnvironment;
  /** Absent: one is generated when the key is made. */
  readonly value?: string;
}

/** What a document asks for, whichever of the three shapes it has. */
export interface DesiredState {
  readonly organizations: readonly DesiredOrganization[];
  readonly clients: readonly DesiredClient[];
  readonly apiKeys: readonly DesiredApiKey[];
  readonly warnings: readonly ConfigurationProblem[];
}
