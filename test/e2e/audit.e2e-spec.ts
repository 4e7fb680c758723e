import type { RegisteredClient } from './support/admin.js';
import { auditedEvent, auditEvents, type ShownEvent } from './support/audit.js';
import { expectError, expectInvalidClient } from './support/expectations.js';
import { onEveryDeployment } from './support/on-every-deployment.js';
import { configurationOf, informationIn, registerWith, REGISTRATION } from './support/registration.js';

const SUPPLIED = 'a supplied secret of the audit 0123456789';
const FAILURE = 'oauth.token.exchange.failure';

onEveryDeployment(
  'the audit (E-30 … E-35)',
  (deployment) => {
    let client: RegisteredClient;
    let secretId: string;
    const organizationId = 'audited';

    beforeAll(async () => {
      await deployment().admin('POST', '/organizations', { id: organizationId, name: 'Audited' });
      client = await deployment().registerClient({
        clientId: 'audited-client',
        clientSecret: SUPPLIED,
        organizationId,
        scopes: ['reports:read', 'reports:write'],
        audiences: ['https://one.example.com', 'https://two.example.com'],
      });
      const { body } = await deployment().admin('GET', `/oauth-clients/${client.clientId}`);
      secretId = (body as { secrets: { id: string }[] }).secrets[0]?.id ?? '';
    });

    const find = (
      query: Record<string, string>,
      fits?: (event: ShownEvent) => boolean,
    ): Promise<ShownEvent> => auditedEvent(deployment(), query, fits);
    const ownEvent = (event: string, fits?: (event: ShownEvent) => boolean): Promise<ShownEvent> =>
      find({ event, clientId: client.clientId }, fits);
    const because =
      (error: string) =>
      ({ metadata }: ShownEvent): boolean =>
        metadata['error'] === error;
    /** What every event of the client is made of. */
    const ownMembers = {
      id: expect.stringMatching(/^\d+$/) as string,
      clientId: 'audited-client',
      organizationId,
      ip: '127.0.0.1',
      at: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/) as string,
    };

    it('has a token that was issued: which client, secret, grant, scope and resource, from where', async () => {
      await deployment().accessToken(client, { scope: 'reports:read', resource: 'https://two.example.com' });
      expect(await ownEvent('oauth.token.exchange.success')).toEqual({
        ...ownMembers,
        event: 'oauth.token.exchange.success',
        success: true,
        metadata: {
          secretId,
          grantType: 'client_credentials',
          scope: 'reports:read',
          resource: ['https://two.example.com'],
        },
      });
    });

    it('names nobody after a failed authentication: no client, only the one that was claimed to be', async () => {
      const forged = { ...client, clientSecret: 'wrong, but as long as a secret is' };
      expectInvalidClient(await deployment().token({ basic: forged }), true);
      expect(await find({ event: FAILURE }, because('invalid_client'))).toEqual({
        ...ownMembers,
        event: FAILURE,
        success: false,
        clientId: null,
        organizationId: null,
        metadata: { error: 'invalid_client', status: 401, presentedClientId: client.clientId },
      });
      const { body } = await deployment().admin(
        'GET',
        `/audit-events?clientId=${client.clientId}&success=false`,
      );
      expect((body as { data: readonly { clientId: string | null }[] }).data).toContainEqual(
        expect.objectContaining({ event: FAILURE, clientId: null }),
      );
    });

    it.each([
      ['invalid_scope', { scope: 'reports:read admin' }, { scope: 'reports:read admin' }],
      [
        'invalid_target',
        { resource: 'https://three.example.com/api' },
        {
          resource: ['https://three.example.com/api'],
          extra: ['https://three.example.com/api'],
          allowedAudience: ['https://one.example.com', 'https://two.example.com'],
        },
      ],
      ['unsupported_grant_type', { grant_type: 'password' }, { grantType: 'password' }],
    ])(
      'names client and secret when it was known whose request was refused (%s, E-33)',
      async (error, form, asked) => {
        expectError(await deployment().token({ basic: client, form }), 400, error);
        expect(await ownEvent(FAILURE, because(error))).toEqual({
          ...ownMembers,
          event: FAILURE,
          success: false,
          metadata: { error, status: 400, secretId, grantType: 'client_credentials', ...asked },
        });
      },
    );

    it('has introspections and revocations, and what became of them', async () => {
      const token = await deployment().accessToken(client);
      const ask = (path: string, body: string) => deployment().token({ path, basic: client, body });
      await ask('/auth/introspect', `token=${token}`);
      await ask('/auth/introspect', 'token=none');
      await ask('/auth/revoke', `token=${token}`);
      expectError(await ask('/auth/revoke', 'token_type_hint=x'), 400, 'invalid_request');
      const active = (value: boolean) => (event: ShownEvent) => event.metadata['active'] === value;
      expect((await ownEvent('oauth.introspect.success', active(true))).metadata).toEqual({
        secretId,
        active: true,
        tokenSub: client.clientId,
      });
      expect((await ownEvent('oauth.introspect.success', active(false))).metadata).toEqual({
        secretId,
        active: false,
      });
      expect((await ownEvent('oauth.revoke.success')).metadata).toEqual({ secretId, ended: true });
      expect(await ownEvent('oauth.revoke.failure')).toMatchObject({
        success: false,
        metadata: { error: 'invalid_request', secretId },
      });
      // The change itself, stored with it.
      expect(await ownEvent('oauth.token.revoked')).toMatchObject({ ip: '127.0.0.1', success: true });
    });

    it('has every change, by whom it was made, and the failures at every endpoint', async () => {
      const { clientId } = await deployment().registerClient({ clientId: 'changed-client' });
      await deployment().admin('PATCH', `/oauth-clients/${clientId}`, { name: 'Renamed' });
      const added = await deployment().admin('POST', `/oauth-clients/${clientId}/secrets`, {});
      const { id } = added.body as { id: string };
      await deployment().admin('DELETE', `/oauth-clients/${clientId}/secrets/${id}`);
      await deployment().admin('POST', `/oauth-clients/${clientId}/revoke-tokens`, {});
      await deployment().admin('DELETE', `/oauth-clients/${clientId}`);
      const { data } = await auditEvents(deployment(), { clientId });
      expect(data.map(({ event }) => event)).toEqual([
        'oauth.client.deleted',
        'oauth.client.tokens_revoked',
        'oauth.client.secret_removed',
        'oauth.client.secret_added',
        'oauth.client.updated',
        'oauth.client.registered',
      ]);
      for (const event of data) {
        expect(event).toMatchObject({ success: true, ip: '127.0.0.1', metadata: { internalApiKey: 1 } });
      }
      expectInvalidClient(await deployment().token({ path: '/auth/introspect', body: 'token=x' }), true);
      expectInvalidClient(await deployment().token({ path: '/auth/revoke', body: 'token=x' }), true);
      await find({ event: 'oauth.introspect.failure' }, because('invalid_client'));
      await find({ event: 'oauth.revoke.failure' }, because('invalid_client'));
    });

    it('counts what repeats within a minute instead of writing it again', async () => {
      const busy = await deployment().registerClient({ clientId: 'busy-client' });
      const query = { clientId: busy.clientId, event: 'oauth.token.exchange.success' };
      await deployment().accessToken(busy);
      await auditedEvent(deployment(), query);
      await Promise.all(Array.from({ length: 20 }, () => deployment().accessToken(busy)));
      // A later first event of another kind has been written: were these written one by one, they would be there too.
      const other = await deployment().registerClient({ clientId: 'other-client' });
      await deployment().accessToken(other);
      await auditedEvent(deployment(), { ...query, clientId: other.clientId });
      expect((await auditEvents(deployment(), query)).data).toHaveLength(1);
    });

    it('says of every change over HTTP from where it came, and with which internal API key', async () => {
      const { admin } = deployment();
      const idIn = ({ body }: { body: unknown }): string => String((body as { id?: unknown }).id);
      const owner = { type: 'organization', id: organizationId };
      const key = idIn(await admin('POST', '/api-keys', { name: 'A', owner, permissions: [] }));
      const initial = (await admin('POST', '/initial-access-tokens', {})).body as {
        id: string;
        value: string;
      };
      const information = informationIn(await registerWith(deployment(), initial.value));
      const { client_id: robot, registration_access_token: access } = information;
      const clientSecretHash = `$2b$04$${'a'.repeat(53)}`;
      const clients = [{ clientId: 'audited-import', name: 'A', scopes: [], clientSecretHash }];
      const document = {
        organizations: [{ id: 'audited-document', name: 'Document' }],
        clients: [{ clientId: 'audited-document', scopes: [] }],
      };
      const statuses = [
        await admin('POST', '/oauth-clients/imports', { clients }),
        await admin('POST', '/configuration/apply', { document }),
        await admin('PATCH', `/oauth-clients/${robot}`, { name: 'Renamed' }),
        await admin('POST', '/configuration/apply', { document: { clients: [] }, prune: true }),
        await admin('DELETE', `/api-keys/${key}`),
        await admin('DELETE', `/initial-access-tokens/${initial.id}`),
      ].map(({ status }) => status);
      expect(statuses).toEqual([200, 200, 200, 200, 204, 204]);
      expect((await configurationOf(deployment(), robot, access, 'DELETE')).status).toBe(204);

      const byAdministrator = {
        ip: '127.0.0.1',
        metadata: expect.objectContaining({ internalApiKey: 1 }) as unknown,
      };
      const made: [event: string, clientId: string | null][] = [
        ['api_key.created', null],
        ['api_key.deleted', null],
        ['oauth.initial_access_token.created', null],
        ['oauth.initial_access_token.deleted', null],
        ['oauth.client.imported', 'audited-import'],
        ['oauth.client.registered', 'audited-document'],
        ['oauth.client.deleted', 'audited-document'],
        ['oauth.client.updated', robot],
      ];
      for (const [event, clientId] of made) {
        const [newest] = (await auditEvents(deployment(), { event, ...(clientId && { clientId }) })).data;
        expect(newest).toMatchObject({ event, clientId, ...byAdministrator });
      }
      for (const event of ['oauth.organization.created', 'oauth.organization.deleted']) {
        const query = { event, organizationId: 'audited-document' };
        expect((await auditEvents(deployment(), query)).data).toMatchObject([byAdministrator]);
      }
      // By the client itself: from where, and with no key of an administrator's.
      for (const event of ['oauth.client.registered', 'oauth.client.deleted']) {
        const [own] = (await auditEvents(deployment(), { event, clientId: robot })).data;
        expect(own).toMatchObject({ ip: '127.0.0.1', metadata: { registration: 'dynamic' } });
        expect(own?.metadata).not.toHaveProperty('internalApiKey');
      }
    });

    it('is read page by page, and by outcome, organization and time', async () => {
      const all = (await auditEvents(deployment(), { organizationId, limit: '100' })).data;
      const walked: ShownEvent[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const page = await auditEvents(deployment(), {
          organizationId,
          limit: '2',
          ...(cursor && { cursor }),
        });
        expect(page.data.length).toBeLessThanOrEqual(2);
        walked.push(...page.data);
        cursor = page.nextCursor;
      }
      expect(walked).toEqual(all);
      const failures = await auditEvents(deployment(), { organizationId, success: 'false' });
      expect(failures.data).toEqual(all.filter(({ success }) => !success));
      const { at } = failures.data[0] as ShownEvent;
      const from = await auditEvents(deployment(), { organizationId, from: at, limit: '100' });
      const to = await auditEvents(deployment(), { organizationId, to: at, limit: '100' });
      expect(from.data).toEqual(all.filter((event) => event.at >= at));
      expect(to.data).toEqual(all.filter((event) => event.at < at));
    });

    it.each([
      'from=2026-01-01',
      'from=2026-01-01T00:00:00',
      'from=2026-02-30T00:00:00Z',
      'from=yesterday',
      'from=2026-01-02T00:00Z',
      'from[toString]=1',
      'to=1767225600000',
      'from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z',
      'success=maybe',
      'success=constructor',
      'limit=0',
      'limit=101',
      'cursor=x',
      'kind=x',
      'event=a&event=b',
    ])('refuses %s', async (query) => {
      const { status } = await deployment().admin('GET', `/audit-events?${query}`);
      expect(status).toBe(400);
    });

    it('refuses a clientId that is longer than any', async () => {
      const { status } = await deployment().admin('GET', `/audit-events?clientId=${'a'.repeat(256)}`);
      expect(status).toBe(400);
    });

    it.each(['event=nothing', 'clientId=%00', "clientId=' OR true --", 'from=2999-01-01T00:00:00%2B02:00'])(
      'finds nothing by %s',
      async (query) => {
        expect(await deployment().admin('GET', `/audit-events?${query}`)).toEqual({
          status: 200,
          body: { data: [], nextCursor: null },
        });
      },
    );

    it('shows nothing without the internal API key', async () => {
      expect((await fetch(`${deployment().url}/audit-events`)).status).toBe(401);
    });
  },
  REGISTRATION,
);
