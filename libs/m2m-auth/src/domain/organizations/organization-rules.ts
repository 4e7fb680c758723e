import { unknownMembers, type KnownMembers } from '../known-members.js';

const ORGANIZATION_ID = /^[A-Za-z0-9_-]{1,255}$/;
const MAX_NAME = 255;
const CONTROL_CHARACTER = /\p{Cc}|\p{Cs}/u;

/** What can be said about an organization when it is made. */
export interface NewOrganization {
  /** `[A-Za-z0-9_-]{1,255}`; made by the server when absent. */
  readonly id?: string;
  readonly name: string;
}

const MEMBERS: KnownMembers<NewOrganization> = { id: true, name: true };

/** Every problem of an organization's fields, as `field what is wrong`; empty when it can be stored. */
export const organizationProblems = (input: NewOrganization): string[] => {
  const problems = unknownMembers(input, MEMBERS);
  const { id, name }: { readonly id?: unknown; readonly name: unknown } = input;
  if (id !== undefined && !(typeof id === 'string' && ORGANIZATION_ID.test(id))) {
    problems.push('id must be 1 to 255 characters of A-Z a-z 0-9 _ -');
  }
  if (
    typeof name !== 'string' ||
    name.trim() === '' ||
    name.trim().length > MAX_NAME ||
    CONTROL_CHARACTER.test(name.trim())
  ) {
    problems.push(`name must be 1 to ${MAX_NAME} printable characters`);
  }
  return problems;
};
