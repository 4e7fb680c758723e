import type { Command } from '../command.js';
import { textOf } from '../options.js';
import { table } from '../table.js';

interface SigningKey {
  readonly kid: string;
  readonly algorithm: string;
  readonly state: string;
  readonly createdAt: string;
  readonly activatesAt: string | null;
  readonly activatedAt: string | null;
  readonly retiresAt: string | null;
  readonly retiredAt: string | null;
}

const keyTable = (keys: readonly SigningKey[]): string =>
  table(keys, [
    ['kid', (key) => key.kid],
    ['algorithm', (key) => key.algorithm],
    ['state', (key) => key.state],
    ['signs from', (key) => key.activatedAt ?? key.activatesAt],
    ['ends', (key) => key.retiredAt ?? key.retiresAt],
  ]);

export const signingKeyCommands: readonly Command[] = [
  {
    name: 'keys list',
    summary: 'List the signing keys and their states',
    async run({ api, output }) {
      output.show(await api.list<SigningKey>('/signing-keys', {}), keyTable);
    },
  },
  {
    name: 'keys rotate',
    summary: 'Let the next signing key take over, as soon as it has been published long enough',
    options: { replacing: { value: 'KID', help: 'only if this key is the one that signs now' } },
    async run({ api, options, output }) {
      const key = await api.post<SigningKey>('/signing-keys/rotate', {
        replacing: textOf(options, 'replacing'),
      });
      output.show(key, (next) => keyTable([next]));
    },
  },
  {
    name: 'keys revoke',
    summary: 'In an emergency: end a signing key and every token that it has signed, at once',
    arguments: ['KID'],
    question: ({ arguments: [kid] }) => `Revoke the signing key ${kid} and every token that it has signed?`,
    async run({ api, arguments: [kid = ''], output }) {
      await api.post(`/signing-keys/${encodeURIComponent(kid)}/revoke`);
      output.show({ revoked: kid }, () => `Every token signed by ${kid} is refused from now on.`);
    },
  },
];
