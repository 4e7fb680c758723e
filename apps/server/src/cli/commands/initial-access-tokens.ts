import type { Command } from '../command.js';
import { integerOf, momentOf, textOf, textsOf } from '../options.js';
import { fields, table } from '../table.js';

interface InitialAccessToken {
  readonly id: string;
  readonly value?: string;
  readonly organizationId: string | null;
  readonly expiresAt: string | null;
  readonly maxUses: number | null;
  readonly uses: number;
}

export const initialAccessTokenCommands: readonly Command[] = [
  {
    name: 'initial-access-tokens create',
    summary: 'Make a token by which clients register themselves; its value is shown once',
    options: {
      expires: { value: 'WHEN', help: 'when it expires: a moment, or 7d from now' },
      uses: { value: 'NUMBER', help: 'how many clients it may register' },
      organization: { value: 'ID', help: 'the organization that its clients belong to' },
      scope: {
        value: 'SCOPE',
        multiple: true,
        help: 'what its clients may have; default what the server allows',
      },
      audience: { value: 'AUDIENCE', multiple: true, help: 'whom their tokens may be for' },
    },
    async run({ api, options, output, terminal }) {
      const token = await api.post<InitialAccessToken>('/initial-access-tokens', {
        expiresAt: momentOf(options, 'expires', terminal.now()),
        maxUses: integerOf(options, 'uses'),
        organizationId: textOf(options, 'organization'),
        scopes: textsOf(options, 'scope'),
        audiences: textsOf(options, 'audience'),
      });
      output.show(token, (made) =>
        [
          fields([
            ['id', made.id],
            ['value', made.value ?? null],
            ['expires', made.expiresAt],
          ]),
          '',
          'Keep the value now: it is shown only this once.',
        ].join('\n'),
      );
    },
  },
  {
    name: 'initial-access-tokens list',
    summary: 'List the tokens by which clients register themselves',
    options: { limit: { value: 'NUMBER', help: 'at most so many; default all' } },
    async run({ api, options, output }) {
      const tokens = await api.list<InitialAccessToken>(
        '/initial-access-tokens',
        {},
        integerOf(options, 'limit'),
      );
      output.show(tokens, (rows) =>
        table(rows, [
          ['id', (token) => token.id],
          ['organization', (token) => token.organizationId],
          ['expires', (token) => token.expiresAt],
          ['uses', (token) => `${token.uses} of ${token.maxUses ?? 'any number'}`],
        ]),
      );
    },
  },
  {
    name: 'initial-access-tokens delete',
    summary: 'Delete such a token; it registers no further client',
    arguments: ['ID'],
    question: ({ arguments: [id] }) => `Delete the initial access token ${id}?`,
    async run({ api, arguments: [id = ''], output }) {
      await api.delete(`/initial-access-tokens/${encodeURIComponent(id)}`);
      output.show({ deleted: id }, () => `Deleted ${id}.`);
    },
  },
];
