import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

const environment = {
  selector: "MemberExpression[object.name='process'][property.name='env']",
  message: 'Configuration is read and validated in apps/server/src/config only; pass values in.',
};

// Tests set time and randomness; what reads the machine's own cannot be tested for expiry, races or collisions.
const ambientTimeAndChance = [
  {
    selector: "MemberExpression[object.name='Date'][property.name='now']",
    message: 'Inject the Clock port (oauth/ports/clock.ts).',
  },
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'Inject the Clock port (oauth/ports/clock.ts).',
  },
  {
    selector: "CallExpression[callee.name='Date']",
    message: 'Inject the Clock port (oauth/ports/clock.ts).',
  },
  {
    selector: "MemberExpression[object.name='Math'][property.name='random']",
    message: 'Inject the RandomSource port (oauth/ports/random-source.ts).',
  },
  {
    selector:
      ':matches(MemberExpression[property.name=/^(randomBytes|randomUUID|randomInt|randomFillSync)$/])',
    message: 'Inject the RandomSource port (oauth/ports/random-source.ts).',
  },
  {
    selector: "MemberExpression[property.name='getRandomValues']",
    message: 'Inject the RandomSource port (oauth/ports/random-source.ts).',
  },
  {
    selector:
      'ImportDeclaration[source.value=/^(node:)?crypto$/] ImportSpecifier[imported.name=/^(randomBytes|randomUUID|randomInt|randomFillSync)$/]',
    message: 'Inject the RandomSource port (oauth/ports/random-source.ts).',
  },
];

// What is sent is read by one strict parser: Date takes days that do not exist, times without an offset and objects.
const looseDates = [
  {
    selector: "Decorator CallExpression[callee.name='Type'] Identifier[name='Date']",
    message: 'Use @IsInstant() (authorization-server/admin/is-instant.decorator.ts).',
  },
  {
    selector: 'ImportSpecifier[imported.name=/^(IsISO8601|IsDateString|isISO8601|isDateString)$/]',
    message: 'Use @IsInstant() (authorization-server/admin/is-instant.decorator.ts).',
  },
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='parse']",
    message: 'Use parseInstant (oauth/instant.ts).',
  },
];

// An option or a document may name any variable, `constructor` included, to which every object answers.
const inheritedNames = [
  {
    selector:
      "MemberExpression[computed=true][property.type!='Literal']:matches([object.name='env'], [object.property.name='env'])",
    message: 'Use variableOf (apps/server/src/cli/options.ts): it reads own names only.',
  },
];

const production = ['libs/*/src/**/*.ts', 'apps/*/src/**/*.ts'];
const tests = ['**/*.spec.ts', '**/*.e2e-spec.ts', '**/test/**/*.ts', 'bench/**/*.ts'];

export default defineConfig(
  { ignores: ['**/dist/', '**/coverage/', '**/node_modules/', 'data/', '**/.cache/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error', reportUnusedInlineConfigs: 'error' } },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      // Safe for Nest: with emitDecoratorMetadata the rule leaves decorated classes' parameters alone.
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: true },
      ],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', ignoreRestSiblings: true, reportUsedIgnorePattern: true },
      ],
      // An async port may have an adapter that has nothing to wait for.
      '@typescript-eslint/require-await': 'off',
      // An empty class is what a Nest module is.
      '@typescript-eslint/no-extraneous-class': 'off',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'max-lines': ['error', 300],
      'no-console': 'error',
    },
  },
  {
    files: production,
    ignores: tests,
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'error',
      'no-restricted-syntax': [
        'error',
        environment,
        ...ambientTimeAndChance,
        ...looseDates,
        ...inheritedNames,
      ],
    },
  },
  {
    files: ['apps/server/src/config/**/*.ts'],
    ignores: tests,
    rules: { 'no-restricted-syntax': ['error', ...ambientTimeAndChance, ...looseDates] },
  },
  {
    // What implements the ports reads the machine itself.
    files: ['libs/m2m-auth/src/crypto/system-*.ts', 'apps/server/src/**/system-*.ts'],
    ignores: tests,
    rules: { 'no-restricted-syntax': ['error', environment, ...looseDates] },
  },
  {
    // The command line's environment belongs to whoever types it; every command gets it handed over.
    files: ['apps/server/src/cli/system-terminal.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    // NODE_ENV alone, so that development keys and state in memory are refused in production whatever the host passes.
    files: ['libs/m2m-auth/src/modules/option-checks.ts'],
    rules: { 'no-restricted-syntax': ['error', ...ambientTimeAndChance, ...looseDates] },
  },
  {
    files: tests,
    rules: {
      // Jest's asymmetric matchers and supertest's bodies are untyped.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  { files: ['bench/**/*.ts'], rules: { 'no-console': 'off' } },
  {
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: { ecmaVersion: 2024 },
    rules: {
      'max-lines': ['error', 300],
      'no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
);
