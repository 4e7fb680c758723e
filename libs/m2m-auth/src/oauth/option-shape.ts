import { nearestName } from './nearest-name.js';
import type { OptionProblems } from './option-problems.js';

/** What a member may be. `any`: its own rule looks at it. */
type Kind = 'any' | 'string' | 'number' | 'boolean' | 'function' | 'strings';
type Part = Kind | AnyShape | readonly [AnyShape] | OrFalse;
type AnyShape = Readonly<{ [name: string]: Part }>;

class OrFalse {
  constructor(readonly part: AnyShape | readonly [AnyShape]) {}
}

/** Every member of options, each with its kind. Typed by the options, so that none can be forgotten. */
export type ShapeOf<T> = Readonly<Record<keyof T, Part>>;

/** `false`, or an object or a list of this shape. */
export const orFalse = (part: AnyShape | readonly [AnyShape]): OrFalse => new OrFalse(part);

const WORDS: Readonly<Record<Exclude<Kind, 'any'>, string>> = {
  string: 'a string',
  number: 'a number',
  boolean: 'true or false',
  function: 'a function',
  strings: 'a list of strings',
};
/** What looks like the name of an option. Anything else might be a value in the wrong place. */
const SHOWABLE_NAME = /^[A-Za-z_$][\w$]{0,63}$/;

/** By name: where an option belongs that is known, but not here. */
export type Elsewhere = Readonly<Record<string, string>>;

/**
 * Reads options that may come without types: reports members of the wrong kind and names that are not known.
 *
 * @returns the members that have the right kind, for the rules about values.
 */
export const readOptions = <T extends object>(
  given: unknown,
  shape: ShapeOf<T>,
  problems: OptionProblems,
  elsewhere: Elsewhere = {},
): Partial<T> =>
  // The members that were read are those of the shape.
  readObject(given, shape, '', new Reading(shape, problems, elsewhere)) ?? {};

class Reading {
  constructor(
    readonly root: AnyShape,
    readonly problems: OptionProblems,
    private readonly elsewhere: Elsewhere,
  ) {}

  wrongKind(path: string, expected: string, given: unknown): undefined {
    this.problems.add(
      path,
      `${path === '' ? 'The options ' : ''}must be ${expected}, not ${kindOf(given)}`,
      'kind',
    );
    return undefined;
  }

  unknown(path: string, shape: AnyShape, name: string): void {
    if (path === '' && Object.hasOwn(this.elsewhere, name)) {
      this.problems.add(name, this.elsewhere[name] ?? '', 'misplaced');
      return;
    }
    const here = Object.keys(shape).map((known) => ({ name: known, path: path + known }));
    const near = nearestName(name, [...here, ...everyName(this.root)]);
    const hint = near === undefined ? '' : `; did you mean ${near}?`;
    const place = path === '' ? 'the options' : path.slice(0, -1);
    if (SHOWABLE_NAME.test(name)) this.problems.add(path + name, `is not an option${hint}`, 'unknown');
    else this.problems.add(place, 'has a member that is not an option', 'unknown');
  }
}

const readObject = (given: unknown, shape: AnyShape, path: string, reading: Reading): object | undefined => {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    return reading.wrongKind(path, 'an object', given);
  }
  const prefix = path === '' ? '' : `${path}.`;
  const values = given as Record<string, unknown>;
  for (const name of Object.keys(given)) {
    if (values[name] !== undefined && !Object.hasOwn(shape, name)) reading.unknown(prefix, shape, name);
  }
  // By the names of the shape, since the options may be an object whose members are getters of its class.
  return Object.fromEntries(
    Object.entries(shape).flatMap(([name, part]) => {
      const value = values[name];
      const read = value === undefined ? undefined : readPart(value, part, prefix + name, reading);
      return read === undefined ? [] : [[name, read]];
    }),
  );
};

const readPart = (value: unknown, part: Part, path: string, reading: Reading): unknown => {
  if (typeof part === 'string') return hasKind(value, part, path, reading) ? value : undefined;
  if (part instanceof OrFalse) return value === false ? false : readPart(value, part.part, path, reading);
  if (!isList(part)) return readObject(value, part, path, reading);
  if (!Array.isArray(value)) return reading.wrongKind(path, 'a list of objects', value);
  return value.map((item: unknown, at) => readObject(item, part[0], `${path}[${at}]`, reading) ?? {});
};

const hasKind = (value: unknown, kind: Kind, path: string, reading: Reading): boolean => {
  if (kind === 'any') return true;
  const fits =
    kind === 'strings'
      ? Array.isArray(value) && value.every((item) => typeof item === 'string')
      : typeof value === kind;
  if (!fits) reading.wrongKind(path, WORDS[kind], value);
  return fits;
};

const isList = (part: AnyShape | readonly [AnyShape]): part is readonly [AnyShape] => Array.isArray(part);

const kindOf = (value: unknown): string => {
  if (value === null || typeof value === 'undefined') return String(value);
  if (Array.isArray(value)) return 'such a list';
  return `${typeof value === 'object' ? 'an' : 'a'} ${typeof value}`;
};

const everyName = (shape: AnyShape, path = ''): { name: string; path: string }[] =>
  Object.entries(shape).flatMap(([name, part]) => {
    const inner = part instanceof OrFalse ? part.part : part;
    const nested = typeof inner === 'string' || isList(inner) ? [] : everyName(inner, `${path}${name}.`);
    return [{ name, path: path + name }, ...nested];
  });
