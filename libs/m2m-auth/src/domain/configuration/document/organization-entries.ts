import { organizationProblems } from '../../organizations/organization-rules.js';
import type { DesiredOrganization } from '../desired-state.js';
import type { OrganizationReference } from './draft.js';
import type { Section } from './section.js';

/** `organizations: [{ name, id? }]`. */
export const organizationEntries = (root: Section): readonly DesiredOrganization[] =>
  root.sections('organizations').map((section) => {
    const [id, name] = [section.get('id'), section.get('name')];
    const input = { ...(id !== undefined && { id }), name } as { id?: string; name: string };
    for (const problem of organizationProblems(input)) {
      const [member = ''] = problem.split(' ', 1);
      section.findings.problem(section.pathOf(member), problem.slice(member.length + 1), {
        got: member === 'id' ? id : name,
      });
    }
    section.refuseUnknown();
    return { path: section.path, ...input, name: typeof name === 'string' ? name.trim() : '' };
  });

/** A member that names an organization. */
export const organizationReference = (section: Section, member: string): OrganizationReference | null => {
  const name = section.text(member);
  if (name === undefined) return null;
  return { path: section.pathOf(member), name: name.trim() };
};
