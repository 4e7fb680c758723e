/** A document that breaks one rule, perhaps in several places. */
export interface BadDocument {
  readonly rule: string;
  readonly document: unknown;
  /** Where its problems are: all of them, in order. */
  readonly paths: readonly string[];
  /** True where only the loader can tell: what is there twice, what is named and not there, what bytes or grammars say. */
  readonly beyondSchema?: true;
}

export const bad = (rule: string, document: unknown, ...paths: string[]): BadDocument => ({
  rule,
  document,
  paths,
});
export const beyond = (rule: string, document: unknown, ...paths: string[]): BadDocument => ({
  rule,
  document,
  paths,
  beyondSchema: true,
});

export const acme = { name: 'Acme' };
/** In every bad value that is a secret, to see that none of it is told. */
export const CANARY = 'canary3c9f';
export const short = (name: string) => ({ fromEnvironment: name, value: `${CANARY}-${name}` });
export const long = (name: string) => ({
  fromEnvironment: name,
  value: `${CANARY}-long-enough-to-show-its-end-${name}`,
});
export const key = (members: object) => ({ name: 'CI', organization: 'Acme', ...members });
export const apiKeys = (...keys: object[]) => ({ organizations: [acme], apiKeys: keys });
export const application = (members: object) => ({ name: 'A', organization: 'Acme', ...members });
export const applications = (...list: object[]) => ({ organizations: [acme], connectApplications: list });
export const manifest = (members: object) => ({
  realm: 'r',
  clients: [{ client_id: 'a', name: 'A', grant_types: ['client_credentials'], ...members }],
});
export const client = (members: object) => ({ clients: [{ clientId: 'a', ...members }] });
