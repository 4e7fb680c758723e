import type { ConsumerDefinition } from './consumer.js';

const common = {
  '@types/express': '5.0.6',
  '@types/node': '20.19.0',
  'class-transformer': '0.5.1',
  'reflect-metadata': '0.2.2',
  rxjs: '7.8.2',
};
const stores = { ioredis: '5.11.0', pg: '8.23.1' };

const nest12 = {
  ...common,
  '@nestjs/common': '12.5.0',
  '@nestjs/core': '12.5.0',
  '@nestjs/platform-express': '12.5.0',
  'class-validator': '0.15.1',
};

/** Nest 12 and TypeORM 1, as ES modules. */
export const nest12Esm: ConsumerDefinition = {
  name: 'nest-12-esm',
  type: 'module',
  dependencies: { ...nest12, ...stores, '@nestjs/typeorm': '12.0.0', typeorm: '1.1.1' },
  entries: ['memory.express', 'stored.express', 'data-source'],
};

/** Nest 11 and TypeORM 0.3, as CommonJS, on both platforms. */
export const nest11CommonJs: ConsumerDefinition = {
  name: 'nest-11-commonjs',
  type: 'commonjs',
  dependencies: {
    ...common,
    ...stores,
    '@nestjs/common': '11.2.10',
    '@nestjs/core': '11.2.10',
    '@nestjs/platform-express': '11.2.10',
    '@nestjs/platform-fastify': '11.2.8',
    '@nestjs/typeorm': '11.0.3',
    'class-validator': '0.14.2',
    typeorm: '0.3.31',
  },
  entries: ['memory.express', 'memory.fastify', 'stored.express', 'stored.fastify', 'data-source'],
};

/** No database and no Redis among its packages. */
export const withoutStores: ConsumerDefinition = {
  name: 'in-memory',
  type: 'module',
  dependencies: nest12,
  entries: ['memory.express'],
};
