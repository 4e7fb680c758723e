/**
 * What the entry is about: an organization, client, secret or API key that an apply has made, or a client that an apply
 * has deactivated.
 */
export type ConfigurationObjectKind = 'organization' | 'client' | 'secret' | 'api-key' | 'deactivation';

/** An entry of `m2m_configuration_objects`: this was done by a configuration document, not by hand. */
export interface ConfigurationObject {
  readonly kind: ConfigurationObjectKind;
  /** The id of the row, for `deactivation` that of the client's. A row made anew by hand under an old name has another. */
  readonly id: string;
  /**
   * By which the row is found or checked: the clientId, the name of an organization or API key, the row id of a
   * secret's client, the moment up to which the row of a deactivated client is as the document left it.
   */
  readonly name: string;
  /**
   * For a secret that a document gave, and for every API key: what is stored of the value. It is known by this when its own
   * row is gone, so that what has ended once is not made good again by a file that still gives it.
   */
  readonly given?: { readonly hash: string; readonly hint: string | null };
}
