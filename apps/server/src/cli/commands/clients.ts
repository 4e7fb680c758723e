import type { Command, CommandOption, GivenOptions, Invocation } from '../command.js';
import { UsageError } from '../command-error.js';
import { clientTable, clientText, type ClientView } from '../client-view.js';
import { integerOf, jsonObjectOf, requiredText, textOf, textsOf, variableOf } from '../options.js';

export const clientPath = (clientId: string | undefined, rest = ''): string =>
  `/oauth-clients/${encodeURIComponent(clientId ?? '')}${rest}`;

const FIELDS: Readonly<Record<string, CommandOption>> = {
  name: { value: 'NAME', help: 'what people call it' },
  description: { value: 'TEXT', help: 'what it is for' },
  organization: { value: 'ID', help: 'the organization it belongs to' },
  scope: { value: 'SCOPE', multiple: true, help: 'a scope that it may ask for' },
  audience: { value: 'AUDIENCE', multiple: true, help: 'an audience that it may ask for' },
  'protected-resource': { value: 'AUDIENCE', multiple: true, help: 'an audience that it is' },
  claims: { value: 'JSON', help: 'claims of its own, in every token' },
  'auth-method': { value: 'METHOD', help: 'client_secret_basic or client_secret_post; default either' },
  'token-lifetime': { value: 'SECONDS', help: 'shorter than the server gives' },
  metadata: { value: 'JSON', help: 'notes that are in no token' },
};

const fieldsOf = (options: GivenOptions): Record<string, unknown> => ({
  name: textOf(options, 'name'),
  description: textOf(options, 'description'),
  organizationId: textOf(options, 'organization'),
  scopes: textsOf(options, 'scope'),
  audiences: textsOf(options, 'audience'),
  protectedResources: textsOf(options, 'protected-resource'),
  claims: jsonObjectOf(options, 'claims'),
  tokenEndpointAuthMethod: textOf(options, 'auth-method'),
  accessTokenTtl: integerOf(options, 'token-lifetime'),
  metadata: jsonObjectOf(options, 'metadata'),
});

/** A secret that somebody else has made, by the name of the variable that holds it: never on the command line. */
export const SECRET_FROM_ENV: CommandOption = {
  value: 'NAME',
  help: 'take the secret from this environment variable; default: the server makes one',
};

export const suppliedSecretOf = ({ options, terminal }: Invocation): string | undefined =>
  variableOf(options, 'secret-from-env', terminal.env);

const setActive =
  (isActive: boolean) =>
  async ({ api, arguments: [clientId], output }: Invocation): Promise<void> =>
    output.show(await api.patch<ClientView>(clientPath(clientId), { isActive }), clientText);

export const clientCommands: readonly Command[] = [
  {
    name: 'clients create',
    summary: 'Register a client; its secret is shown once',
    options: {
      'client-id': { value: 'ID', help: 'default: the server makes one' },
      ...FIELDS,
      'secret-from-env': SECRET_FROM_ENV,
    },
    async run(invocation) {
      const { api, options, output } = invocation;
      const client = await api.post<ClientView>('/oauth-clients', {
        ...fieldsOf(options),
        clientId: textOf(options, 'client-id'),
        clientSecret: suppliedSecretOf(invocation),
        name: requiredText(options, 'name'),
        scopes: textsOf(options, 'scope') ?? [],
      });
      output.show(client, clientText);
    },
  },
  {
    name: 'clients list',
    summary: 'List clients in the order of their registration',
    options: {
      organization: { value: 'ID', help: 'only those of this organization' },
      active: { value: 'yes|no', help: 'only active, or only inactive ones' },
      limit: { value: 'NUMBER', help: 'at most so many; default all' },
    },
    async run({ api, options, output }) {
      const query = { organizationId: textOf(options, 'organization'), isActive: activeOf(options) };
      const clients = await api.list<ClientView>('/oauth-clients', query, integerOf(options, 'limit'));
      output.show(clients, clientTable);
    },
  },
  {
    name: 'clients show',
    summary: 'Show a client and its secrets, without their values',
    arguments: ['CLIENT_ID'],
    async run({ api, arguments: [clientId], output }) {
      output.show(await api.get<ClientView>(clientPath(clientId)), clientText);
    },
  },
  {
    name: 'clients update',
    summary: 'Change what is given and leave the rest',
    arguments: ['CLIENT_ID'],
    options: FIELDS,
    async run({ api, arguments: [clientId], options, output }) {
      const changes = fieldsOf(options);
      if (Object.values(changes).every((value) => value === undefined)) {
        throw new UsageError('Nothing to change is given.');
      }
      output.show(await api.patch<ClientView>(clientPath(clientId), changes), clientText);
    },
  },
  {
    name: 'clients deactivate',
    summary: 'Stop a client and end its live tokens, everywhere',
    arguments: ['CLIENT_ID'],
    run: setActive(false),
  },
  {
    name: 'clients activate',
    summary: 'Let a client in again; none of its old tokens revives',
    arguments: ['CLIENT_ID'],
    run: setActive(true),
  },
  {
    name: 'clients delete',
    summary: 'Delete a client with its secrets and end its live tokens',
    arguments: ['CLIENT_ID'],
    question: ({ arguments: [clientId] }) => `Delete the client ${clientId} and end its tokens?`,
    async run({ api, arguments: [clientId], output }) {
      await api.delete(clientPath(clientId));
      output.show({ deleted: clientId }, () => `Deleted ${clientId}.`);
    },
  },
];

const activeOf = (options: GivenOptions): string | undefined => {
  const text = textOf(options, 'active');
  if (text === undefined) return undefined;
  if (text !== 'yes' && text !== 'no') throw new UsageError('--active must be yes or no.');
  return String(text === 'yes');
};
