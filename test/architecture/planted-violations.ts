/** One forbidden import: the rule that must report it, the file that holds it and what that file says. */
export interface PlantedViolation {
  readonly rule: string;
  readonly from: string;
  readonly imports: string;
  readonly typeOnly?: boolean;
}

const lib = 'libs/m2m-auth/src';
const server = `${lib}/authorization-server`;
const app = 'apps/server/src';

export const plantedViolations: readonly PlantedViolation[] = [
  { rule: 'no-circular', from: `${lib}/oauth/egg.ts`, imports: './hen.js', typeOnly: true },
  { rule: 'oauth-kernel-is-leaf', from: `${lib}/oauth/not-a-leaf.ts`, imports: '../domain/target.js' },
  {
    rule: 'domain-sees-only-oauth',
    from: `${lib}/domain/clients/nosy.ts`,
    imports: '../../crypto/target.js',
  },
  {
    rule: 'domain-sees-only-oauth',
    from: `${lib}/domain/clients/nosy-about-types.ts`,
    imports: '../../authorization-server/target.js',
    typeOnly: true,
  },
  { rule: 'pure-layers-no-framework', from: `${lib}/domain/keys/framed.ts`, imports: '@nestjs/common' },
  { rule: 'pure-layers-no-framework', from: `${lib}/oauth/framed.ts`, imports: 'express', typeOnly: true },
  { rule: 'pure-layers-no-io', from: `${lib}/oauth/reads-a-file.ts`, imports: 'node:fs/promises' },
  {
    rule: 'roles-are-islands',
    from: `${lib}/resource-server/bridge.ts`,
    imports: '../token-client/target.js',
  },
  { rule: 'roles-are-islands', from: `${server}/bridge.ts`, imports: '../resource-server/target.js' },
  {
    rule: 'remote-roles-skip-domain',
    from: `${lib}/resource-server/local.ts`,
    imports: '../domain/target.js',
    typeOnly: true,
  },
  { rule: 'remote-roles-skip-domain', from: `${lib}/token-client/local.ts`, imports: '../domain/target.js' },
  {
    rule: 'http-sees-only-oauth',
    from: `${lib}/http/nosy.ts`,
    imports: '../domain/target.js',
    typeOnly: true,
  },
  { rule: 'http-sees-only-oauth', from: `${lib}/http/partial.ts`, imports: '../resource-server/target.js' },
  {
    rule: 'endpoints-are-siblings',
    from: `${server}/endpoints/token/sibling.ts`,
    imports: '../revocation/target.js',
  },
  {
    rule: 'domain-folders-point-one-way',
    from: `${lib}/domain/stores/upwards.ts`,
    imports: '../clients/target.js',
  },
  {
    rule: 'domain-folders-point-one-way',
    from: `${lib}/domain/organizations/sideways.ts`,
    imports: '../keys/target.js',
    typeOnly: true,
  },
  {
    rule: 'domain-folders-point-one-way',
    from: `${lib}/domain/newcomer/a.ts`,
    imports: '../stores/target.js',
  },
  {
    rule: 'server-knows-ports-not-adapters',
    from: `${server}/grants/concrete.ts`,
    imports: '../../storage/memory/target.js',
  },
  {
    rule: 'server-knows-ports-not-adapters',
    from: `${server}/upwards.ts`,
    imports: '../index.js',
    typeOnly: true,
  },
  {
    rule: 'server-knows-ports-not-adapters',
    from: `${server}/sideways.ts`,
    imports: '../modules/target.js',
  },
  { rule: 'adapters-see-only-ports', from: `${lib}/storage/redis/chatty.ts`, imports: '../memory/target.js' },
  {
    rule: 'adapters-see-only-ports',
    from: `${lib}/crypto/chatty.ts`,
    imports: '../resource-server/target.js',
  },
  { rule: 'typeorm-confined', from: `${server}/admin/queries.ts`, imports: 'typeorm', typeOnly: true },
  { rule: 'typeorm-confined', from: `${app}/health/queries.ts`, imports: '@nestjs/typeorm' },
  { rule: 'ioredis-confined', from: `${lib}/storage/memory/commands.ts`, imports: 'ioredis' },
  { rule: 'bcrypt-confined', from: `${server}/client-authentication/compares.ts`, imports: 'bcrypt' },
  { rule: 'jwt-confined', from: `${server}/grants/signs.ts`, imports: '@nestjs/jwt' },
  {
    rule: 'optional-peers-stay-optional',
    from: `${lib}/index.ts`,
    imports: './storage/redis/fine.js',
    typeOnly: true,
  },
  {
    rule: 'resource-server-stands-alone',
    from: `${lib}/resource-server-entry.ts`,
    imports: './storage/typeorm/fine.js',
    typeOnly: true,
  },
  {
    rule: 'resource-server-stands-alone',
    from: `${lib}/modules/resource-server/m2m-resource-server.module.ts`,
    imports: '../../authorization-server/target.js',
  },
  {
    rule: 'resource-server-stands-alone',
    from: `${lib}/modules/resource-server/wiring.ts`,
    imports: '../../domain/target.js',
  },
  { rule: 'no-testing-in-production', from: `${server}/backdoor.ts`, imports: '../testing/target.js' },
  { rule: 'no-testing-in-production', from: `${lib}/crypto/fakes.ts`, imports: './target.spec.js' },
  { rule: 'front-door-only', from: `${app}/reports/side-door.ts`, imports: 'nestjs-m2m-auth/private' },
  {
    rule: 'front-door-only',
    from: `${app}/reports/wall.ts`,
    imports: '../../../../libs/m2m-auth/src/index.js',
    typeOnly: true,
  },
];

