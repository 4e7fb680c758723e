import type { DesiredApiKey, DesiredClient, DesiredOrganization, DesiredSecret } from '../desired-state.js';

/** A name or id that is yet to be found among the organizations of the document. */
export interface OrganizationReference {
  readonly path: string;
  readonly name: string;
}

export type DraftClient = Omit<DesiredClient, 'organization'> & {
  readonly organization: OrganizationReference | null;
  /** What the document calls the member that names the client. */
  readonly idPath: string;
};

export type DraftApiKey = Omit<DesiredApiKey, 'owner' | 'value'> & {
  readonly organization: OrganizationReference | null;
  readonly userId?: string;
  readonly value?: DesiredSecret;
};

/** What one reader of one shape has read, each entry by itself. Only whole when nothing was found wrong. */
export interface Draft {
  readonly organizations: readonly DesiredOrganization[];
  readonly clients: readonly DraftClient[];
  readonly apiKeys: readonly DraftApiKey[];
}
