import { withoutTrailingSlashes } from './trailing-slashes.js';
import { CommandError } from './command-error.js';
import { exchange, exitCodeOf } from './http-exchange.js';

export interface AdminApiOptions {
  /** Where the server is, with the path under which its admin routes stand, if any. */
  readonly url: URL;
  readonly internalApiKey: string;
  readonly timeoutMs: number;
}

interface Page<T> {
  readonly data: readonly T[];
  readonly nextCursor: string | null;
}

type Query = Readonly<Record<string, string | number | undefined>>;

const PAGE_SIZE = 100;

/** The admin endpoints of a server, as its operators call them. */
export class AdminApi {
  constructor(private readonly options: AdminApiOptions) {}

  get url(): URL {
    return this.options.url;
  }

  get timeoutMs(): number {
    return this.options.timeoutMs;
  }

  get<T>(path: string, query: Query = {}): Promise<T> {
    return this.call<T>('GET', withQuery(path, query));
  }

  post<T>(path: string, body?: object): Promise<T> {
    return this.call<T>('POST', path, body ?? {});
  }

  patch<T>(path: string, body: object): Promise<T> {
    return this.call<T>('PATCH', path, body);
  }

  async delete(path: string): Promise<void> {
    await this.call('DELETE', path);
  }

  /** The rows of a list, page by page, as many as are asked for. */
  async list<T>(path: string, query: Query, limit = Infinity): Promise<T[]> {
    const rows: T[] = [];
    let cursor: string | undefined;
    do {
      const size = Math.min(PAGE_SIZE, limit - rows.length);
      const page: Page<T> = await this.get(path, { ...query, limit: size, cursor });
      rows.push(...page.data);
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined && rows.length < limit);
    return rows;
  }

  private async call<T>(method: string, path: string, body?: object): Promise<T> {
    const { url, internalApiKey, timeoutMs } = this.options;
    const target = `${withoutTrailingSlashes(url.href)}${path}`;
    const request = {
      method,
      headers: {
        accept: 'application/json',
        'x-internal-api-key': internalApiKey,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    };
    const { status, text } = await exchange(target, request, timeoutMs);
    if (status >= 200 && status < 300) return bodyOf<T>(text, url);
    throw refusal(status, text);
  }
}

const withQuery = (path: string, query: Query): string => {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  const parameters = new URLSearchParams(
    given.map(([name, value]): [string, string] => [name, String(value)]),
  );
  return given.length === 0 ? path : `${path}?${parameters.toString()}`;
};

const bodyOf = <T>(text: string, url: URL): T => {
  if (text === '') return undefined as T;
  try {
    return JSON.parse(text) as T;
  } catch {
    throw new CommandError(`${url.origin} did not answer with JSON; is it the right address?`);
  }
};

const refusal = (status: number, text: string): CommandError => {
  const code = exitCodeOf(status);
  if (status === 401) {
    return new CommandError('The internal API key is not accepted (401). Set INTERNAL_API_KEY.', code);
  }
  const messages = messagesOf(text);
  return new CommandError(
    messages.length === 1
      ? `${messages[0]} (${status})`
      : [`Refused (${status}):`, ...messages.map((message) => `  - ${message}`)].join('\n'),
    code,
  );
};

const messagesOf = (text: string): string[] => {
  try {
    const { message, errors } = JSON.parse(text) as { message?: unknown; errors?: unknown };
    if (Array.isArray(errors)) {
      return (errors as Partial<Record<'path' | 'message' | 'got', string>>[]).map(
        ({ path, message: problem, got }) =>
          `${path || 'document'}: ${problem}${got === undefined ? '' : ` (got: ${got})`}`,
      );
    }
    if (Array.isArray(message)) return message.map(String);
    if (typeof message === 'string') return [message];
  } catch {
    // Not from this server; the status has to do.
  }
  return ['The server gave no reason.'];
};
