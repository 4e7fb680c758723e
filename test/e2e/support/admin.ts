/** Members of `POST /oauth-clients`. */
export interface ClientInput {
  readonly protectedResources?: readonly string[];
  readonly clientId?: string;
  readonly clientSecret?: string;
  readonly name?: string;
  readonly organizationId?: string;
  readonly scopes?: readonly string[];
  readonly audiences?: readonly string[];
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly grantTypes?: readonly string[];
  readonly tokenEndpointAuthMethod?: string;
  readonly accessTokenTtl?: number;
}

/** A client as its operator knows it: the only ones who ever saw the secret. */
export interface RegisteredClient {
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface AdminAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** Calls an admin endpoint, and hands over what it says. */
export const admin = async (
  url: string,
  key: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<AdminAnswer> => {
  const response = await fetch(url + path, {
    method,
    headers: {
      'x-internal-api-key': key,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
};

export const registerClient = async (
  url: string,
  key: string,
  input: ClientInput = {},
): Promise<RegisteredClient> => {
  const { status, body } = await admin(url, key, 'POST', '/oauth-clients', {
    name: 'End-to-end client',
    scopes: [],
    ...input,
  });
  if (status !== 201) throw new Error(`Registration answered ${status}: ${JSON.stringify(body)}`);
  const { clientId, clientSecret = input.clientSecret } = body as { clientId: string; clientSecret?: string };
  if (clientSecret === undefined) throw new Error('Registration gave no secret.');
  return { clientId, clientSecret };
};
