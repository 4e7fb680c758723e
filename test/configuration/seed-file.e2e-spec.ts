import { decodeJwt } from 'jose';
import type { RunningServer } from '../../apps/server/src/bootstrap.js';
import { ConfigError } from '../../apps/server/src/config/config-error.js';
import { madeSecrets } from '../../apps/server/src/welcome/made-secrets.js';
import { call, reports, type Answer, type ClientBody } from '../server/support/api.js';
import {
  BILLING_CLIENT_SECRET,
  EXPORT_API_KEY,
  INTERNAL_API_KEY,
  seededServers,
} from './support/seeded-servers.js';

describe('a server with SEED_FILE', () => {
  const { start, seedOf, rows, query, lines } = seededServers();
  const admin = <Body>(
    server: RunningServer,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<Answer<Body>> =>
    call<Body>({ url: server.url, internalApiKey: INTERNAL_API_KEY }, method, path, body);
  const tokenOf = async (
    server: RunningServer,
    clientId: string,
    secret: string,
  ): Promise<string | undefined> => {
    const response = await fetch(`${server.url}/auth/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: secret,
      }),
    });
    return ((await response.json()) as { access_token?: string }).access_token;
  };
  it('brings the example up on an empty database: tokens are issued, with the claims of the tenants', async () => {
    const server = await start();
    const [made] = server.applied?.issued ?? [];
    const text = madeSecrets(server.applied) ?? '';

    expect(server.applied?.issued.map(({ kind, id, name }) => (kind === 'client' ? id : name))).toEqual([
      'globex-reporting',
      'globex-import',
      'Spreadsheet of Ann',
    ]);
    expect(text).toContain(`globex-reporting: ${made?.secret} (fingerprint ${made?.fingerprint})`);
    expect(text).toMatch(/^ {2}Spreadsheet of Ann \(api_key_[0-9a-f-]+\): sk_live_/m);
    expect(text).not.toContain(BILLING_CLIENT_SECRET);
    expect(text).not.toContain(EXPORT_API_KEY);
    const billing = (await tokenOf(server, 'acme-billing', BILLING_CLIENT_SECRET)) ?? '';
    const reporting = (await tokenOf(server, 'globex-reporting', made?.secret ?? '')) ?? '';
    expect(decodeJwt(billing)).toMatchObject({ org_id: 'acme', tenant_id: 'acme' });
    expect(decodeJwt(reporting)).toMatchObject({
      org_id: 'globex',
      tenant_id: 'globex',
      scope: 'reports:read',
    });
    expect(await reports(server.url, billing)).toBe(200);
    expect(await tokenOf(server, 'globex-import', server.applied?.issued[1]?.secret ?? '')).toBeUndefined();
    const log = lines.join('');
    for (const secret of [
      BILLING_CLIENT_SECRET,
      EXPORT_API_KEY,
      ...(server.applied?.issued ?? []).map((one) => one.secret),
    ]) {
      expect(log).not.toContain(secret);
    }
  });

  it('changes nothing at the second start: no row is written, nothing is shown', async () => {
    await (await start()).close();
    const before = await rows();
    const again = await start();

    expect(again.applied).toMatchObject({ changes: false, issued: [] });
    expect(madeSecrets(again.applied)).toBeUndefined();
    expect(await rows()).toEqual(before);
    expect(await tokenOf(again, 'acme-billing', BILLING_CLIENT_SECRET)).toBeTruthy();
  });

  it('comes to one and the same state when several start at once on an empty database', async () => {
    const servers = await Promise.all([start(), start(), start()]);
    const issued = servers.flatMap(({ applied }) => applied?.issued ?? []);

    expect(issued.map(({ kind, id, name }) => (kind === 'client' ? id : name)).sort()).toEqual([
      'Spreadsheet of Ann',
      'globex-import',
      'globex-reporting',
    ]);
    expect(servers.filter(({ applied }) => applied?.changes)).toHaveLength(1);
    expect(await query('SELECT client_id FROM oauth_clients')).toHaveLength(3);
    expect(await query('SELECT id FROM oauth_client_secrets')).toHaveLength(3);
    expect(await query('SELECT id FROM m2m_api_keys')).toHaveLength(2);
    const made = issued.find(({ id }) => id === 'globex-reporting')?.secret ?? '';
    for (const server of servers) expect(await tokenOf(server, 'globex-reporting', made)).toBeTruthy();
  });

  it('takes a changed secret of the environment up beside the old one, everywhere', async () => {
    const old = await start();
    const changed = 'another one for this test, to be given later';
    const server = await start({ BILLING_CLIENT_SECRET: changed });

    expect(server.applied?.objects.find(({ id }) => id === 'acme-billing')).toMatchObject({
      changed: ['secrets'],
      secrets: [{ action: 'store' }, { action: 'retire' }],
    });
    for (const secret of [changed, BILLING_CLIENT_SECRET]) {
      expect(await tokenOf(server, 'acme-billing', secret)).toBeTruthy();
    }
    const { body } = await admin<ClientBody>(old, 'GET', '/oauth-clients/acme-billing');
    const ends = body.secrets.map(({ expiresAt }) => expiresAt);
    expect(ends).toEqual([expect.any(String), null]);
  });

  it('leaves a client disabled that was disabled by hand', async () => {
    const first = await start();
    await admin(first, 'PATCH', '/oauth-clients/acme-billing', { isActive: false });
    const server = await start();

    expect(await tokenOf(server, 'acme-billing', BILLING_CLIENT_SECRET)).toBeUndefined();
    expect(lines.join('')).toContain('stays disabled');
  });

  it('does not bring back a secret that was removed by hand, not even when its row is long gone', async () => {
    const first = await start();
    const { body } = await admin<ClientBody>(first, 'GET', '/oauth-clients/acme-billing');
    await admin(first, 'DELETE', `/oauth-clients/acme-billing/secrets/${body.secrets[0]?.id}`);
    await query('DELETE FROM oauth_client_secrets WHERE revoked_at IS NOT NULL');
    const server = await start();

    expect(server.applied?.changes).toBe(false);
    expect(await tokenOf(server, 'acme-billing', BILLING_CLIENT_SECRET)).toBeUndefined();
  });

  it('never deletes what the file names no more', async () => {
    await start();
    const server = await start({ SEED_FILE: await seedOf({}) });

    expect(server.applied?.changes).toBe(false);
    expect(await query('SELECT client_id FROM oauth_clients')).toHaveLength(3);
  });

  it('does not start in production when a secret would have to be generated, and stores nothing', async () => {
    const error: unknown = await start({ NODE_ENV: 'production' }).catch((thrown: unknown) => thrown);

    expect(error).toBeInstanceOf(ConfigError);
    expect((error as ConfigError).message).toMatch(
      /SEED_FILE cannot be applied:\n {2}- clients\[1\]: needs a secret/,
    );
    expect(await query('SELECT 1 FROM m2m_organizations')).toEqual([]);
  });

  it('starts in production once every secret is there', async () => {
    await start();
    expect((await start({ NODE_ENV: 'production' })).applied).toMatchObject({ changes: false });
  });

  it('does not start on a conflict with what is stored, and says where it is', async () => {
    const first = await start({ SEED_FILE: await seedOf({}) });
    await admin(first, 'POST', '/organizations', { id: 'other', name: 'Globex' });
    const error: unknown = await start().catch((thrown: unknown) => thrown);

    expect((error as ConfigError).message).toContain(
      '  - organizations[1].name: is the name of another organization',
    );
  });
});
