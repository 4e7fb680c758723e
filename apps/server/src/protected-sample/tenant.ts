import type { ClientToken } from 'nestjs-m2m-auth';

/**
 * Whose rows a token may see: its `tenant_id`, else its organization, else the client alone. Prefixed, so that a
 * client can never be named like another's tenant.
 */
export function tenantOf(client: ClientToken): string {
  const { tenant_id: tenantId } = client.claims;
  if (typeof tenantId === 'string' && tenantId !== '') return `tenant:${tenantId}`;
  if (client.organizationId !== undefined) return `organization:${client.organizationId}`;
  return `client:${client.clientId}`;
}
