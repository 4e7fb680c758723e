import type { Command, Invocation } from './command.js';
import { CommandError, UsageError } from './command-error.js';
import { isGiven } from './options.js';

/**
 * Asks the question of a command that cannot be taken back, unless `--yes` is given.
 *
 * @throws UsageError when nobody can be asked, because a script must say what it wants.
 * @throws CommandError when the answer is not yes.
 */
export const confirm = async (command: Command, invocation: Invocation): Promise<void> => {
  const question = command.question?.(invocation);
  if (question === undefined || isGiven(invocation.options, 'yes')) return;
  const { ask } = invocation.terminal;
  if (ask === undefined) throw new UsageError('There is no terminal to ask on. Use --yes.');
  const answer = await ask(`${question} [y/N] `);
  if (!/^\s*y(es)?\s*$/i.test(answer)) throw new CommandError('Nothing was changed.');
};
