import type { AppliedConfiguration, ConfigurationPlan, PlannedObject } from 'nestjs-m2m-auth';
import type { Command, CommandOption, Invocation } from '../command.js';
import { CommandError } from '../command-error.js';
import { isGiven } from '../options.js';
import { fields, table } from '../table.js';

const OPTIONS: Readonly<Record<string, CommandOption>> = {
  prune: { help: 'delete what an earlier file made and this one does not name; never what was made by hand' },
  rotate: { help: 'give new secrets to clients whose secrets the file does not give' },
};

const DETAILS =
  'FILE is a configuration document in YAML or JSON; its secrets come from the environment of this command. Every\n' +
  'problem of it is told at once.';

export const seedCommands: readonly Command[] = [
  {
    name: 'seed validate',
    summary: 'Check a configuration file without asking any server',
    arguments: ['FILE'],
    details: DETAILS,
    async run(invocation) {
      await documentOf(invocation);
      invocation.output.show({ valid: true }, () => 'The file is good.');
    },
  },
  {
    name: 'seed plan',
    summary: 'Show what applying a configuration file would change',
    arguments: ['FILE'],
    options: OPTIONS,
    details: DETAILS,
    async run(invocation) {
      const plan = await invocation.api.post<ConfigurationPlan>(
        '/configuration/plan',
        await bodyOf(invocation),
      );
      invocation.output.show(plan, planText);
    },
  },
  {
    name: 'seed apply',
    summary:
      'Bring organizations, clients and API keys to what a configuration file says: all of it or nothing',
    arguments: ['FILE'],
    options: OPTIONS,
    details: DETAILS,
    async run(invocation) {
      const body = await bodyOf(invocation);
      const applied = await invocation.api.post<AppliedConfiguration>('/configuration/apply', body);
      invocation.output.show(applied, appliedText);
    },
  },
];

const bodyOf = async (invocation: Invocation): Promise<object> => ({
  document: await documentOf(invocation),
  prune: isGiven(invocation.options, 'prune'),
  rotate: isGiven(invocation.options, 'rotate'),
});

const documentOf = async ({ arguments: [path = ''], terminal, output }: Invocation): Promise<unknown> => {
  // Loaded here: every other command would wait for the library.
  const { problemLine, readConfigurationFile } =
    await import('../../configuration-file/configuration-file.js');
  const { document, problems, warnings } = readConfigurationFile(path, terminal.env, (name) =>
    terminal.readFile(name),
  );
  for (const warning of warnings) output.progress(`Warning:${problemLine(warning).slice(3)}`);
  if (problems.length > 0) {
    throw new CommandError(['The file cannot be applied:', ...problems.map(problemLine)].join('\n'));
  }
  return document;
};

const planText = ({ changes, objects }: ConfigurationPlan): string =>
  changes ? objectTable(objects) : `Nothing would change: ${objects.length} objects are as the file says.`;

const appliedText = ({ changes, objects, issued }: AppliedConfiguration): string =>
  [
    changes ? objectTable(objects) : `Nothing changed: ${objects.length} objects are as the file says.`,
    ...(issued.length === 0
      ? []
      : [
          '',
          'Keep these secrets now: they are shown only this once.',
          fields(issued.map(({ id, secret }) => [id, secret])),
        ]),
  ].join('\n');

const objectTable = (objects: readonly PlannedObject[]): string =>
  table(objects, [
    ['action', ({ action }) => action],
    ['kind', ({ kind }) => kind],
    ['id', ({ id }) => id],
    ['name', ({ name }) => name],
    ['changed', ({ changed }) => changed],
    ['notes', ({ notes }) => notes.join('; ')],
  ]);
