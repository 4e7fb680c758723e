import { optionsOf } from './command.js';
import { UsageError } from './command-error.js';
import { COMMANDS } from './commands/index.js';
import { EXIT } from './exit-code.js';
import { integerOf, jsonObjectOf, momentOf, requiredText } from './options.js';
import { runCommandLine } from './run-command-line.js';

const NOW = Date.UTC(2027, 0, 1);
/** Number() takes nearly all of them, and changes some. */
const NO_WHOLE_NUMBERS = [
  ...[
    '',
    ' ',
    ' 5',
    '5 ',
    '5\n',
    '+5',
    '-1',
    '-0',
    '1.5',
    '5.',
    '1e3',
    '1e400',
    '0x10',
    '0b1',
    '0o7',
    '1_000',
    '1,000',
  ],
  ...['9007199254740993', '9'.repeat(16), '9'.repeat(400), 'ten', 'NaN', 'Infinity', '٣', '５', '5n'],
];

describe('the options of a command', () => {
  it.each([
    ['2027-01-31T12:00:00Z', '2027-01-31T12:00:00Z'],
    ['2027-01-31T12:00:00.5+02:00', '2027-01-31T12:00:00.5+02:00'],
    ['90s', '2027-01-01T00:01:30.000Z'],
    ['30m', '2027-01-01T00:30:00.000Z'],
    ['12h', '2027-01-01T12:00:00.000Z'],
    ['7d', '2027-01-08T00:00:00.000Z'],
  ])('read %s as a moment', (at, moment) => {
    expect(momentOf({ at }, 'at', NOW)).toBe(moment);
  });

  it('read a distance backwards where the past is asked for', () => {
    expect(momentOf({ from: '1d' }, 'from', NOW, 'past')).toBe('2026-12-31T00:00:00.000Z');
  });

  it.each(['', 'soon', '7', '7y', '-7d', '1e3d', '2027-01-31', '2027-01-31T12:00:00', 'Jan 1 2027', '0x10s'])(
    'refuse %j as a moment, so that a deadline is never a guess',
    (at) => {
      expect(() => momentOf({ at }, 'at', NOW)).toThrow(UsageError);
    },
  );

  it.each(NO_WHOLE_NUMBERS)('refuse %j as a whole number', (limit) => {
    expect(() => integerOf({ limit }, 'limit')).toThrow(UsageError);
  });

  it.each([
    ['0', 0],
    ['7', 7],
    ['007', 7],
    ['9'.repeat(15), 999_999_999_999_999],
  ])('read %j as a whole number', (limit, number) => {
    expect(integerOf({ limit }, 'limit')).toBe(number);
  });

  const takers = COMMANDS.flatMap((command) =>
    Object.entries(optionsOf(command))
      .filter(([, { value = '' }]) => ['NUMBER', 'SECONDS'].includes(value))
      .map(([option]) => [`${command.name} --${option}`, command, option] as const),
  );

  it.each([...takers, ...COMMANDS.slice(0, 1).map((one) => ['--timeout', one, 'timeout'] as const)])(
    'are read by that one reader in %s',
    async (_, command, option) => {
      const { name, arguments: given = [], options = {} } = command;
      const needed = given.filter((each) => !each.startsWith('[')).map(() => 'x');
      const words = [...name.split(' '), ...needed, ...('name' in options ? ['--name=x'] : [])];
      for (const text of NO_WHOLE_NUMBERS) {
        let said = '';
        const code = await runCommandLine([...words, `--${option}=${text}`], {
          env: { M2M_AUTH_URL: 'http://127.0.0.1:1', INTERNAL_API_KEY: 'a-key-of-the-tests-23571113-1719' },
          stdout: () => undefined,
          stderr: (line) => void (said += line),
          readStdin: () => Promise.resolve(''),
          readFile: () => '',
          now: () => NOW,
        });
        expect([text, code, said]).toEqual([
          text,
          EXIT.usage,
          expect.stringContaining(`--${option} must be a whole`),
        ]);
      }
    },
  );

  it.each(['', 'x', '[]', 'null', '"a"', '1', '{a:1}'])('refuse %j as a JSON object', (claims) => {
    expect(() => jsonObjectOf({ claims }, 'claims')).toThrow(UsageError);
  });

  it('keep apart what is not given, what is empty and what is there', () => {
    expect(momentOf({}, 'at', NOW)).toBeUndefined();
    expect(() => requiredText({ name: '' }, 'name')).toThrow('--name is required.');
    expect(requiredText({ name: 'x' }, 'name')).toBe('x');
  });
});
