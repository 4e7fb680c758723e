import type { ConfigurationProblem } from 'nestjs-m2m-auth';
import { EnvironmentReader, type EnvironmentVariables } from '../config/environment-reader.js';

type Members = Readonly<Record<string, unknown>>;

/** Where a document can take a secret from the environment. Elsewhere, in metadata say, the same words mean nothing. */
const SECRETS: ReadonlyMap<string, readonly string[]> = new Map([
  ['clients', ['secret', 'secrets', 'clientSecret']],
  ['connectApplications', ['client_secret']],
  ['apiKeys', ['value']],
]);

const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reads secrets by the names of their variables, or from the files that `NAME_FILE` names. */
export class SecretsFromEnvironment {
  readonly problems: ConfigurationProblem[] = [];

  constructor(
    private readonly variables: EnvironmentVariables,
    private readonly readFile: (path: string) => string,
  ) {}

  /** The document with the value beside each `fromEnvironment` whose variable is set. */
  resolve(document: unknown): unknown {
    if (!isObject(document)) return document;
    return mapMembers(document, (list, name) => {
      const secrets = SECRETS.get(name);
      if (!secrets || !Array.isArray(list)) return list;
      return list.map((entry: unknown, index) => {
        if (!isObject(entry)) return entry;
        return mapMembers(entry, (value, member) =>
          secrets.includes(member) ? this.secrets(value, `${name}[${index}].${member}`) : value,
        );
      });
    });
  }

  private secrets(given: unknown, path: string): unknown {
    if (Array.isArray(given)) return given.map((item, index) => this.secrets(item, `${path}[${index}]`));
    if (!isObject(given) || typeof given['fromEnvironment'] !== 'string') return given;
    if (Object.hasOwn(given, 'value')) {
      this.problems.push({
        path: `${path}.value`,
        message: 'cannot stand in a file: the value comes from the environment',
      });
    }
    const reader = new EnvironmentReader(this.variables, this.readFile);
    const value = reader.secret(given['fromEnvironment']);
    for (const { name, message } of reader.problems) {
      this.problems.push({ path: `${path}.fromEnvironment`, message: `${name} ${message}` });
    }
    return { ...given, value };
  }
}

/** Keeps every name as it is, `__proto__` included: the rules have to see it to refuse it. */
const mapMembers = (members: Members, change: (value: unknown, name: string) => unknown): Members =>
  Object.fromEntries(Object.entries(members).map(([name, value]) => [name, change(value, name)]));
