import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Declarations } from './support/declarations.js';
import { pinnedExports } from './support/pinned-exports.js';
import { repository } from './support/run.js';

interface Manifest {
  readonly exports: Readonly<Record<string, { readonly types: string } | string>>;
  readonly peerDependenciesMeta: Readonly<Record<string, { readonly optional: boolean }>>;
}

const manifest = JSON.parse(readFileSync(join(repository, 'libs/m2m-auth/package.json'), 'utf8')) as Manifest;
const optionalPeers = Object.keys(manifest.peerDependenciesMeta);

const entries = {
  '.': 'index.ts',
  './resource-server': 'resource-server-entry.ts',
  './typeorm': 'storage/typeorm/index.ts',
  './redis': 'storage/redis/index.ts',
};

describe('the entry points', () => {
  let declarations: Declarations;
  beforeAll(() => {
    declarations = new Declarations(Object.values(entries));
  }, 120_000);

  it('are those of the manifest', () => {
    const expected = Object.entries(entries).map(([entry, source]): [string, unknown] => [
      entry,
      expect.objectContaining({ types: `./dist/${source.replace(/\.ts$/, '.d.ts')}` }),
    ]);
    const {
      './package.json': _package,
      './configuration.schema.json': _schema,
      ...exported
    } = manifest.exports;
    expect(exported).toEqual(Object.fromEntries(expected));
  });

  it.each(['.', './resource-server', './typeorm', './redis'] as const)(
    '%s exports the pinned names and nothing else',
    (entry) => {
      expect(declarations.exportsOf(entries[entry])).toEqual(pinnedExports[entry]);
    },
  );

  it.each([
    ['.', []],
    ['./resource-server', []],
    ['./typeorm', ['typeorm']],
    ['./redis', []],
  ] as const)('the types of %s need no optional peer but its own', (entry, own) => {
    const packages = declarations.packagesOf(entries[entry]);
    expect(packages.filter((name) => optionalPeers.includes(name))).toEqual(own);
  });

  it.each(['.', './resource-server'] as const)(
    'the types of %s stand on Nest alone: no signer, no hasher',
    (entry) => {
      expect(declarations.packagesOf(entries[entry])).toEqual([
        '@nestjs/common',
        '@nestjs/core',
        'node:crypto',
        'node:http',
      ]);
    },
  );
});
