import type { Command } from '../command.js';
import { integerOf, requiredText, textOf } from '../options.js';
import { table } from '../table.js';

interface Organization {
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
}

const organizationTable = (organizations: readonly Organization[]): string =>
  table(organizations, [
    ['id', (organization) => organization.id],
    ['name', (organization) => organization.name],
    ['created', (organization) => organization.createdAt],
  ]);

export const organizationCommands: readonly Command[] = [
  {
    name: 'organizations create',
    summary: 'Create an organization, to which clients and API keys can belong',
    options: {
      name: { value: 'NAME', help: 'unique' },
      id: { value: 'ID', help: 'default: the server makes one' },
    },
    async run({ api, options, output }) {
      const organization = await api.post<Organization>('/organizations', {
        id: textOf(options, 'id'),
        name: requiredText(options, 'name'),
      });
      output.show(organization, (created) => organizationTable([created]));
    },
  },
  {
    name: 'organizations list',
    summary: 'List organizations',
    options: { limit: { value: 'NUMBER', help: 'at most so many; default all' } },
    async run({ api, options, output }) {
      const limit = integerOf(options, 'limit');
      output.show(await api.list<Organization>('/organizations', {}, limit), organizationTable);
    },
  },
  {
    name: 'organizations delete',
    summary: 'Delete an organization to which no client and no API key belongs',
    arguments: ['ID'],
    question: ({ arguments: [id] }) => `Delete the organization ${id} with its initial access tokens?`,
    async run({ api, arguments: [id = ''], output }) {
      await api.delete(`/organizations/${encodeURIComponent(id)}`);
      output.show({ deleted: id }, () => `Deleted ${id}.`);
    },
  },
];
