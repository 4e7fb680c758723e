import { ConfigError, type ConfigProblem } from './config-error.js';
import { loadConfig } from './load-config.js';

const SECRET = 'a-secret-of-the-tests-23571113-1719';

const read =
  (files: Record<string, string>) =>
  (path: string): string => {
    const contents = files[path];
    if (contents === undefined) throw new Error('ENOENT');
    return contents;
  };

function problemsOf(env: Record<string, string>, files: Record<string, string>): readonly ConfigProblem[] {
  try {
    loadConfig(env, read(files));
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('SEED_FILE', () => {
  it('is read with its secrets from the environment', () => {
    const text =
      'clients: [{ clientId: a, secret: { fromEnvironment: A } }, { clientId: b, clientSecret: short }]';
    const { seed, warnings } = loadConfig(
      { SEED_FILE: '/seed.yaml', A: SECRET },
      read({ '/seed.yaml': text }),
    );

    expect(seed).toMatchObject({
      path: '/seed.yaml',
      document: { clients: [{ secret: { fromEnvironment: 'A', value: SECRET } }, { clientId: 'b' }] },
    });
    expect(warnings).toEqual([
      expect.stringContaining('SEED_FILE clients[1].clientSecret: stands'),
      expect.stringContaining('SEED_FILE clients[1].clientSecret: is shorter'),
    ]);
    expect(loadConfig({}).seed).toBeUndefined();
  });

  it('has all of its problems reported, each on a line, beside those of other settings', () => {
    const problems = problemsOf(
      { PORT: 'x', SEED_FILE: '/seed.yaml' },
      { '/seed.yaml': 'clients: [{}, { clientId: "a b" }]' },
    );

    expect(problems.map(({ name }) => name)).toEqual(['PORT', 'SEED_FILE']);
    expect(new ConfigError(problems).message).toContain(
      [
        '  SEED_FILE names a file with problems:',
        '  - clients[0].clientId: is required',
        '  - clients[1].clientId: must be 1 to 255 characters of A-Z a-z 0-9 . _ -',
      ].join('\n'),
    );
  });
});
