import { MAX_LIVE_SECRETS } from '../../clients/client-secrets.service.js';
import { isGeneratedForm } from '../../credentials/generated-secret.js';
import { hintOf } from '../../credentials/supplied-secret.js';
import type { DesiredSecret } from '../desired-state.js';
import { pathTo } from './findings.js';
import { checkClientSecret, secretValue } from './secret-values.js';
import type { Section } from './section.js';

/**
 * The secrets of a client: several under `several`, one under any of `single`; more than one of these members is a
 * problem. None means that one is to be generated.
 */
export const clientSecrets = (
  section: Section,
  single: readonly string[],
  several?: string,
): readonly DesiredSecret[] => {
  const { findings } = section;
  const members = [...single, ...(several === undefined ? [] : [several])];
  const given = members.filter((member) => section.has(member));
  const values = single.map((member) => [section.pathOf(member), section.get(member), member] as const);
  const list = several === undefined ? [] : listOf(section, several);
  for (const surplus of given.slice(1)) {
    findings.problem(section.pathOf(surplus), `cannot stand beside ${given[0]}`);
  }
  const all = [...values.filter(([, , member]) => section.has(member)), ...list];
  const secrets = all.flatMap(([path, value]) => secretValue(value, path, findings) ?? []);
  for (const secret of secrets) checkClientSecret(secret, findings);
  checkTogether(secrets, section);
  return secrets;
};

const listOf = (section: Section, member: string): (readonly [path: string, value: unknown])[] => {
  const items = section.get(member);
  if (!section.has(member)) return [];
  const path = section.pathOf(member);
  if (!Array.isArray(items) || items.length === 0 || items.length > MAX_LIVE_SECRETS) {
    section.findings.problem(path, `must be a list of 1 to ${MAX_LIVE_SECRETS} secrets`);
    return [];
  }
  return items.map((item: unknown, index) => [pathTo(path, index), item] as const);
};

/** Of a client's supplied secrets the last four characters pick the one that is compared, so no two can share them. */
const checkTogether = (secrets: readonly DesiredSecret[], { findings }: Section): void => {
  const seen = new Map<string | null, string>();
  for (const { path, value } of secrets) {
    const hint = isGeneratedForm(value) ? value : hintOf(value);
    const other = seen.get(hint);
    if (other === undefined) seen.set(hint, path);
    else if (hint === null)
      findings.problem(path, `is short, and so is ${other}: a client can have one such secret`);
    else findings.problem(path, `ends in the same four characters as ${other}`);
  }
};
