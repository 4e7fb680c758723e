import type { ClientToken } from 'nestjs-m2m-auth';
import { tenantOf } from './tenant.js';

const token = (clientId: string, claims: ClientToken['claims'], organizationId?: string): ClientToken => ({
  credential: 'access_token',
  clientId,
  subject: clientId,
  scopes: [],
  audience: [],
  organizationId,
  jti: 'jti',
  issuedAt: 0,
  expiresAt: 0,
  claims,
});

describe("a report's tenant", () => {
  it("is the token's tenant_id, whoever the client is", () => {
    expect(tenantOf(token('a', { tenant_id: 't' }, 'o'))).toBe(tenantOf(token('b', { tenant_id: 't' })));
  });

  it('is the organization, then the client, when there is no tenant_id', () => {
    expect(tenantOf(token('a', {}, 'o'))).toBe(tenantOf(token('b', { tenant_id: '' }, 'o')));
    expect(tenantOf(token('a', { tenant_id: 7 }))).not.toBe(tenantOf(token('b', { tenant_id: 7 })));
  });

  it('never lets a client pass for a tenant or an organization of the same name', () => {
    const names = [
      tenantOf(token('x', { tenant_id: 'x' })),
      tenantOf(token('y', {}, 'x')),
      tenantOf(token('x', {})),
    ];

    expect(new Set(names).size).toBe(3);
  });
});
