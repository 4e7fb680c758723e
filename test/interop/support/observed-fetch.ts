/** One request that a client sent, and the status of its answer. */
export interface Exchange {
  readonly line: string;
  /** Its body, where it is a form. */
  readonly form: URLSearchParams | undefined;
}

/** A `fetch` that remembers what went through it. */
export class ObservedFetch {
  readonly exchanges: Exchange[] = [];

  readonly fetch = async (url: string | URL, init: RequestInit = {}): Promise<Response> => {
    const response = await fetch(url, init);
    const { pathname } = new URL(url);
    this.exchanges.push({
      line: `${init.method ?? 'GET'} ${pathname} ${response.status}`,
      form: init.body instanceof URLSearchParams ? init.body : undefined,
    });
    return response;
  };

  /** Every request and its answer, in order. */
  get lines(): readonly string[] {
    return this.exchanges.map(({ line }) => line);
  }
}
