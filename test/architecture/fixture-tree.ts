import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { permittedImports, plantedViolations } from './planted-violations.js';

const lib = 'libs/m2m-auth/src';

const folders = [
  'oauth',
  'domain',
  'domain/stores',
  'domain/clients',
  'domain/keys',
  'http',
  'authorization-server',
  'authorization-server/endpoints/revocation',
  'resource-server',
  'token-client',
  'storage/memory',
  'crypto',
  'modules',
  'testing',
];

const packages = [
  '@nestjs/common',
  '@nestjs/jwt',
  '@nestjs/typeorm',
  'express',
  'typeorm',
  'ioredis',
  'bcrypt',
];

/** Builds a small repository with the real folder names, the real rules and every planted import. Returns its root. */
export function buildFixtureTree(repository: string): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'm2m-auth-architecture-')));
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };

  copyFileSync(join(repository, '.dependency-cruiser.cjs'), join(root, '.dependency-cruiser.cjs'));
  write('tsconfig.json', JSON.stringify(fixtureCompilerConfig(repository)));
  for (const name of packages) {
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, main: 'index.js' }));
    write(`node_modules/${name}/index.js`, '');
  }

  for (const folder of folders) write(`${lib}/${folder}/target.ts`, 'export interface Target {}\n');
  write(`${lib}/crypto/target.spec.ts`, 'export interface Target {}\n');
  write(`${lib}/oauth/hen.ts`, "export type * from './egg.js';\n");
  for (const entry of ['typeorm', 'redis']) {
    write(`${lib}/storage/${entry}/index.ts`, 'export interface Target {}\n');
  }

  for (const { from, imports, typeOnly } of [...plantedViolations, ...permittedImports]) {
    write(from, typeOnly ? `export type * from '${imports}';\n` : `import '${imports}';\n`);
  }
  return root;
}

/** The real path mapping, with one more entry that leads past the front door. */
function fixtureCompilerConfig(repository: string): object {
  const read = (name: string): { compilerOptions: Record<string, unknown> } =>
    JSON.parse(readFileSync(join(repository, name), 'utf8')) as { compilerOptions: Record<string, unknown> };
  const base = read('tsconfig.base.json').compilerOptions;
  const real = read('tsconfig.json').compilerOptions;
  const paths = { ...(real['paths'] as object), 'nestjs-m2m-auth/private': [`./${lib}/oauth/target.ts`] };
  return { compilerOptions: { ...base, ...real, paths } };
}
