import type { Command } from '../command.js';
import { integerOf, momentOf, textOf } from '../options.js';
import { table } from '../table.js';

interface AuditEvent {
  readonly id: string | number;
  readonly event: string;
  readonly success: boolean;
  readonly clientId: string | null;
  readonly organizationId: string | null;
  readonly ip: string | null;
  readonly at: string;
  readonly metadata: object;
}

const DEFAULT_LIMIT = 100;

export const auditCommands: readonly Command[] = [
  {
    name: 'audit list',
    summary: 'List what happened, newest first',
    options: {
      event: { value: 'NAME', help: 'only these events, e.g. oauth.client.registered' },
      client: { value: 'CLIENT_ID', help: 'only those of this client' },
      from: { value: 'WHEN', help: 'from this moment on: 2027-01-31T12:00:00Z, or 7d ago' },
      to: { value: 'WHEN', help: 'before this moment, or distance ago' },
      limit: { value: 'NUMBER', help: `at most so many; default ${DEFAULT_LIMIT}` },
    },
    async run({ api, options, output, terminal }) {
      const query = {
        event: textOf(options, 'event'),
        clientId: textOf(options, 'client'),
        from: momentOf(options, 'from', terminal.now(), 'past'),
        to: momentOf(options, 'to', terminal.now(), 'past'),
      };
      const limit = integerOf(options, 'limit') ?? DEFAULT_LIMIT;
      output.show(await api.list<AuditEvent>('/audit-events', query, limit), (events) =>
        table(events, [
          ['at', (event) => event.at],
          ['event', (event) => event.event],
          ['success', (event) => event.success],
          ['client', (event) => event.clientId],
          ['address', (event) => event.ip],
          ['details', (event) => event.metadata],
        ]),
      );
    },
  },
];
