import { requestBytes, send } from '../../hosts/support/raw-http.js';
import { AUDIENCE } from '../support/deployments.js';
import { expectError, expectInvalidClient, expectToken } from '../support/expectations.js';
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

  it('is deleted with its token, and with it the client, its tokens and its registration (DM-07)', async () => {
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

  it('stays what it was to its client when administrators change, rotate and pause it (DM-06)', async () => {
    const information = await suite.robot();
    const { client_id, client_secret, registration_access_token } = information;
    const { admin } = suite.deployment;
    const path = `/oauth-clients/${client_id}`;
    const registration = () => configurationOf(suite.deployment, client_id, registration_access_token);

    const added = await admin('POST', `${path}/secrets`, {});
    const clientSecret = (added.body as { clientSecret: string }).clientSecret;
    expectToken(await suite.deployment.token({ basic: { clientId: client_id, clientSecret } }));
    const { body } = await admin('GET', `${path}/secrets`);
    const old = (
      body as { data: { id: string; hint: string | null; lastUsedAt: string | null }[] }
    ).data.find(({ hint }) => hint !== null && client_secret.endsWith(hint));
    expect((await admin('DELETE', `${path}/secrets/${old?.id}`)).status).toBe(204);
    expectInvalidClient(await suite.deployment.token({ basic: credentialsIn(information) }), true);

    await admin('PATCH', path, { name: 'Renamed', isActive: false });
    expect((await registration()).status).toBe(401);
    await admin('PATCH', path, { isActive: true });
    const read = await registration();
    expect([read.status, JSON.parse(read.body)]).toEqual([
      200,
      expect.objectContaining({ client_id, client_name: 'Renamed', software_id: 'robot' }),
    ]);
    expect(read.body).not.toContain(clientSecret);
  });

  it('belongs to no document and to no import: neither takes its client over', async () => {
    const information = await suite.robot();
    const { client_id: clientId, registration_access_token } = information;
    const { admin } = suite.deployment;
    const document = { clients: [{ clientId: 'from-a-document', scopes: [] }] };
    await admin('POST', '/configuration/apply', { document });
    const pruned = await admin('POST', '/configuration/apply', { document: { clients: [] }, prune: true });
    expect(pruned.status).toBe(200);
    expect((await admin('GET', '/oauth-clients/from-a-document')).status).toBe(404);

    const clientSecretHash = `$2b$04$${'a'.repeat(53)}`;
    const imported = (existing: string) =>
      admin('POST', '/oauth-clients/imports', {
        clients: [{ clientId, name: 'Mine', scopes: [], clientSecretHash }],
        existing,
      });
    expect((await imported('refuse')).status).toBe(409);
    expect(await imported('skip')).toMatchObject({
      status: 200,
      body: { imported: [], skipped: [clientId] },
    });
    expectToken(await suite.deployment.token({ basic: credentialsIn(information) }));
    const response = await configurationOf(suite.deployment, clientId, registration_access_token);
    expect(response.status).toBe(200);
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
