import type { Command } from '../command.js';
import { CommandError, UsageError } from '../command-error.js';
import { secretTable, SHOWN_ONCE, type SecretView } from '../client-view.js';
import { isGiven, momentOf, textOf } from '../options.js';
import { fields } from '../table.js';
import { clientPath, SECRET_FROM_ENV, suppliedSecretOf } from './clients.js';

type AddedSecret = SecretView & { readonly clientSecret?: string };

export const clientSecretCommands: readonly Command[] = [
  {
    name: 'clients secrets',
    summary: 'List the secrets of a client, when each was last used and which is safe to retire',
    arguments: ['CLIENT_ID'],
    async run({ api, arguments: [clientId], output }) {
      output.show(await api.list<SecretView>(clientPath(clientId, '/secrets'), {}), secretTable);
    },
  },
  {
    name: 'clients rotate-secret',
    summary: 'Add a secret beside the others, and give these a deadline if wanted',
    arguments: ['CLIENT_ID'],
    options: {
      'retire-others': { value: 'WHEN', help: 'when the other secrets expire: a moment, or 7d from now' },
      expires: { value: 'WHEN', help: 'when the new secret expires; default never' },
      'secret-from-env': SECRET_FROM_ENV,
    },
    details:
      'Give the new secret to the client, wait until `clients secrets` says that the old one is safe to retire, then\n' +
      'run `clients retire-secret`.',
    async run(invocation) {
      const {
        api,
        arguments: [clientId],
        options,
        output,
        terminal,
      } = invocation;
      const secret = await api.post<AddedSecret>(clientPath(clientId, '/secrets'), {
        clientSecret: suppliedSecretOf(invocation),
        expiresAt: momentOf(options, 'expires', terminal.now()),
        retireOthersAt: momentOf(options, 'retire-others', terminal.now()),
      });
      output.show(secret, addedText);
    },
  },
  {
    name: 'clients retire-secret',
    summary: 'End a secret: now with all of its tokens, or at a moment after which only its tokens live on',
    arguments: ['CLIENT_ID', 'SECRET_ID'],
    options: {
      at: { value: 'WHEN', help: 'let it expire then, instead of now: a moment, or 7d from now' },
      cancel: { help: 'take a deadline back' },
      force: { help: 'also when the server does not call it safe' },
    },
    question: ({ arguments: [clientId, secretId], options }) =>
      textOf(options, 'at') !== undefined || isGiven(options, 'cancel')
        ? undefined
        : `End the secret ${secretId} of ${clientId} and its tokens?`,
    async run({ api, arguments: [clientId, secretId = ''], options, output, terminal }) {
      const path = clientPath(clientId, `/secrets/${encodeURIComponent(secretId)}`);
      const at = momentOf(options, 'at', terminal.now());
      if (at !== undefined && isGiven(options, 'cancel')) {
        throw new UsageError('--at and --cancel contradict each other.');
      }
      if (at !== undefined || isGiven(options, 'cancel')) {
        const secret = await api.patch<SecretView>(path, { expiresAt: at ?? null });
        return output.show(secret, (shown) => secretTable([shown]));
      }
      if (!isGiven(options, 'force')) {
        const secrets = await api.list<SecretView>(clientPath(clientId, '/secrets'), {});
        refuseUnsafe(secrets.find(({ id }) => id === secretId));
      }
      await api.delete(path);
      output.show({ retired: secretId }, () => `Retired ${secretId}; its tokens are ended.`);
    },
  },
];

const addedText = (secret: AddedSecret): string =>
  [
    fields([
      ['secret id', secret.id],
      ...(secret.clientSecret === undefined ? [] : [['client secret', secret.clientSecret] as const]),
      ['expires', secret.expiresAt],
    ]),
    ...(secret.clientSecret === undefined ? [] : ['', SHOWN_ONCE]),
  ].join('\n');

/** An unknown one is left to the server's answer. */
const refuseUnsafe = (secret: SecretView | undefined): void => {
  if (!secret || secret.safeToRetire !== false) return;
  throw new CommandError(
    `It is not known to be safe: the secret was ${secret.lastUsedAt === null ? 'never used' : `last used at ${secret.lastUsedAt}`}, ` +
      'or no other one has taken over. Use --force to end it all the same, with its tokens.',
  );
};
