import type { ClientRegistration, ClientUpdate } from '../../clients/client-input.js';
import { clientProblems } from '../../clients/client-rules.js';
import type { DesiredRegistration } from '../desired-state.js';
import { pathTo } from './findings.js';
import type { Section } from './section.js';

type ClientMember = keyof DesiredRegistration;

/** What a shape calls the members of a client; those left out cannot be said in it. */
export type ClientMemberNames = Readonly<Partial<Record<ClientMember, string>>>;

const LISTS: readonly ClientMember[] = ['scopes', 'audiences', 'protectedResources', 'grantTypes'];
/** Where a secret could stand, although it should not. */
const NEVER_SHOWN: readonly ClientMember[] = ['description', 'claims', 'metadata'];

type Input = Record<string, unknown>;

const problemsOf = (input: Input): { readonly member: ClientMember; readonly message: string }[] =>
  clientProblems(input as Partial<ClientRegistration> & ClientUpdate).map((problem) => {
    const [member = ''] = problem.split(' ', 1);
    return { member: member as ClientMember, message: problem.slice(member.length + 1) };
  });

/**
 * Reads a client's members and puts them to the rules of registration, under the names that the shape gives them.
 *
 * @param given members that the shape says in another way.
 */
export const clientMembers = (
  section: Section,
  names: ClientMemberNames,
  given: Input = {},
): DesiredRegistration => {
  const read = Object.entries(names).map(([member, name]) => [member, section.get(name)] as const);
  const input: Input = {
    ...Object.fromEntries(read.filter(([, value]) => value !== undefined)),
    ...given,
  };
  const pathOf = (member: ClientMember): string => section.pathOf(names[member] ?? member);
  const whole = Object.fromEntries(
    Object.entries(input).filter(
      ([member]) => !LISTS.includes(member as ClientMember) || itemsAreRight(section, member, input, pathOf),
    ),
  );
  for (const { member, message } of problemsOf(whole)) {
    const harmless = NEVER_SHOWN.includes(member) ? undefined : { got: input[member] };
    section.findings.problem(pathOf(member), message, harmless);
  }
  const { clientId } = input;
  return {
    scopes: [],
    ...(input as Partial<DesiredRegistration>),
    clientId: typeof clientId === 'string' ? clientId : '',
    name: typeof input['name'] === 'string' ? input['name'] : '',
  };
};

/** Looks at each item by itself, so that a problem can say which one it is. */
const itemsAreRight = (
  section: Section,
  member: string,
  input: Input,
  pathOf: (member: ClientMember) => string,
): boolean => {
  const items = input[member];
  if (!Array.isArray(items)) return true;
  const before = section.findings.problems.length;
  items.forEach((item: unknown, index) => {
    const path = pathTo(pathOf(member as ClientMember), index);
    if (typeof item !== 'string') {
      section.findings.problem(path, 'must be a string', { got: item });
      return;
    }
    const [problem] = problemsOf({ [member]: [item] });
    if (problem) section.findings.problem(path, problem.message, { got: item });
  });
  return section.findings.problems.length === before;
};