/** Imports that look alike and are right: a rule that reports one of them is too wide. */
export const permittedImports: readonly Omit<PlantedViolation, 'rule'>[] = [
  { from: `${lib}/domain/fine.ts`, imports: '../oauth/target.js' },
  { from: `${lib}/domain/clients/fine.ts`, imports: '../stores/target.js' },
  { from: `${lib}/domain/hashes.ts`, imports: 'node:crypto' },
  { from: `${lib}/resource-server/fine.ts`, imports: '../oauth/target.js' },
  { from: `${lib}/resource-server/serves.ts`, imports: '../http/target.js' },
  { from: `${server}/serves.ts`, imports: '../http/target.js' },
  { from: `${lib}/http/fine.ts`, imports: '../oauth/target.js' },
  { from: `${lib}/modules/resource-server/providers.ts`, imports: '../../resource-server/target.js' },
  { from: `${lib}/resource-server/verifies.ts`, imports: '@nestjs/jwt' },
  { from: `${server}/fine.ts`, imports: '../domain/target.js' },
  { from: `${server}/endpoints/token/fine.ts`, imports: '../../target.js' },
  { from: `${server}/fine.spec.ts`, imports: '../storage/memory/target.js' },
  { from: `${lib}/storage/typeorm/fine.ts`, imports: 'typeorm' },
  { from: `${lib}/storage/redis/fine.ts`, imports: 'ioredis' },
  { from: `${lib}/crypto/fine.ts`, imports: 'bcrypt' },
  { from: `${lib}/fine-entry.ts`, imports: './modules/target.js' },
  { from: `${lib}/modules/authorization-server/core.ts`, imports: '../../storage/memory/target.js' },
  { from: `${lib}/testing/fine.ts`, imports: '../storage/memory/target.js' },
  { from: `${app}/database/fine.ts`, imports: 'typeorm' },
  { from: `${app}/fine.ts`, imports: 'nestjs-m2m-auth' },
  { from: `${app}/fine-typeorm.ts`, imports: 'nestjs-m2m-auth/typeorm' },
  { from: `${app}/fine-resource-server.ts`, imports: 'nestjs-m2m-auth/resource-server' },
  { from: `${app}/fine-redis.ts`, imports: 'nestjs-m2m-auth/redis' },
];
