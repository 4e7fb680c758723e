/** An answer with its JSON read. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

/** What the fixtures' admin routes ask for. */
export const INTERNAL_API_KEY = 'an-internal-api-key-of-the-package-test';

const answerOf = async (response: Response): Promise<Answer> => {
  const text = await response.text();
  const body = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
  return { status: response.status, headers: response.headers, body };
};

/** The four calls of the library's first minute, over HTTP. */
export class HttpClient {
  constructor(private readonly origin: string) {}

  async admin(method: string, path: string, body?: object): Promise<Answer> {
    const headers = { 'x-internal-api-key': INTERNAL_API_KEY, 'content-type': 'application/json' };
    return answerOf(await fetch(this.origin + path, { method, headers, body: JSON.stringify(body ?? {}) }));
  }

  async token(clientId: string, clientSecret: string): Promise<Answer> {
    const credentials = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
    return answerOf(
      await fetch(`${this.origin}/auth/token`, {
        method: 'POST',
        headers: { authorization: `Basic ${credentials}` },
        body: new URLSearchParams({ grant_type: 'client_credentials' }),
      }),
    );
  }

  async get(path: string, token?: string): Promise<Answer> {
    const headers = token === undefined ? undefined : { authorization: `Bearer ${token}` };
    return answerOf(await fetch(this.origin + path, { headers }));
  }

  async post(path: string): Promise<Answer> {
    return answerOf(await fetch(this.origin + path, { method: 'POST' }));
  }
}
