import type { DocumentTransaction } from '../configuration-store.js';
import type { ClientSecret, ClientWithSecrets } from '../../clients/client.js';
import { MAX_LIVE_SECRETS } from '../../clients/client-secrets.service.js';
import { isGeneratedForm, isGeneratedHash } from '../../credentials/generated-secret.js';
import { hintOf } from '../../credentials/supplied-secret.js';
import type { PlannedSecret } from '../configuration-plan.js';
import type { DesiredClient, DesiredSecret } from '../desired-state.js';
import type { PlanContext } from './plan-context.js';

/** How long a secret that was replaced goes on working, so that nobody has to change over at an instant. In milliseconds. */
export const SECRET_OVERLAP_MS = 86_400_000;

/** What happens to the secrets of one client. */
export interface SecretSteps {
  /** New ones, by their place in the document; a null value is to be generated. */
  readonly add: readonly { readonly path: string; readonly value: string | null }[];
  readonly retire: readonly ClientSecret[];
  readonly restore: readonly ClientSecret[];
  readonly end: readonly ClientSecret[];
  readonly notes: readonly string[];
}

const NOTHING: SecretSteps = { add: [], retire: [], restore: [], end: [], notes: [] };

/** The secrets of a client that the document names. */
export const planSecrets = async (
  tx: DocumentTransaction,
  client: DesiredClient,
  stored: ClientWithSecrets | null,
  context: PlanContext,
): Promise<SecretSteps> => {
  const steps = await stepsOf(tx, client, stored, context);
  const live = stored?.secrets.filter((secret) => isLive(secret, context)) ?? [];
  if (live.length - steps.end.length + steps.add.length > MAX_LIVE_SECRETS) {
    context.findings.problem(
      client.path,
      `would have more than ${MAX_LIVE_SECRETS} live secrets; remove one first`,
    );
  }
  if (context.options.generateSecrets === false && steps.add.some(({ value }) => value === null)) {
    context.findings.problem(
      client.path,
      'needs a secret, and none may be generated here: give one with secret: { fromEnvironment: NAME }',
    );
  }
  return steps;
};

/** As a plan shows them. */
export const plannedSecrets = ({ add, retire, restore, end }: SecretSteps): readonly PlannedSecret[] => [
  ...add.map(({ value }) => ({
    action: value === null ? ('generate' as const) : ('store' as const),
    hint: value === null ? null : hintOf(value),
  })),
  ...retire.map(({ hint }) => ({ action: 'retire' as const, hint })),
  ...restore.map(({ hint }) => ({ action: 'restore' as const, hint })),
  ...end.map(({ hint }) => ({ action: 'end' as const, hint })),
];

const stepsOf = async (
  tx: DocumentTransaction,
  client: DesiredClient,
  stored: ClientWithSecrets | null,
  context: PlanContext,
): Promise<SecretSteps> => {
  const { secrets, path } = client;
  if (!stored) return { ...NOTHING, add: secrets.length > 0 ? secrets : [{ path, value: null }] };
  if (secrets.length > 0) return givenSecrets(tx, client, stored, context);
  const made = context.comparison.generatedAmong(path, stored.secrets) !== undefined;
  if (!context.options.rotate || made) return NOTHING;
  const retire = stored.secrets.filter((secret) => isLive(secret, context) && isLasting(secret, context));
  return { ...NOTHING, add: [{ path, value: null }], retire };
};

const givenSecrets = async (
  tx: DocumentTransaction,
  client: DesiredClient,
  stored: ClientWithSecrets,
  context: PlanContext,
): Promise<SecretSteps> => {
  const { comparison, earlier, findings, options } = context;
  const notes = options.rotate
    ? ['is not rotated: its secrets are changed where the document takes them from']
    : [];
  const kept: ClientSecret[] = [];
  const unknown: DesiredSecret[] = [];
  for (const secret of client.secrets) {
    const match = stored.secrets.find((candidate) => comparison.matches(secret, candidate));
    if (match && isLive(match, context)) kept.push(match);
    else if (match) notes.push(`does not get ${secret.path} back: it has expired`);
    else unknown.push(secret);
  }
  const removed = unknown.length > 0 ? await formerSecrets(tx, stored, context) : [];
  const add: DesiredSecret[] = [];
  for (const secret of unknown) {
    if (!removed.some((former) => comparison.matches(secret, former))) add.push(secret);
    else notes.push(`does not get ${secret.path} back: it was removed, or has expired`);
  }
  const others = stored.secrets.filter((secret) => isLive(secret, context) && !kept.includes(secret));
  const end: ClientSecret[] = [];
  for (const { path, value } of add) {
    const rival = others.find(
      (other) => !isGeneratedForm(value) && !isGeneratedHash(other.hash) && other.hint === hintOf(value),
    );
    if (!rival) continue;
    if (earlier.find('secret', rival.id)) end.push(rival);
    else
      findings.problem(
        path,
        'cannot be told from a live secret that was made by hand; remove that one first',
      );
  }
  const leaving = others.filter((secret) => earlier.find('secret', secret.id) && !end.includes(secret));
  const retire = leaving.filter((secret) => isLasting(secret, context));
  // Put back in place of what replaced it, it is no longer on its way out.
  const restore = retire.length + end.length > 0 ? kept.filter(({ expiresAt }) => expiresAt !== null) : [];
  return { add, retire, restore, end, notes };
};

/** What the client once had, by its rows as long as they are kept, and by the entries of what documents gave. */
const formerSecrets = async (
  tx: DocumentTransaction,
  { client, secrets }: ClientWithSecrets,
  { earlier }: PlanContext,
): Promise<readonly Pick<ClientSecret, 'id' | 'hash' | 'hint'>[]> => [
  ...(await tx.clients.removedSecrets(client.id)),
  ...earlier
    .secretsOf(client.id)
    .flatMap(({ id, given }) =>
      given && !secrets.some((secret) => secret.id === id) ? [{ id, ...given }] : [],
    ),
];

const isLive = ({ expiresAt }: ClientSecret, { now }: PlanContext): boolean =>
  expiresAt === null || expiresAt > now;

/** True for a secret that would outlive the time in which it is replaced. */
const isLasting = ({ expiresAt }: ClientSecret, { now }: PlanContext): boolean =>
  expiresAt === null || expiresAt.getTime() > now.getTime() + SECRET_OVERLAP_MS;
