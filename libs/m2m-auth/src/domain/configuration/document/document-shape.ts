import type { Findings } from './findings.js';
import { pathTo } from './findings.js';

/** The kinds of document that are understood, by their authors. */
export type DocumentShape = 'native' | 'workos' | 'qauth';

type Document = Readonly<Record<string, unknown>>;

const SEVERAL = 'belongs to another shape of document than what stands before it';

const namedBy = (document: Document, member: string): number[] => {
  const clients: unknown = document['clients'];
  if (!Array.isArray(clients)) return [];
  return clients.flatMap((client: unknown, index) =>
    typeof client === 'object' && client !== null && Object.hasOwn(client, member) ? [index] : [],
  );
};

const hasWorkOsKeys = ({ apiKeys }: Document): boolean => {
  if (!Array.isArray(apiKeys)) return typeof apiKeys === 'object' && apiKeys !== null;
  return apiKeys.some(
    (key: unknown) =>
      typeof key === 'object' &&
      key !== null &&
      (Object.hasOwn(key, 'user_id') || Object.hasOwn(key, 'expires_at')),
  );
};

/** Tells the shapes apart by the names they use. A document that mixes them is a problem. */
export const shapeOf = (document: Document, findings: Findings): DocumentShape => {
  const [native, qauth] = [namedBy(document, 'clientId'), namedBy(document, 'client_id')];
  if (Object.hasOwn(document, 'connectApplications')) {
    for (const member of ['clients', 'realm']) {
      if (Object.hasOwn(document, member)) findings.problem(member, SEVERAL);
    }
    return 'workos';
  }
  if (native.length > 0) {
    const mixed = qauth.map((index) => pathTo(pathTo('clients', index), 'client_id'));
    if (Object.hasOwn(document, 'realm')) mixed.push('realm');
    for (const path of mixed) findings.problem(path, SEVERAL);
    return 'native';
  }
  if (qauth.length > 0 || Object.hasOwn(document, 'realm')) return 'qauth';
  return !Object.hasOwn(document, 'clients') && hasWorkOsKeys(document) ? 'workos' : 'native';
};
