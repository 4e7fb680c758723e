import { BcryptSecretHasher } from '../../crypto/bcrypt-secret-hasher.js';
import { systemRandom } from '../../crypto/system-random.js';
import { LONGEST_TOKEN, startProcess, type TestProcess } from '../../../../../test/support/domain.js';
import type { AuditEvent } from '../audit/audit-event.js';
import { SecretPreparer } from '../credentials/secret-preparer.js';
import { ConflictError, InvalidInputError, NotFoundError } from '../errors.js';
import { DynamicRegistration } from './dynamic-registration.js';
import { InitialAccessTokensService } from './initial-access-tokens.service.js';
import type { NewInitialAccessToken } from './new-initial-access-token.js';
import { RegistrationAccess } from './registration-access.js';
import type { RegistrationPolicy } from './registration-policy.js';

const POLICY: RegistrationPolicy = {
  open: false,
  scopes: ['reports:read', 'reports:write'],
  defaultScopes: ['reports:read'],
  audiences: ['https://a.example', 'https://b.example'],
  maxClients: 3,
  secretLifetimeSeconds: null,
  unusedLifetimeSeconds: 86_400,
};
const REQUEST = {
  name: 'Robot',
  scopes: undefined,
  tokenEndpointAuthMethod: 'client_secret_basic',
  details: { software_id: 'robot' },
  ip: '192.0.2.1',
} as const;

/** One process whose registration has this policy. */
const start = async (policy: RegistrationPolicy | null = POLICY) => {
  const process: TestProcess = await startProcess();
  const { persistence, writer, clock } = process;
  const preparer = new SecretPreparer({
    random: systemRandom,
    hasher: new BcryptSecretHasher({ cost: 4 }),
    hashing: 'by-entropy',
  });
  const parts = [persistence, writer, preparer, policy ?? POLICY, clock, systemRandom] as const;
  return {
    ...process,
    registration: new DynamicRegistration(...parts),
    access: new RegistrationAccess(persistence, writer, LONGEST_TOKEN),
    tokens: new InitialAccessTokensService(persistence, writer, policy, clock, systemRandom),
  };
};

/** Every audit event that a transaction writes from now on. */
const auditOf = ({ persistence }: Server): readonly AuditEvent[] => {
  const events: AuditEvent[] = [];
  const transaction = persistence.transaction.bind(persistence);
  persistence.transaction = (work, context) =>
    transaction(
      (tx) =>
        work({
          ...tx,
          audit: async (event) => {
            events.push(event);
            await tx.audit(event);
          },
        }),
      context,
    );
  return events;
};

type Server = Awaited<ReturnType<typeof start>>;

const register = async (server: Server, value: string | undefined, request: object = {}) => {
  const grant = await server.registration.admit(value);
  return grant && server.registration.register({ ...REQUEST, ...request }, grant);
};

