import type { RegisteredClient } from './support/admin.js';
import { expectError, expectToken } from './support/expectations.js';
import { onEveryDeployment } from './support/on-every-deployment.js';
import { readToken } from './support/tokens.js';

const UNUSUAL = ['a,b', 'urn:x:read', 'https://h/p.r', 'a!b', 'a~b', '[x]', '__proto__'];
const SCOPES = ['reports:read', 'reports:write', 'admin:all', ...UNUSUAL];

onEveryDeployment('scope', (deployment) => {
  let client: RegisteredClient;

  beforeAll(async () => {
    client = await deployment().registerClient({ scopes: SCOPES });
  });

  const ask = (scope: string) => deployment().token({ basic: client, form: { scope } });

  it.each(UNUSUAL)('grants the legal scope %s alone (SC-01, SC-02)', async (scope) => {
    expect(expectToken(await ask(scope)).scope).toBe(scope);
  });

  it.each([
    ['a"b'],
    ['a\\b'],
    ['é'],
    ['reports:read\treports:write'],
    ['reports:read\nreports:write'],
    ['reports:read\0'],
    ['reports:read\u00a0reports:write'],
    ['\u007f'],
    ['😀'],
  ])('answers invalid_scope to %j, which the grammar does not have (SC-01)', async (scope) => {
    expectError(await ask(scope), 400, 'invalid_scope');
  });

  it.each([
    ['two spaces', 'reports:read  reports:write', ['reports:read', 'reports:write']],
    ['spaces around', ' reports:read ', ['reports:read']],
    [
      'any order, and duplicates once (SC-04)',
      'reports:write reports:read reports:read',
      ['reports:read', 'reports:write'],
    ],
  ])('takes %s (SC-02)', async (_, scope, granted) => {
    expect(
      expectToken(await ask(scope))
        .scope.split(' ')
        .sort(),
    ).toEqual(granted);
  });

  it.each([
    ['another case (SC-03, B-05)', 'Reports:read'],
    ['an unknown one', 'nope'],
    [
      'an unknown one among known ones: nothing is dropped silently (SC-05, A-26, C-07, D-22)',
      'reports:read nope',
    ],
    ['a part of a registered one (C-18)', 'admin'],
    ['a registered one and more', 'reports:readX'],
    ['a wildcard', 'reports:*'],
    ['a comma-separated list, which is one scope', 'reports:read,reports:write'],
    ['a name of Object.prototype', 'constructor'],
  ])('answers invalid_scope to %s', async (_, scope) => {
    expectError(await ask(scope), 400, 'invalid_scope');
  });

  it('answers invalid_scope beyond 1,024 characters and beyond 64 scopes', async () => {
    expectError(await ask('a'.repeat(1_025)), 400, 'invalid_scope');
    expectError(await ask(Array.from({ length: 65 }, (_, n) => `s${n}`).join(' ')), 400, 'invalid_scope');
    expectToken(await ask('reports:read '.repeat(78)));
  });

  it('grants all registered scopes when none is asked for, and says so (SC-06, TE-19, A-26)', async () => {
    const { scope } = expectToken(await deployment().token({ basic: client }));
    expect(scope.split(' ').sort()).toEqual([...SCOPES].sort());
  });

  it('puts what was granted, and only that, into scope, scopes and scp (X-01, D-24, B-10, H-2)', async () => {
    const { access_token: token } = expectToken(await ask('reports:write reports:read'));
    const { claims } = await readToken(deployment(), token);
    const granted = ['reports:write', 'reports:read'];
    expect(claims).toMatchObject({ scope: granted.join(' '), scopes: granted, scp: granted });
  });

  it('issues a token without scope claims to a client without scopes (A-28, SC-06)', async () => {
    const bare = await deployment().registerClient({ scopes: [] });
    const { access_token: token, scope } = expectToken(await deployment().token({ basic: bare }));
    expect(scope).toBe('');
    const { claims } = await readToken(deployment(), token);
    for (const name of ['scope', 'scopes', 'scp']) expect(claims).not.toHaveProperty(name);
    expectError(await deployment().token({ basic: bare, form: { scope: 'x' } }), 400, 'invalid_scope');
  });

  it('no longer grants a scope that was taken from the client (SC-07)', async () => {
    const shrinking = await deployment().registerClient({ scopes: ['a', 'b'] });
    expect(expectToken(await deployment().token({ basic: shrinking })).scope).toBe('a b');
    await deployment().admin('PATCH', `/oauth-clients/${shrinking.clientId}`, { scopes: ['a'] });
    expect(expectToken(await deployment().token({ basic: shrinking })).scope).toBe('a');
    expectError(await deployment().token({ basic: shrinking, form: { scope: 'b' } }), 400, 'invalid_scope');
  });

  it.each([
    ['not an array', 'reports:read'],
    ['a number', [1]],
    ['a space', ['a b']],
    ['a quote', ['a"']],
  ])('cannot be registered as %s (A-07, D-10, C-22)', async (_, scopes) => {
    expect((await deployment().admin('POST', '/oauth-clients', { name: 'x', scopes })).status).toBe(400);
  });
});
