import { readFileSync } from 'node:fs';
import { problemLine, readConfigurationFile, type ConfigurationFile } from './configuration-file.js';

const SECRET = 'canary3c9f, a secret that nobody is told';

const read = (
  text: string,
  variables: Readonly<Record<string, string>> = {},
  files: Readonly<Record<string, string>> = {},
): ConfigurationFile =>
  readConfigurationFile('seed.yaml', variables, (path) => {
    const contents = { 'seed.yaml': text, ...files }[path];
    if (contents === undefined) throw new Error('ENOENT');
    return contents;
  });
const reportOf = (...given: Parameters<typeof read>): string =>
  read(...given)
    .problems.map(problemLine)
    .join('\n');
const client = (members: string): string => `clients: [{ clientId: a, ${members} }]`;

describe('a configuration file', () => {
  it('may be YAML or JSON', () => {
    const document = { clients: [{ clientId: 'a', scopes: ['x'] }] };
    expect(read('clients:\n  - clientId: a\n    scopes: [x]\n')).toEqual({
      document,
      problems: [],
      warnings: [],
    });
    expect(read(JSON.stringify(document)).document).toEqual(document);
  });

  it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])(
    'may name %s anywhere and gets a problem',
    (name) => {
      expect(reportOf(`${name}: [{ a: b }]`)).toContain('is unknown');
      expect(reportOf(client(`${name}: x`))).toContain('is unknown');
      expect(reportOf(client(`secret: { fromEnvironment: ${name} }`))).toContain('is not set');
    },
  );

  it('may be empty', () => {
    expect(read('# nothing yet\n')).toEqual({ document: {}, problems: [], warnings: [] });
  });

  it('takes secrets from the environment, or from the files that NAME_FILE names', () => {
    const text = [
      'clients:',
      '  - { clientId: a, secret: { fromEnvironment: A } }',
      '  - { clientId: b, secrets: [{ fromEnvironment: A2 }, { fromEnvironment: B }] }',
      '  - { clientId: c }',
      'organizations: [{ name: Acme }]',
      'apiKeys: [{ name: CI, organization: Acme, value: { fromEnvironment: KEY } }]',
    ].join('\n');
    const variables = { A: SECRET, A2: `${SECRET}2`, B_FILE: '/run/b', KEY: 'sk_test_1' };
    const { document, problems } = read(text, variables, { '/run/b': `${SECRET}3\n` });
    expect(problems).toEqual([]);
    expect(document).toMatchObject({
      clients: [
        { secret: { fromEnvironment: 'A', value: SECRET } },
        { secrets: [{ value: `${SECRET}2` }, { fromEnvironment: 'B', value: `${SECRET}3` }] },
        { clientId: 'c' },
      ],
      apiKeys: [{ value: { fromEnvironment: 'KEY', value: 'sk_test_1' } }],
    });
  });

  it('takes nothing else from the environment', () => {
    const { document } = read(client('metadata: { fromEnvironment: HOME }'), { HOME: SECRET });
    expect(JSON.stringify(document)).not.toContain(SECRET);
  });

  it('names the variables that are not set, and the files that cannot be read, with all other problems', () => {
    const text = [
      'clients:',
      '  - { clientId: "", secret: { fromEnvironment: NOT_SET } }',
      '  - { clientId: b, secret: { fromEnvironment: LOST } }',
      '  - { clientId: c, secret: { fromEnvironment: TWICE, value: canary3c9f } }',
    ].join('\n');
    const variables = { LOST_FILE: '/nowhere', TWICE: SECRET, TWICE_FILE: '/run/twice' };
    expect(reportOf(text, variables).split('\n')).toEqual([
      '  - clients[1].secret.fromEnvironment: LOST_FILE names a file that cannot be read.',
      '  - clients[2].secret.value: cannot stand in a file: the value comes from the environment',
      '  - clients[2].secret.fromEnvironment: TWICE is set together with TWICE_FILE; set one of them.',
      '  - clients[0].secret.fromEnvironment: names an environment variable that is not set',
      '  - clients[0].clientId: must be 1 to 255 characters of A-Z a-z 0-9 . _ - (got: "")',
    ]);
    expect(reportOf(text, variables)).not.toContain('canary3c9f');
  });

  it.each([
    ['clients:\n  - clientId: a\n   scopes: [x]\n', /line 3, column \d+: cannot be read: /],
    ['clients: []\nclients: []\n', /line 2, column 1: cannot be read: duplicate key/],
    ['{"clients": [}', /line 1, column \d+: cannot be read: /],
    ['a: 1\n---\nb: 2\n', /line \d+, column \d+: cannot be read: multiple docs/],
    ['clients: !!js/function "x"\n', /line 1, column \d+: cannot be read: tag resolve failed/],
    [`clientSecret: "${SECRET}\n`, /line \d+, column \d+: cannot be read: /],
  ])('says where it cannot be read, and repeats nothing of it (%j)', (text, message) => {
    expect(reportOf(text)).toMatch(message);
    expect(reportOf(text)).not.toContain('canary3c9f');
  });

  it.each([
    '9007199254740993',
    '1e400',
    '-0',
    '-0.0',
    '1e-400',
    '0.10000000000000001',
    '.inf',
    '0x3fffffffffffff',
  ])('is refused for a number that JavaScript would change (%s)', (number) => {
    const problem = /line 1, column \d+: holds a number that would be changed/;
    expect(reportOf(client(`metadata: { n: ${number} }`))).toMatch(problem);
    expect(reportOf(client(`claims: { list: [1, ${number}] }`))).toMatch(problem);
    expect(reportOf(client(`claims: { ${number}: name }`))).toMatch(problem);
  });

  it.each(['9007199254740993', '1e400', '-0', '0.10000000000000001'])(
    'is refused as JSON, too (%s)',
    (number) => {
      const json = `{"clients":[{"clientId":"a","name":"A","scopes":[],"claims":{"n":${number}}}]}`;
      expect(reportOf(json)).toMatch(/line 1, column \d+: holds a number that would be changed/);
      expect(reportOf(json.replace(number, `"${number}"`))).toBe('');
    },
  );

  it.each(['9007199254740991', '-9007199254740991', '0', '0.1', '1.50', '15e-1', '0x1f', '5e-324', '1e3'])(
    'keeps a number that a double holds (%s)',
    (number) => {
      expect(reportOf(client(`claims: { n: ${number} }`))).toBe('');
    },
  );

  it('crashes at no name that objects have by themselves', () => {
    for (const name of ['constructor', 'toString', '__proto__', 'hasOwnProperty', 'valueOf']) {
      expect(reportOf(`${name}: []`)).toContain(name);
      expect(reportOf(client(`${name}: 1`))).toContain(name);
      expect(reportOf(client(`secret: { fromEnvironment: ${name} }`))).toContain('is not set');
    }
  });

  it('cannot fill the memory with a few lines', () => {
    const levels = Array.from(
      { length: 9 },
      (_, n) => `l${n + 1}: &l${n + 1} [${Array(9).fill(`*l${n}`).join(', ')}]`,
    );
    expect(reportOf(['l0: &l0 [x]', ...levels].join('\n'))).toContain('repeats its anchors too often');
    expect(reportOf(' '.repeat(1_048_577))).toContain('must not be larger');
  });

  it('may not refer to itself', () => {
    expect(reportOf(client('metadata: &m { again: *m }'))).toContain('clients[0].metadata');
  });

  it('warns of secrets in plain, and of those that can be guessed', () => {
    expect(read(client('clientSecret: hunter2')).warnings.map(problemLine)).toEqual([
      expect.stringMatching(/clients\[0\]\.clientSecret: stands in the document in plain/),
      expect.stringMatching(/clients\[0\]\.clientSecret: is shorter than 32 characters/),
    ]);
  });

  it('that is not there is a problem', () => {
    const missing = readConfigurationFile('seed.yaml', {}, (path) =>
      readFileSync(`/nonexistent/${path}`, 'utf8'),
    );
    expect(missing.problems.map(problemLine)).toEqual(['  - document: cannot be read']);
  });

  it('of the example is good as soon as its two variables are set', () => {
    const example = readFileSync('apps/server/seed.example.yaml', 'utf8');
    expect(reportOf(example).split('\n')).toEqual([
      expect.stringMatching(
        /^ {2}- clients\[0\]\.secret\.fromEnvironment: names an environment variable that is not set$/,
      ),
      expect.stringMatching(
        /^ {2}- apiKeys\[0\]\.value\.fromEnvironment: names an environment variable that is not set$/,
      ),
    ]);
    const EXPORT_API_KEY = 'sk_test_for-this-test-alone-and-long-enough';
    const environment = { BILLING_CLIENT_SECRET: SECRET, EXPORT_API_KEY };
    expect(read(example, environment)).toMatchObject({ problems: [], warnings: [] });
  });
});
