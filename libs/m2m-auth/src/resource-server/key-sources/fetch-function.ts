/** The part of a response that is read here. That of the `fetch` of Node fits. */
export interface FetchedResponse {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body: AsyncIterable<Uint8Array> | null;
}

/** What is asked with: a GET that follows no redirect and can be given up. */
export interface FetchRequest {
  readonly method: 'GET';
  readonly headers: Readonly<Record<string, string>>;
  readonly redirect: 'error';
  readonly signal: AbortSignal;
}

/**
 * How documents of the issuer are fetched: `fetch` itself, or one that goes through a proxy or shows a client
 * certificate. It must not follow redirects and must give up when the signal says so.
 */
export type FetchFunction = (url: string, request: FetchRequest) => Promise<FetchedResponse>;
