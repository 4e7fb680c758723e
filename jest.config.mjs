const decorators = { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false };
// Jest cannot require ES modules on Node 20, so everything that is one is compiled to CommonJS, Nest included.
const esmPackages = ['@nestjs', 'jose', '@electric-sql', 'openid-client', 'oauth4webapi'];

/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/libs', '<rootDir>/apps', '<rootDir>/test'],
  testMatch: ['**/*.spec.ts', '**/*.e2e-spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['<rootDir>/.*/dist/'],
  setupFiles: ['reflect-metadata'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript', decorators: true }, transform: decorators, target: 'es2023' },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
    '\\.[cm]?js$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'ecmascript' }, target: 'es2023' }, module: { type: 'commonjs' } },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esmPackages.join('|')})/)`],
  moduleNameMapper: {
    '^nestjs-m2m-auth$': '<rootDir>/libs/m2m-auth/src/index.ts',
    '^nestjs-m2m-auth/resource-server$': '<rootDir>/libs/m2m-auth/src/resource-server-entry.ts',
    '^nestjs-m2m-auth/(typeorm|redis)$': '<rootDir>/libs/m2m-auth/src/storage/$1/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json', 'node'],
  reporters: ['default', '<rootDir>/scripts/jest-counts-reporter.mjs'],
  testSequencer: '<rootDir>/scripts/jest-sequencer.mjs',
  // Suites share one Postgres, one Redis and few cores: more workers only make them wait for each other.
  maxWorkers: 2,
  // Every suite loads Nest anew and leaves some of it behind: in a worker that has run a hundred, requests take five times as long.
  workerIdleMemoryLimit: '700MB',
  testTimeout: 30_000,
  coverageProvider: 'v8',
  coverageReporters: ['text-summary', 'json-summary'],
  collectCoverageFrom: ['libs/*/src/**/*.ts', 'apps/*/src/**/*.ts', '!**/*.spec.ts'],
};