describe('initial access tokens (RFC 7591 §3)', () => {
  it('are shown once, scannable, and kept as a digest', async () => {
    const server = await start();
    const { value, ...view } = await server.tokens.create({
      maxUses: 2,
      scopes: ['reports:read', 'reports:read'],
    });
    expect(value).toMatch(/^m2mi_[A-Za-z0-9_-]{49}$/);
    expect(view).toMatchObject({ hint: value.slice(-4), uses: 0, maxUses: 2, scopes: ['reports:read'] });
    const kept = JSON.stringify([
      await server.tokens.list(),
      await server.persistence.initialAccessTokens.list({ limit: 9 }),
    ]);
    expect(kept).not.toContain(value);
    expect(await server.tokens.list()).toEqual({ data: [view], nextCursor: null });
    expect(JSON.stringify(await server.tokens.list())).not.toMatch(/sha256|digest/);
  });

  it.each([
    [{ scopes: ['admin'] }, 'scopes'],
    [{ scopes: 'reports:read' }, 'scopes'],
    [{ audiences: ['https://c.example'] }, 'audiences'],
    [{ audiences: [] }, 'audiences'],
    [{ maxUses: 0 }, 'maxUses'],
    [{ maxUses: 1.5 }, 'maxUses'],
    [{ maxUses: '1' }, 'maxUses'],
    [{ expiresAt: new Date(Number.NaN) }, 'expiresAt'],
    [{ expiresAt: new Date(0) }, 'expiresAt'],
    [{ expiresAt: '2999-01-01' }, 'expiresAt'],
    [{ organizationId: 'nobody' }, 'organizationId'],
    [{ organizationId: '' }, 'organizationId'],
    [{ organizationId: {} }, 'organizationId'],
  ])('cannot be made with %j', async (input, name) => {
    const { tokens } = await start();
    const refused = tokens.create(input as NewInitialAccessToken);
    await expect(refused).rejects.toThrow(InvalidInputError);
    await expect(refused).rejects.toThrow(name);
  });

  it('are not made where registration is off, and can still be listed and deleted', async () => {
    const { tokens } = await start(null);
    await expect(tokens.create()).rejects.toThrow(ConflictError);
    expect((await tokens.list()).data).toEqual([]);
    await expect(tokens.delete('nobody')).rejects.toThrow(NotFoundError);
    await expect(tokens.delete('a\0b')).rejects.toThrow(NotFoundError);
  });

  it.each([
    ['none', async () => undefined],
    ['no token at all', async () => 'nonsense'],
    ['one that nobody made', async () => `m2mi_${'a'.repeat(49)}`],
    [
      'one that was deleted',
      async ({ tokens }: Server) => {
        const { id, value } = await tokens.create();
        await tokens.delete(id);
        return value;
      },
    ],
    [
      'one that has expired',
      async ({ tokens, clock }: Server) => {
        const { value } = await tokens.create({ expiresAt: new Date(clock.now() + 1_000) });
        clock.advance(1_000);
        return value;
      },
    ],
    [
      'one that is used up',
      async (server: Server) => {
        const { value } = await server.tokens.create({ maxUses: 1 });
        expect(await register(server, value)).not.toBeNull();
        return value;
      },
    ],
  ])('admit nobody: %s', async (_, made) => {
    const server = await start();
    expect(await server.registration.admit(await made(server))).toBeNull();
  });
});

