/** Why the keys of an issuer could not be had. The text is ours alone: nothing of what the other side sent is in it. */
export class KeySourceError extends Error {
  constructor(message: string, options?: { readonly cause: unknown }) {
    super(message, options);
    this.name = 'KeySourceError';
  }
}
