import fc from 'fast-check';
import { M2MAuthModule, M2MAuthOptionsError, validateConfiguration } from 'nestjs-m2m-auth';
import { COMMANDS } from '../../apps/server/src/cli/commands/index.js';
import { EXIT } from '../../apps/server/src/cli/exit-code.js';
import { importEntryOf } from '../../apps/server/src/cli/imports/foreign-client.js';
import { runCommandLine } from '../../apps/server/src/cli/run-command-line.js';
import { optionsOf } from '../../apps/server/src/cli/command.js';
import { loadConfig } from '../../apps/server/src/config/load-config.js';
import {
  problemLine,
  readConfigurationFile,
} from '../../apps/server/src/configuration-file/configuration-file.js';
import { resolveOptions } from '../../libs/m2m-auth/src/modules/authorization-server/resolved-options.js';
import { goodDocuments } from './support/good-documents.js';

/** What every object answers to without having it: a name from outside must never reach one of them. */
const NAMES = [...Object.getOwnPropertyNames(Object.prototype), 'prototype'];

/** With an own member of that name, as JSON.parse makes it. */
const having = (object: object, name: string, value: unknown): object =>
  Object.defineProperty({ ...object }, name, { value, enumerable: true, configurable: true });

/** Every object in a value, with a way to put another in its place. */
const objectsIn = (value: unknown): readonly (readonly [object, (other: object) => unknown])[] => {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.entries(value).flatMap(([name, member]) =>
    objectsIn(member).map(([object, put]): readonly [object, (other: object) => unknown] => [
      object,
      (other) => {
        if (Array.isArray(value))
          return (value as unknown[]).map((item, index) => (String(index) === name ? put(other) : item));
        return { ...value, [name]: put(other) };
      },
    ]),
  );
  return Array.isArray(value) ? inner : [[value, (other) => other], ...inner];
};

const name = fc.constantFrom(...NAMES);
const junk = fc.constantFrom<unknown>(1, 'x', null, true, [], {}, { value: 'x' }, { toString: 1 });

describe('a name that every object answers to', () => {
  it('is a variable like any other in the environment', () => {
    const plain = loadConfig({});
    for (const each of NAMES) {
      expect(loadConfig(having({}, each, 'x') as Record<string, string>)).toEqual(plain);
      expect(loadConfig(Object.create({ PORT: '1', [each]: 'x' }) as Record<string, string>)).toEqual(plain);
    }
  });

  it('is an unknown option of the modules, whatever it holds and wherever it stands', () => {
    const good = { issuer: 'https://a.example', audience: 'api', signing: {}, accessToken: {}, throttle: {} };
    fc.assert(
      fc.property(name, junk, fc.nat(), (each, value, at) => {
        const places = objectsIn(good);
        const [object, put] = places[at % places.length] ?? [good, (other: object) => other];
        const given = put(having(object, each, value ?? 1)) as never;
        const structure = { persistence: undefined, ...(given as object) } as never;
        expect(() => resolveOptions(given, { production: false, durable: false })).toThrow(
          M2MAuthOptionsError,
        );
        if (object === good) expect(() => M2MAuthModule.forRoot(structure)).not.toThrow(TypeError);
      }),
    );
  });

  it('is a problem or a plain member of a configuration document, and never an accident', () => {
    const documents = goodDocuments.map(([, document]) => document);
    fc.assert(
      fc.property(fc.constantFrom(...documents), name, junk, fc.nat(), (document, each, value, at) => {
        const places = objectsIn(document);
        const [object, put] = places[at % places.length] ?? [{}, (other: object) => other];
        const given = put(having(object, each, value));
        const text = JSON.stringify(given);
        const read = readConfigurationFile('seed.json', {}, () => text);
        const { problems } = validateConfiguration(given);
        for (const problem of [...problems, ...read.problems])
          expect(problemLine(problem)).not.toContain('native code');
        // What people keep with a client may have nearly any name; everywhere else each name has a meaning.
        const isOurs = !['tenant_id', 'daily', 'team'].some((own) => Object.hasOwn(object, own));
        if (isOurs) expect(problems.length).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
  });

  it('is no variable that a document may take a secret from', () => {
    for (const each of NAMES) {
      const text = JSON.stringify({ clients: [{ clientId: 'a', secret: { fromEnvironment: each } }] });
      const { problems } = readConfigurationFile('seed.json', {}, () => text);
      expect(problems.map(problemLine).join()).toContain('is not set');
    }
  });

  it('stays a member of an imported client, for the server to refuse by name', () => {
    for (const each of NAMES) {
      const row = having({ clientId: 'a', clientSecretHash: 'h', scopes: [] }, each, { clientId: 'b' });
      const entry = importEntryOf(row, 'keep');
      expect(Object.getPrototypeOf(entry)).toBe(Object.prototype);
      expect(Object.keys(entry)).toHaveLength(5);
      expect(importEntryOf(row, 'drop').clientId).toBe('a');
      expect(importEntryOf(having({}, each, { clientId: 'b' }), 'drop')).toEqual({ name: undefined });
    }
  });

  describe('on the command line', () => {
    const run = async (words: readonly string[]): Promise<{ code: number; text: string }> => {
      let text = '';
      const write = (written: string): void => void (text += written);
      const code = await runCommandLine(words, {
        env: {
          M2M_AUTH_URL: 'http://127.0.0.1:1',
          INTERNAL_API_KEY: 'a-key-of-the-tests-23571113-1719-2329',
        },
        stdout: write,
        stderr: write,
        // Read as a token, where one is asked for.
        readStdin: () => Promise.resolve('eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJ4In0.AA'),
        readFile: () => '{}',
        now: () => 0,
      });
      return { code, text };
    };
    const wordsOf = (command: (typeof COMMANDS)[number]): string[] => [
      ...command.name.split(' '),
      ...(command.arguments ?? []).filter((each) => !each.startsWith('[')).map(() => 'x'),
    ];

    it.each(NAMES)('%s is neither a command nor a topic nor an option', async (each) => {
      for (const words of [[each], ['clients', each], ['help', each], ['completion', each]]) {
        expect((await run(words)).code).toBe(EXIT.usage);
      }
      for (const command of COMMANDS) {
        for (const option of [[`--${each}`], [`--${each}=x`]]) {
          const { code, text } = await run([...wordsOf(command), ...option]);
          expect([code, text]).toEqual([
            EXIT.usage,
            expect.stringContaining(`There is no option --${each}.`),
          ]);
        }
      }
    });

    it.each(NAMES)('%s is no variable that is set', async (each) => {
      const named = COMMANDS.flatMap((command) => {
        const options = Object.keys(optionsOf(command));
        const required = ['client-id', 'name'].filter((option) => options.includes(option));
        return options
          .filter((option) => /-env$|^from-database$/.test(option))
          .map((option) => [
            ...wordsOf(command),
            ...required.map((one) => `--${one}=x`),
            `--${option}`,
            each,
          ]);
      });
      expect(named.length).toBeGreaterThan(3);
      for (const words of named) {
        const { code, text } = await run(words);
        expect([words, code, text]).toEqual([words, EXIT.usage, expect.stringContaining('names is not set')]);
      }
    });
  });
});
