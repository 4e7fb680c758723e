// What the benchmarks do with a process of bench/servers/issuer.ts.
export class IssuerClient {
  constructor(port, key) {
    this.origin = `http://127.0.0.1:${port}`;
    this.key = key;
  }

  async admin(method, path, body) {
    const headers = { 'x-internal-api-key': this.key, ...(body && { 'content-type': 'application/json' }) };
    const response = await fetch(this.origin + path, { method, headers, body: body && JSON.stringify(body) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}`);
    return text === '' ? undefined : JSON.parse(text);
  }

  register(members) {
    return this.admin('POST', '/oauth-clients', { name: 'bench', scopes: [], ...members });
  }

  /** The status and the token of a token request; for all of the client's scopes unless one is named. */
  async token({ clientId, clientSecret }, scope) {
    const authorization = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
    const body = new URLSearchParams({ grant_type: 'client_credentials', ...(scope && { scope }) });
    const response = await fetch(`${this.origin}/auth/token`, {
      method: 'POST',
      headers: { authorization },
      body,
    });
    return { status: response.status, token: (await response.json()).access_token };
  }
}

/** The status of a guarded route for a token, or for an API key. */
export async function guarded(port, token) {
  const response = await fetch(`http://127.0.0.1:${port}/guarded`, {
    headers: { authorization: `Bearer ${token}` },
  });
  await response.arrayBuffer();
  return response.status;
}

export const partOf = (token, index) => JSON.parse(Buffer.from(token.split('.')[index], 'base64url'));
