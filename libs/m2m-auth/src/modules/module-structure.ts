import type { InjectionToken, Provider } from '@nestjs/common';
import { M2MAuthOptionsError, type OptionProblems } from '../oauth/option-problems.js';
import { readOptions, type Elsewhere, type ShapeOf } from '../oauth/option-shape.js';

/** DI token of the options as the host gave them. Others inject `M2M_AUTH_OPTIONS`: the same, checked. */
export const GIVEN_OPTIONS = Symbol.for('nestjs-m2m-auth/given-options');

// Structure is fixed when forRoot() or forRootAsync() is called, before any factory runs, so its problems are told then.

/** What Nest itself reads of the argument of `forRootAsync`. */
const NEST_NAMES = {
  imports: 'any',
  inject: 'any',
  useFactory: 'function',
  useClass: 'any',
  useExisting: 'any',
  provideInjectionTokensFrom: 'any',
} as const;

const FACTORIES = ['useFactory', 'useClass', 'useExisting'] as const;

const everyNameIs = (shape: object, rule: string): Elsewhere =>
  Object.fromEntries(Object.keys(shape).map((name) => [name, rule]));

const VALUE_RULE = 'is a value: return it from useFactory';

/** What a factory must not return, with the reason. */
export const structureOf = (extras: object): Elsewhere =>
  everyNameIs(extras, 'is structure: give it to forRootAsync() beside useFactory');

/** The members that are structure. What is wrong with them is added to `problems`. */
export const readStructure = <T extends object>(
  given: object,
  how: 'forRoot' | 'forRootAsync',
  problems: OptionProblems,
  shapes: { readonly extras: ShapeOf<T>; readonly values: object },
): Partial<T> => {
  if (how === 'forRootAsync') {
    const shape = { ...NEST_NAMES, ...shapes.extras };
    const read = readOptions<T>(given, shape, problems, everyNameIs(shapes.values, VALUE_RULE));
    if (!FACTORIES.some((name) => Object.hasOwn(read, name))) {
      problems.add('useFactory', 'is required: what it returns are the values', 'missing');
    }
    return read;
  }
  const isObject = typeof given === 'object' && (given as object | null) !== null;
  // The values beside them are checked at the start, with those of a factory.
  const own = isObject ? Object.entries(given).filter(([name]) => Object.hasOwn(shapes.extras, name)) : given;
  return readOptions<T>(Array.isArray(own) ? Object.fromEntries(own) : own, shapes.extras, problems);
};

/** An adapter must be what its function returns, not the function. */
export const featureRule = (
  name: string,
  feature: { readonly providers?: unknown } | undefined,
  maker: string,
  problems: OptionProblems,
): void => {
  if (feature === undefined || Array.isArray((feature as { providers?: unknown } | null)?.providers)) return;
  problems.add(name, `must be what ${maker} returns`, 'kind');
};

/**
 * Stands in for what `forRoot()` brings, and names the remedy to a host that imports the class of a module itself.
 */
export const onlyByForRoot = (module: string, tokens: readonly InjectionToken[]): Provider[] =>
  tokens.map((provide) => ({
    provide,
    useFactory: () => {
      const message =
        `${module} is imported without options: import ${module}.forRoot() or forRootAsync() once, in the root module. ` +
        'Feature modules need no import, since it is global unless isGlobal is false';
      throw new M2MAuthOptionsError([{ path: '', code: 'missing', message }]);
    },
  }));

/**
 * @param injected what Nest gives to a module, unless something that the module needs is made for each request.
 * @throws M2MAuthOptionsError when it was not given.
 */
export const requireStatic = <T>(injected: T | undefined): T => {
  if (injected !== undefined) return injected;
  const message =
    'useFactory must not depend on request-scoped providers, nor on others that do: the options are read once, at the ' +
    'start. Inject what lives as long as the application';
  throw new M2MAuthOptionsError([{ path: 'useFactory', code: 'value', message }]);
};
