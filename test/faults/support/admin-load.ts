import { decodeJwt } from 'jose';
import type { ServerProcess } from '../../processes/support/server-process.js';
import type { AdminHistory } from './admin-history.js';
import { KeepAliveClient, type HttpAnswer } from './keep-alive-client.js';

/** Beside each other, so that a kill meets each of them at another point. */
const WORKERS = 4;

/**
 * Creates clients at one server, takes a token of each, revokes it, and deletes every second client, until it fails;
 * rotates its keys meanwhile, where it does so at once.
 */
export const administerUntilItEnds = async (
  server: ServerProcess,
  history: AdminHistory,
  { rotates }: { readonly rotates: boolean },
): Promise<void> => {
  const connection = new KeepAliveClient(server.url);
  const headers = { 'x-internal-api-key': server.internalApiKey, 'content-type': 'application/json' };
  const admin = (method: string, path: string, body?: object): Promise<HttpAnswer> =>
    connection.ask({
      method,
      path,
      headers: body === undefined ? { 'x-internal-api-key': server.internalApiKey } : headers,
      body: body === undefined ? undefined : JSON.stringify(body),
    });

  const lifeOfOneClient = async (remove: boolean): Promise<boolean> => {
    const creation = await admin('POST', '/oauth-clients', { name: 'Short-lived', scopes: ['reports:read'] });
    if (creation.status !== 201) return false;
    const { clientId, clientSecret } = JSON.parse(creation.text) as {
      clientId: string;
      clientSecret: string;
    };
    history.created.push(clientId);
    const issued = await connection.ask({
      method: 'POST',
      path: '/auth/token',
      headers: {
        authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: 'grant_type=client_credentials',
    });
    if (issued.status !== 200) return false;
    const { access_token: text } = JSON.parse(issued.text) as { access_token: string };
    const token = { jti: String(decodeJwt(text).jti), text, clientId };
    if ((await admin('POST', `/oauth-clients/${clientId}/revoke-tokens`, { jti: token.jti })).status !== 204)
      return false;
    history.revoked.push(token);
    if (!remove) return true;
    // Whether it was carried out when there is no answer nobody knows: it counts as neither.
    const kept = history.created.indexOf(clientId);
    history.created.splice(kept, 1);
    if ((await admin('DELETE', `/oauth-clients/${clientId}`)).status !== 204) return false;
    history.deleted.push(clientId);
    return true;
  };

  const work = async (worker: number): Promise<void> => {
    for (let round = worker; await lifeOfOneClient(round % 2 === 0); round += 1);
  };
  const rotate = async (): Promise<void> => {
    for (;;) {
      const { status, text } = await admin('POST', '/signing-keys/rotate', {});
      if (status !== 200) return;
      const { kid, state } = JSON.parse(text) as { kid: string; state: string };
      if (state === 'active') history.rotated.push(kid);
    }
  };
  const working = Array.from({ length: WORKERS }, (_, worker) => work(worker));
  await Promise.all(rotates ? [...working, rotate()] : working);
  connection.close();
};