describe('a client that registers itself (RFC 7591)', () => {
  it('gets the scopes and audiences of the policy, and can authenticate', async () => {
    const server = await start();
    const { value } = await server.tokens.create();
    const registered = await register(server, value);
    expect(registered?.client).toMatchObject({
      name: 'Robot',
      scopes: ['reports:read'],
      audiences: POLICY.audiences,
      protectedResources: [],
      claims: {},
      grantTypes: ['client_credentials'],
      organizationId: null,
      accessTokenTtl: null,
      isActive: true,
    });
    const { clientId } = registered?.client ?? { clientId: '' };
    await expect(
      server.clients.authenticate(clientId, registered?.clientSecret ?? ''),
    ).resolves.toMatchObject({ clientId });
  });

  it('is never given a scope beyond the token, and a refused one costs no use', async () => {
    const server = await start();
    const { value } = await server.tokens.create({ maxUses: 1, scopes: ['reports:write'] });
    await expect(register(server, value, { scopes: ['reports:read'] })).rejects.toMatchObject({
      code: 'invalid_client_metadata',
    });
    expect((await register(server, value))?.client.scopes).toEqual([]);
  });

  it('stands in the audit: that it came by itself, by which token and from where', async () => {
    const server = await start();
    const events = auditOf(server);
    const { id, value } = await server.tokens.create();
    const registered = await register(server, value);
    await server.tokens.delete(id);
    const managed = await server.access.find(
      registered?.client.clientId ?? '',
      registered?.registrationAccessToken ?? '',
    );
    if (managed) await server.access.delete(managed, null);
    expect(events.map(({ event }) => event)).toEqual([
      'oauth.initial_access_token.created',
      'oauth.client.registered',
      'oauth.initial_access_token.deleted',
      'oauth.client.deleted',
    ]);
    expect(events[1]).toEqual({
      event: 'oauth.client.registered',
      success: true,
      clientId: registered?.client.clientId,
      organizationId: null,
      ip: '192.0.2.1',
      metadata: { scopes: ['reports:read'], registration: 'dynamic', initialAccessTokenId: id },
    });
    expect(JSON.stringify(events)).not.toMatch(/m2m[sir]_|sha256/);
  });

  it('belongs to the organization of the token', async () => {
    const server = await start();
    await server.organizations.create({ id: 'acme', name: 'Acme' });
    const { value } = await server.tokens.create({ organizationId: 'acme' });
    expect((await register(server, value))?.client.organizationId).toBe('acme');
  });

  it('is one, of twenty that race for the last use', async () => {
    const server = await start({ ...POLICY, maxClients: 100 });
    const { value } = await server.tokens.create({ maxUses: 1 });
    // All of them were admitted before the first one registers.
    const grants = await Promise.all(Array.from({ length: 20 }, () => server.registration.admit(value)));
    const registered = await Promise.all(
      grants.map(async (grant) => grant && server.registration.register(REQUEST, grant)),
    );
    expect(registered.filter((one) => one !== null)).toHaveLength(1);
    expect((await server.clients.list()).data).toHaveLength(1);
  });

  it('finds the door shut when there are as many as there may be, until one of them goes', async () => {
    const server = await start();
    await server.clients.register({ name: 'An administrator made this one', scopes: [] });
    const { value, id } = await server.tokens.create();
    const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => register(server, value)));
    const registered = outcomes.flatMap((one) =>
      one.status === 'fulfilled' && one.value ? [one.value] : [],
    );
    expect(registered).toHaveLength(3);
    await expect(register(server, value)).rejects.toMatchObject({ status: 403, code: 'access_denied' });
    expect((await server.tokens.list()).data.find((token) => token.id === id)?.uses).toBe(3);
    await server.clients.delete(registered[0]?.client.clientId ?? '');
    await expect(register(server, value)).resolves.not.toBeNull();
  });

  it('is let in with an initial access token although strangers have taken every place of theirs', async () => {
    const server = await start({ ...POLICY, open: true });
    for (let n = 0; n < 3; n += 1) await register(server, undefined);
    await expect(register(server, undefined)).rejects.toMatchObject({ code: 'access_denied' });
    await expect(register(server, (await server.tokens.create()).value)).resolves.not.toBeNull();
  });

  it('has a secret that ends when the policy says so', async () => {
    const server = await start({ ...POLICY, open: true, secretLifetimeSeconds: 60 });
    const registered = await register(server, undefined);
    const { clientId } = registered?.client ?? { clientId: '' };
    expect(registered?.secretExpiresAt).toEqual(new Date(server.clock.now() + 60_000));
    await server.clients.authenticate(clientId, registered?.clientSecret ?? '');
    server.clock.advance(60_000);
    const late = server.clients.authenticate(clientId, registered?.clientSecret ?? '');
    await expect(late).rejects.toMatchObject({ code: 'invalid_client' });
  });

  it('must present a good token even where none is needed', async () => {
    const server = await start({ ...POLICY, open: true });
    expect(await server.registration.admit(undefined)).not.toBeNull();
    expect(await server.registration.admit('nonsense')).toBeNull();
  });
});

describe('the registration of a client (RFC 7592)', () => {
  it('is not another client that was made under the same id', async () => {
    const server = await start({ ...POLICY, open: true });
    const registered = await register(server, undefined);
    const { clientId } = registered?.client ?? { clientId: '' };
    const token = registered?.registrationAccessToken ?? '';
    const managed = await server.access.find(clientId, token);
    expect(managed).toMatchObject({ client: { clientId }, details: REQUEST.details });

    await server.clients.delete(clientId);
    await server.clients.register({ clientId, name: 'Another', scopes: [] });
    expect(await server.access.find(clientId, token)).toBeNull();
    expect(managed && (await server.access.delete(managed, null))).toBe(false);
    expect(await server.clients.find(clientId)).toMatchObject({ name: 'Another' });
  });

  it('cannot be deleted after the client was deactivated: that would free it of what holds it', async () => {
    const server = await start({ ...POLICY, open: true });
    const registered = await register(server, undefined);
    const { clientId } = registered?.client ?? { clientId: '' };
    const managed = await server.access.find(clientId, registered?.registrationAccessToken ?? '');
    await server.clients.deactivate(clientId);
    expect(managed && (await server.access.delete(managed, null))).toBe(false);
    expect(await server.clients.find(clientId)).toMatchObject({ isActive: false });
  });
});
