import type { ConsumerDefinition } from './consumer.js';

const everywhere = { '@types/node': '20.19.0', 'class-transformer': '0.5.1' };

const nest12 = {
  ...everywhere,
  '@nestjs/common': '12.5.0',
  '@nestjs/core': '12.5.0',
  '@nestjs/platform-express': '12.5.0',
  '@types/express': '5.0.6',
  'class-validator': '0.15.1',
  'reflect-metadata': '0.2.2',
  rxjs: '7.8.2',
};

/** The newest of everything, as ES modules. TypeORM 1 would have ioredis 5, for a cache that is not used here. */
export const nest12Esm: ConsumerDefinition = {
  name: 'nest-12-esm',
  type: 'module',
  dependencies: { ...nest12, '@nestjs/typeorm': '12.0.0', ioredis: '6.0.0', pg: '8.23.1', typeorm: '1.1.1' },
  overrides: { typeorm: { ioredis: '$ioredis' } },
  entries: ['memory.express', 'stored.express', 'accepting.express', 'data-source'],
  esmPackages: ['nestjs-m2m-auth', '@nestjs'],
};

const commonJs = {
  type: 'commonjs',
  entries: [
    'memory.express',
    'memory.fastify',
    'stored.express',
    'stored.fastify',
    'accepting.express',
    'accepting.fastify',
    'data-source',
  ],
  esmPackages: ['nestjs-m2m-auth', '@nestjs/jwt'],
} as const;

/** The newest Nest 11 and TypeORM 0.3, as CommonJS, on both platforms. */
export const nest11CommonJs: ConsumerDefinition = {
  ...commonJs,
  name: 'nest-11-commonjs',
  dependencies: {
    ...everywhere,
    '@nestjs/common': '11.2.10',
    '@nestjs/core': '11.2.10',
    '@nestjs/platform-express': '11.2.10',
    '@nestjs/platform-fastify': '11.2.8',
    '@nestjs/typeorm': '11.0.3',
    '@types/express': '5.0.6',
    'class-validator': '0.14.2',
    ioredis: '5.11.0',
    pg: '8.23.1',
    'reflect-metadata': '0.2.2',
    rxjs: '7.8.2',
    typeorm: '0.3.31',
  },
};

/** The oldest of everything that the library's peers allow and that can be installed together. */
export const oldestCommonJs: ConsumerDefinition = {
  ...commonJs,
  name: 'oldest-commonjs',
  dependencies: {
    ...everywhere,
    '@nestjs/common': '11.0.16',
    '@nestjs/core': '11.1.18',
    '@nestjs/platform-express': '11.1.18',
    '@nestjs/platform-fastify': '11.1.18',
    '@nestjs/typeorm': '11.0.0',
    '@types/express': '5.0.0',
    'class-validator': '0.14.0',
    ioredis: '5.3.0',
    pg: '8.5.1',
    'reflect-metadata': '0.2.0',
    rxjs: '7.2.0',
    typeorm: '0.3.20',
  },
};

/** No database and no Redis among its packages. */
export const withoutStores: ConsumerDefinition = {
  name: 'in-memory',
  type: 'module',
  dependencies: nest12,
  entries: ['memory.express', 'accepting.express'],
  esmPackages: [],
};
