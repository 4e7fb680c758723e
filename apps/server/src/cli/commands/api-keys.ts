import type { Command, GivenOptions } from '../command.js';
import { UsageError } from '../command-error.js';
import { integerOf, momentOf, requiredText, textOf, textsOf } from '../options.js';
import { fields, table } from '../table.js';

interface ApiKey {
  readonly id: string;
  readonly value?: string;
  readonly name: string;
  readonly obfuscatedValue: string;
  readonly owner: { readonly type: string; readonly id: string; readonly organizationId?: string };
  readonly permissions: readonly string[];
  readonly expiresAt: string | null;
}

export const apiKeyCommands: readonly Command[] = [
  {
    name: 'apikeys create',
    summary: 'Make an API key; its value is shown once',
    options: {
      name: { value: 'NAME', help: 'what people call it' },
      organization: { value: 'ID', help: 'the organization that it belongs to' },
      user: { value: 'ID', help: 'the user of that organization that it belongs to' },
      permission: { value: 'SCOPE', multiple: true, help: 'what it may do' },
      expires: { value: 'WHEN', help: 'when it expires: a moment, or 90d from now; default never' },
      environment: { value: 'NAME', help: 'production or test' },
    },
    async run({ api, options, output, terminal }) {
      const key = await api.post<ApiKey>('/api-keys', {
        name: requiredText(options, 'name'),
        owner: ownerOf(options),
        permissions: textsOf(options, 'permission') ?? [],
        expiresAt: momentOf(options, 'expires', terminal.now()),
        environment: textOf(options, 'environment'),
      });
      output.show(key, createdText);
    },
  },
  {
    name: 'apikeys list',
    summary: 'List API keys',
    options: {
      organization: { value: 'ID', help: 'only those of this organization and of its users' },
      limit: { value: 'NUMBER', help: 'at most so many; default all' },
    },
    async run({ api, options, output }) {
      const query = { organizationId: textOf(options, 'organization') };
      const keys = await api.list<ApiKey>('/api-keys', query, integerOf(options, 'limit'));
      output.show(keys, (rows) =>
        table(rows, [
          ['id', (key) => key.id],
          ['name', (key) => key.name],
          ['value', (key) => key.obfuscatedValue],
          ['owner', (key) => `${key.owner.type} ${key.owner.id}`],
          ['expires', (key) => key.expiresAt],
          ['permissions', (key) => key.permissions],
        ]),
      );
    },
  },
  {
    name: 'apikeys delete',
    summary: 'Delete an API key; every process refuses it from now on',
    arguments: ['ID'],
    question: ({ arguments: [id] }) => `Delete the API key ${id}?`,
    async run({ api, arguments: [id = ''], output }) {
      await api.delete(`/api-keys/${encodeURIComponent(id)}`);
      output.show({ deleted: id }, () => `Deleted ${id}.`);
    },
  },
];

const ownerOf = (options: GivenOptions): object => {
  const organizationId = textOf(options, 'organization');
  if (organizationId === undefined) throw new UsageError('--organization is required.');
  const user = textOf(options, 'user');
  return user === undefined
    ? { type: 'organization', id: organizationId }
    : { type: 'user', id: user, organizationId };
};

const createdText = (key: ApiKey): string =>
  [
    fields([
      ['id', key.id],
      ...(key.value === undefined ? [] : [['value', key.value] as const]),
      ['name', key.name],
      ['owner', `${key.owner.type} ${key.owner.id}`],
      ['permissions', key.permissions],
      ['expires', key.expiresAt],
    ]),
    ...(key.value === undefined ? [] : ['', 'Keep the value now: it is shown only this once.']),
  ].join('\n');
