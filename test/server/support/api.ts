import type { RunningDeployment } from '../../e2e/support/deployments.js';

export interface Answer<Body = unknown> {
  readonly status: number;
  readonly text: string;
  /** The JSON body; undefined when there is none. */
  readonly body: Body;
  readonly headers: Headers;
}

export interface CallOptions {
  /** Instead of the deployment's own internal API key; null sends none. */
  readonly key?: string | null;
  /** The body's very text, instead of `body` as JSON. */
  readonly raw?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A client as the admin endpoints show it. */
export interface ClientBody {
  readonly clientId: string;
  readonly clientSecret?: string;
  readonly isActive: boolean;
  readonly secrets: readonly SecretBody[];
  readonly [member: string]: unknown;
}

export interface SecretBody {
  readonly id: string;
  readonly hint: string | null;
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly lastUsedAt: string | null;
  readonly safeToRetire?: boolean;
  readonly clientSecret?: string;
}

export interface PageBody<T> {
  readonly data: readonly T[];
  readonly nextCursor: string | null;
}

/** Where a server listens, and the key of its admin endpoints. */
export type Target = Pick<RunningDeployment, 'url' | 'internalApiKey'>;

const parsed = (text: string): unknown => {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return text;
  }
};

/** Calls an endpoint as an administrator does, and hands over what it says. */
export const call = async <Body = unknown>(
  target: Target,
  method: string,
  path: string,
  body?: unknown,
  { key = target.internalApiKey, raw, headers = {} }: CallOptions = {},
): Promise<Answer<Body>> => {
  const payload = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  const response = await fetch(target.url + path, {
    method,
    headers: {
      ...(key === null ? {} : { 'x-internal-api-key': key }),
      ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    body: payload,
  });
  const text = await response.text();
  return { status: response.status, text, body: parsed(text) as Body, headers: response.headers };
};

/** Calls the guarded sample with a token. */
export const reports = (url: string, token: string): Promise<number> => statusOf(url, '/reports', token);

export const statusOf = async (url: string, path: string, token: string): Promise<number> => {
  const response = await fetch(url + path, { headers: { authorization: `Bearer ${token}` } });
  await response.arrayBuffer();
  return response.status;
};
