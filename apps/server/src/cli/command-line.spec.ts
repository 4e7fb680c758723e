import type { Command } from './command.js';
import { parseCommandLine } from './command-line.js';
import { UsageError } from './command-error.js';

const command = (name: string, rest: Partial<Command> = {}): Command => ({
  name,
  summary: name,
  run: () => Promise.resolve(),
  ...rest,
});
const COMMANDS = [
  command('clients list'),
  command('clients show', { arguments: ['CLIENT_ID'] }),
  command('clients create', {
    options: {
      name: { value: 'NAME', help: '' },
      scope: { value: 'SCOPE', multiple: true, help: '' },
      force: { help: '' },
    },
  }),
  command('inspect', { arguments: ['[FILE]'] }),
];
const parse = (...words: string[]) => parseCommandLine(words, COMMANDS);
const problemOf = (...words: string[]): string => {
  try {
    parse(...words);
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  throw new Error('No problem was seen.');
};

describe('the command line', () => {
  it('finds the command by its words and the options by its description', () => {
    const parsed = parse(
      'clients',
      'create',
      '--name',
      'x',
      '--scope=a',
      '--scope',
      'b',
      '--force',
      '--json',
    );
    expect(parsed.command.name).toBe('clients create');
    expect(parsed.options).toMatchObject({ name: 'x', scope: ['a', 'b'], force: true, json: true });
  });

  it('takes the arguments that a command asks for, and may leave out one in brackets', () => {
    expect(parse('clients', 'show', 'billing').arguments).toEqual(['billing']);
    expect(parse('inspect').arguments).toEqual([]);
    expect(parse('clients', 'show', '--', '--odd-id').arguments).toEqual(['--odd-id']);
  });

  it.each([
    [['nothing'], 'There is no such command.'],
    [['clients', 'lst'], 'There is no such command. Did you mean clients list?'],
    [['client', 'show', 'x'], 'There is no such command. Did you mean clients show?'],
    [['clients', 'hush-hush'], 'One of these is needed: clients list, clients show, clients create.'],
    [['clients'], 'One of these is needed: clients list, clients show, clients create.'],
    [['clients', 'show'], 'CLIENT_ID is missing.'],
    [['clients', 'show', 'a', 'b'], 'clients show takes no further arguments.'],
    [['clients', 'create', '--name'], '--name needs a value (--name=VALUE).'],
    [['clients', 'create', '--name', '--force'], '--name needs a value (--name=VALUE).'],
    [['clients', 'create', '--force=yes'], '--force takes no value.'],
    [['clients', 'create', '--name', 'a', '--name', 'b'], '--name is given twice.'],
    [['clients', 'list', '--nam', 'x'], 'There is no option --nam.'],
  ])('says what is wrong with %j', (words, problem) => {
    expect(problemOf(...words)).toBe(problem);
  });

  it('asks for no argument where help is asked for', () => {
    expect(parse('clients', 'show', '--help').options).toMatchObject({ help: true });
  });

  it.each([
    ['clients', 'create', '--client-secret', 'hush-hush'],
    ['clients', 'create', '--client-secret=hush-hush'],
    ['clients', 'create', '--force=hush-hush'],
    ['clients', 'list', 'hush-hush'],
    ['hush-hush'],
  ])('never repeats a value, which may be a secret: %s %s %s', (...words) => {
    expect(problemOf(...words)).not.toContain('hush');
  });
});
