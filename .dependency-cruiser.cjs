// Which folder may see which. ARCHITECTURE.md tells the story; test/architecture plants one violation per rule
// and fails when a rule stops seeing it. Every rule is an error, because a warning exits with 0.

const SRC = '^libs/m2m-auth/src';
const SPEC = '\\.spec\\.ts$';

const npm = (...names) => `(^|node_modules/)(@types/)?(${names.join('|')})(/|$)`;
const TYPEORM = npm('typeorm', '@nestjs/typeorm');
const IOREDIS = npm('ioredis');
const BCRYPT = npm('bcrypt', 'bcryptjs');
const JWT = npm('@nestjs/jwt', 'jsonwebtoken', 'jose');
const TEST_TOOLS = npm('@nestjs/testing', 'jest', '@jest/globals', 'supertest', 'fast-check');

// Tests may use what production code may not: an adapter to run against, a test tool, a neighbour as a fixture.
const production = (path, ...except) => ({ path, pathNot: [SPEC, ...except] });
const error = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

// The folders of the domain, from the ground up. Those of one floor do not know each other.
const DOMAIN = [
  ['credentials', 'stores', 'throttling'],
  ['resilience'],
  ['audit'],
  ['changes'],
  ['keys', 'organizations'],
  ['api-keys', 'clients'],
  ['client-authentication', 'configuration', 'registration', 'revocation'],
  ['tokens'],
  ['persistence', 'shared-state'],
];
const belowFloor = (floor) => DOMAIN.slice(0, floor).flat();

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    error(
      'no-circular',
      'A circle means two concepts that cannot be read, tested or replaced apart. Types count: they tie just as hard.',
      {},
      { circular: true },
    ),
    error(
      'oauth-kernel-is-leaf',
      'Everything depends on the vocabulary, so a change anywhere else must never reach it.',
      production(`${SRC}/oauth/`),
      { path: ['^libs/', '^apps/'], pathNot: `${SRC}/oauth/` },
    ),
    error(
      'domain-sees-only-oauth',
      'Domain policy must outlive every database, transport and role that uses it.',
      production(`${SRC}/domain/`),
      { path: ['^libs/', '^apps/'], pathNot: `${SRC}/(oauth|domain)/` },
    ),
    ...DOMAIN.flatMap((floor, at) =>
      floor.map((folder) =>
        error(
          'domain-folders-point-one-way',
          'Two concepts that need each other are one. A new folder has to be given its floor.',
          production(`${SRC}/domain/${folder}/`),
          {
            path: `${SRC}/domain/[^/]+/`,
            pathNot: `${SRC}/domain/(${[folder, ...belowFloor(at)].join('|')})/`,
          },
        ),
      ),
    ),
    error(
      'domain-folders-point-one-way',
      'Two concepts that need each other are one. A new folder has to be given its floor.',
      production(`${SRC}/domain/[^/]+/`, `${SRC}/domain/(${DOMAIN.flat().join('|')})/`),
      { path: `${SRC}/domain/` },
    ),
    error(
      'pure-layers-no-framework',
      'What holds for OAuth holds without NestJS, and packages age faster than the protocol: pure layers use none.',
      production(`${SRC}/(oauth|domain)/`),
      { path: ['(^|/)node_modules/', npm('@nestjs/[^/]+', 'typeorm', 'ioredis', 'express', 'fastify')] },
    ),
    error(
      'pure-layers-no-io',
      'Waiting on a network, a disk or a process belongs behind a port, where it is bounded and can be replaced.',
      production(`${SRC}/(oauth|domain)/`),
      {
        dependencyTypes: ['core'],
        path: '^(node:)?(child_process|cluster|dgram|dns|fs|http|http2|https|net|tls|worker_threads)(/|$)',
      },
    ),
    error(
      'roles-are-islands',
      'A service that only guards routes must not load a token endpoint: each role is usable alone.',
      production(`${SRC}/(authorization-server|resource-server|token-client)/`),
      { path: `${SRC}/(authorization-server|resource-server|token-client)/`, pathNot: `${SRC}/$1/` },
    ),
    error(
      'remote-roles-skip-domain',
      'Resource servers and clients run in other processes, without the database, its entities or bcrypt.',
      production(`${SRC}/(resource-server|token-client)/`),
      { path: [`${SRC}/(domain|storage|crypto|modules)/`, `${SRC}/[^/]+\\.ts$`] },
    ),
    error(
      'http-sees-only-oauth',
      'Both roles serve documents through it, so it may know neither, nor what stands behind them.',
      production(`${SRC}/http/`),
      { path: ['^libs/', '^apps/'], pathNot: `${SRC}/(oauth|http)/` },
    ),
    error(
      'endpoints-are-siblings',
      'Each endpoint is one RFC: it can be read and switched off alone. What two share stands above them.',
      production(`${SRC}/authorization-server/endpoints/([^/]+)/`),
      {
        path: `${SRC}/authorization-server/endpoints/[^/]+/`,
        pathNot: `${SRC}/authorization-server/endpoints/$1/`,
      },
    ),
    error(
      'server-knows-ports-not-adapters',
      'The composition root chooses adapters; a server that names one can no longer be given another.',
      production(`${SRC}/authorization-server/`),
      { path: [`${SRC}/(storage|crypto|modules)/`, `${SRC}/[^/]+\\.ts$`] },
    ),
    error(
      'adapters-see-only-ports',
      'An adapter that knows a role or another adapter cannot be exchanged on its own.',
      production(`${SRC}/(storage/[^/]+|crypto)/`),
      { path: ['^libs/', '^apps/'], pathNot: [`${SRC}/(oauth|domain)/`, `${SRC}/$1/`] },
    ),
    error(
      'typeorm-confined',
      'TypeORM is an optional peer: a host without a database must never load it.',
      production('^(libs|apps)/', `${SRC}/storage/typeorm/`, '^apps/server/src/(embedded-)?database/'),
      { path: TYPEORM },
    ),
    error(
      'ioredis-confined',
      'ioredis is an optional peer, and commands outside the adapter would escape its timeouts.',
      production('^(libs|apps)/', `${SRC}/storage/redis/`),
      { path: IOREDIS },
    ),
    error(
      'bcrypt-confined',
      'One uncounted bcrypt call stalls every route of the process: all of them go through the one bounded lane.',
      production('^(libs|apps)/', `${SRC}/crypto/`),
      { path: BCRYPT },
    ),
    error(
      'jwt-confined',
      'Choosing and checking the algorithm of a token happens in one place for signing and one for verifying.',
      production('^(libs|apps)/', `${SRC}/(crypto|resource-server|testing)/`),
      { path: JWT },
    ),
    error(
      'optional-peers-stay-optional',
      'Importing the package, types included, must work where neither TypeORM nor ioredis is installed.',
      { path: `${SRC}/index\\.ts$` },
      { path: [TYPEORM, IOREDIS], reachable: true },
    ),
    error(
      'resource-server-stands-alone',
      'A service that only accepts tokens must start without a database, a Redis or the issuer in its packages.',
      {
        path: [`${SRC}/resource-server-entry\\.ts$`, `${SRC}/modules/resource-server/`],
        pathNot: SPEC,
      },
      {
        path: [TYPEORM, IOREDIS, BCRYPT, npm('pg'), `${SRC}/(authorization-server|domain|storage)/`],
        reachable: true,
      },
    ),
    error(
      'no-testing-in-production',
      'The test kit issues tokens to anyone who asks: shipped code must not be able to reach it, nor a test tool.',
      production('^(libs|apps)/', `${SRC}/testing/`),
      { path: [`${SRC}/testing/`, SPEC, TEST_TOOLS] },
    ),
    error(
      'front-door-only',
      'The server is the first user of the package and lives by its published entry points, as everyone else must.',
      { path: '^apps/' },
      {
        path: '^libs/',
        pathNot: [`${SRC}/(index|resource-server-entry)\\.ts$`, `${SRC}/storage/(typeorm|redis)/index\\.ts$`],
      },
    ),
    error(
      'front-door-only',
      'An entry point is imported by its published name: a path into a sibling folder breaks outside this repository.',
      { path: '^apps/' },
      { path: '^libs/', dependencyTypesNot: ['aliased'] },
    ),
  ],
  options: {
    doNotFollow: { path: ['node_modules', '/dist/'] },
    exclude: { path: '/dist/' },
    // Without it, imports of types only would escape every rule above.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      conditionNames: ['types', 'import', 'default', 'require', 'node'],
      exportsFields: ['exports'],
      mainFields: ['main', 'types'],
    },
  },
};
