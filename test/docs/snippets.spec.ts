import { readFileSync } from 'node:fs';
import { configuredSecretProblem } from 'nestjs-m2m-auth';
import { compileSnippets } from './compile-snippets.js';
import { snippetsOf } from './markdown-snippets.js';

const pages = ['README.md', 'libs/m2m-auth/README.md'];

// The first program reads the types of Nest and TypeORM.
jest.setTimeout(120_000);

describe('the TypeScript in the documentation', () => {
  it.each(pages)('%s compiles', (path) => {
    expect(compileSnippets(readFileSync(path, 'utf8'))).toEqual([]);
  });

  it.each(pages)('%s gives keys that a start accepts', (path) => {
    const keys = [...readFileSync(path, 'utf8').matchAll(/internalApiKeys: \['([^']+)'\]/g)];
    const problems = keys.map(([, key = '']) => configuredSecretProblem(key, 'development'));
    expect(problems).toEqual([undefined]);
  });

  it('shows the way from a module to a guarded route', () => {
    const names = snippetsOf(readFileSync('libs/m2m-auth/README.md', 'utf8'), 'ts').map(
      (one) => one.fileName,
    );
    expect(names).toEqual(expect.arrayContaining(['app.module.ts', 'reports.controller.ts', 'main.ts']));
  });

  it('is found wrong by the line when it is', () => {
    const page = [
      'A page',
      '```ts',
      '// src/a.ts',
      "import { M2MAuthModule, Nothing } from 'nestjs-m2m-auth';",
      "M2MAuthModule.forRoot({ issuer: 'http://localhost' });",
      '```',
    ].join('\n');
    expect(compileSnippets(page)).toEqual([
      expect.stringMatching(/^4: .*no exported member.*Nothing/),
      expect.stringMatching(/^5: [\s\S]*audience/),
    ]);
  });
});
