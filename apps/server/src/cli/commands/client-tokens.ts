import type { Command } from '../command.js';
import { integerOf, textOf } from '../options.js';
import { table } from '../table.js';
import { clientPath } from './clients.js';

interface LiveToken {
  readonly jti: string;
  readonly issuedAt: string;
  readonly expiresAt: string;
}

export const clientTokenCommands: readonly Command[] = [
  {
    name: 'clients tokens',
    summary: 'List the newest live tokens of a client, where the server keeps a register of them',
    arguments: ['CLIENT_ID'],
    options: { limit: { value: 'NUMBER', help: 'at most so many; default 1,000' } },
    async run({ api, arguments: [clientId], options, output }) {
      const path = clientPath(clientId, '/tokens');
      const tokens = await api.list<LiveToken>(path, {}, integerOf(options, 'limit'));
      output.show(tokens, (rows) =>
        table(rows, [
          ['jti', (token) => token.jti],
          ['issued', (token) => token.issuedAt],
          ['expires', (token) => token.expiresAt],
        ]),
      );
    },
  },
  {
    name: 'clients revoke-tokens',
    summary: 'End all live tokens of a client, or one of them',
    arguments: ['CLIENT_ID'],
    options: { jti: { value: 'JTI', help: 'only the token with this id' } },
    question: ({ arguments: [clientId], options }) =>
      textOf(options, 'jti') === undefined
        ? `Revoke every live token of ${clientId}?`
        : `Revoke this token of ${clientId}?`,
    async run({ api, arguments: [clientId], options, output }) {
      const jti = textOf(options, 'jti');
      await api.post(clientPath(clientId, '/revoke-tokens'), { jti });
      output.show({ clientId, jti: jti ?? null }, () =>
        jti === undefined ? `Every live token of ${clientId} is revoked.` : 'The token is revoked.',
      );
    },
  },
];
