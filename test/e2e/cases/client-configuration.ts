import { requestBytes, send } from '../../hosts/support/raw-http.js';
import { AUDIENCE } from '../support/deployments.js';
import { expectError, expectInvalidClient } from '../support/expectations.js';
import { configurationOf, credentialsIn, REGISTER_PATH } from '../support/registration.js';
import type { RegistrationSuite } from '../support/registration-suite.js';
import { reportsWith } from '../support/reports.js';

/** What a client can do with its own registration (RFC 7592). */
export const clientConfigurationCases = (suite: RegistrationSuite): void => {
  it('is read with its token: as it is now, without the secret, for no cache to keep (DM-02)', async () => {
    const { client_secret, client_secret_expires_at, ...information } = await suite.robot();
    const { client_id, registration_access_token } = information;
    const response = await configurationOf(suite.deployment, client_id, registration_access_token);
    expect([response.status, JSON.parse(response.body)]).toEqual([200, information]);
    expect(response.headers).toMatchObject({ 'cache-control': 'no-store', pragma: 'no-cache' });
    expect(response.body).not.toContain(client_secret);
    expect(client_secret_expires_at).toBe(0);

    await suite.deployment.admin('PATCH', `/oauth-clients/${client_id}`, { scopes: ['reports:write'] });
    const changed = await configurationOf(suite.deployment, client_id, registration_access_token);
    expect(JSON.parse(changed.body)).toEqual({ ...information, scope: 'reports:write' });
  });

  it('is deleted with its suite.token, and with it the client, its tokens and its registration (DM-07)', async () => {
    const information = await suite.robot();
    const { client_id, registration_access_token } = information;
    const client = credentialsIn(information);
    const accessToken = await suite.deployment.accessToken(client, { resource: AUDIENCE });
    expect((await reportsWith(suite.deployment, accessToken)).status).toBe(200);

    const deleted = await configurationOf(suite.deployment, client_id, registration_access_token, 'DELETE');
    expect([deleted.status, deleted.body]).toEqual([204, '']);
    expect(deleted.headers['cache-control']).toBe('no-store');
    expect((await reportsWith(suite.deployment, accessToken)).status).toBe(401);
    expectInvalidClient(await suite.deployment.token({ basic: client }), true);
    expect((await suite.deployment.admin('GET', `/oauth-clients/${client_id}`)).status).toBe(404);
    for (const method of ['GET', 'DELETE']) {
      const again = await configurationOf(suite.deployment, client_id, registration_access_token, method);
      expectError(again, 401, 'invalid_token');
    }
  });

  it('tells nobody else anything: the same bytes for whoever is not its client (DM-03)', async () => {
    const mine = await suite.robot();
    const other = await suite.robot();
    const deleted = await suite.robot();
    await configurationOf(suite.deployment, deleted.client_id, deleted.registration_access_token, 'DELETE');
    const inactive = await suite.robot();
    await suite.deployment.admin('PATCH', `/oauth-clients/${inactive.client_id}`, { isActive: false });
    const administered = await suite.deployment.registerClient();
    const rat = mine.registration_access_token;
    const asked: [clientId: string, token: string][] = [
      [other.client_id, rat],
      [deleted.client_id, rat],
      [deleted.client_id, deleted.registration_access_token],
      [inactive.client_id, inactive.registration_access_token],
      [administered.clientId, rat],
      ['client_00000000-0000-4000-8000-000000000000', rat],
      ['nobody', rat],
      ['a%00b', rat],
      [`${mine.client_id}%20`, rat],
      ['x'.repeat(500), rat],
      [mine.client_id, `m2mr_${'a'.repeat(49)}`],
      [mine.client_id, mine.client_secret],
      [mine.client_id, suite.token],
      [mine.client_id, 'x'],
    ];
    const answers = new Set<string>();
    for (const method of ['GET', 'DELETE']) {
      for (const [clientId, presented] of asked) {
        const response = await configurationOf(suite.deployment, clientId, presented, method);
        expectError(response, 401, 'invalid_token');
        const { date: _, 'x-request-id': _id, ...headers } = response.headers;
        answers.add(JSON.stringify([response.status, headers, response.body]));
      }
    }
    expect([...answers]).toHaveLength(1);
    expect([...answers][0]).toContain('Bearer realm=\\"oauth\\", error=\\"invalid_token\\"');

    const none = await configurationOf(suite.deployment, mine.client_id, undefined);
    expectError(none, 401, 'invalid_token');
    expect(none.headers['www-authenticate']).toBe('Bearer realm="oauth"');
    expect((await configurationOf(suite.deployment, mine.client_id, rat)).status).toBe(200);
  });

  it('comes back when an administrator activates the client again', async () => {
    const { client_id, registration_access_token } = await suite.robot();
    const setActive = (isActive: boolean) =>
      suite.deployment.admin('PATCH', `/oauth-clients/${client_id}`, { isActive });
    await setActive(false);
    expect((await configurationOf(suite.deployment, client_id, registration_access_token)).status).toBe(401);
    await setActive(true);
    expect((await configurationOf(suite.deployment, client_id, registration_access_token)).status).toBe(200);
  });

  it.each(['PUT', 'PATCH', 'POST'])(
    'is not changed by %s: 405 with what is allowed (DM-08)',
    async (method) => {
      const { client_id, registration_access_token } = await suite.robot();
      const response = await configurationOf(suite.deployment, client_id, registration_access_token, method);
      expectError(response, 405, 'invalid_request');
      expect(response.headers['allow']).toBe('GET, HEAD, DELETE');
    },
  );

  it('stands only there', async () => {
    const { client_id, registration_access_token } = await suite.robot();
    for (const path of [`${client_id}/`, `${client_id}/x`, '']) {
      const response = await configurationOf(suite.deployment, path, registration_access_token);
      expectError(response, 404, 'invalid_request');
    }
    for (const method of ['GET', 'DELETE', 'PUT']) {
      const response = await send(suite.deployment.port, requestBytes(method, REGISTER_PATH));
      expectError(response, 405, 'invalid_request');
      expect(response.headers['allow']).toBe('POST');
    }
  });
};
