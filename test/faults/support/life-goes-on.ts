import type { ServerProcess } from '../../processes/support/server-process.js';
import { call, type ClientBody, type SecretBody } from '../../server/support/api.js';

/** Creates, rotates and deletes once at a server, whatever locks another has left; answers what was answered wrongly. */
export const lifeGoesOnAt = async (server: ServerProcess): Promise<string[]> => {
  const wrong: string[] = [];
  const ask = async <Body>(
    expected: number,
    method: string,
    path: string,
    body?: object,
  ): Promise<Body | null> => {
    const answer = await call<Body>(server, method, path, body);
    if (answer.status === expected) return answer.body;
    wrong.push(`${method} ${path} was answered ${answer.status} after the kill`);
    return null;
  };
  const made = await ask<ClientBody>(201, 'POST', '/oauth-clients', { name: 'Made afterwards', scopes: [] });
  const path = `/oauth-clients/${made?.clientId ?? ''}`;
  await ask<SecretBody>(201, 'POST', `${path}/secrets`, {});
  await ask(204, 'DELETE', `${path}/secrets/${made?.secrets[0]?.id ?? ''}`);
  await ask(200, 'POST', '/signing-keys/rotate', {});
  await ask(204, 'DELETE', path);
  return wrong;
};
