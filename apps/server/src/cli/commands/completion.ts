import type { Command } from '../command.js';
import { UsageError } from '../command-error.js';
import { completionFor, SHELLS } from '../completion.js';

/** @param commands everything that can be completed, this command with it. */
export const completionCommand = (commands: () => readonly Command[]): Command => ({
  name: 'completion',
  summary: 'Print a script that completes commands and options in bash, zsh or fish',
  arguments: ['SHELL'],
  details:
    'bash: eval "$(m2m-auth completion bash)" in ~/.bashrc\n' +
    'zsh:  eval "$(m2m-auth completion zsh)" in ~/.zshrc, after compinit\n' +
    'fish: m2m-auth completion fish | source in config.fish',
  run: ({ arguments: [name], terminal }) => {
    const shell = SHELLS.find((known) => known === name);
    if (shell === undefined) throw new UsageError(`SHELL must be one of ${SHELLS.join(', ')}.`);
    terminal.stdout(`${completionFor(shell, commands())}\n`);
    return Promise.resolve();
  },
});
