import { execFileSync } from 'node:child_process';
import { COMMANDS } from '../../apps/server/src/cli/commands/index.js';
import { completionFor, SHELLS } from '../../apps/server/src/cli/completion.js';
import { runHere } from './support/command-line.js';

/** What bash would offer after these words; the last one is the word that is being typed. */
const completed = (...words: readonly string[]): string[] => {
  const script = `${completionFor('bash', COMMANDS)}
    COMP_WORDS=(m2m-auth "$@"); COMP_CWORD=$#
    _m2m_auth; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const offered = execFileSync('bash', ['--norc', '-c', script, 'bash', ...words], { encoding: 'utf8' });
  return offered.split('\n').filter((word) => word !== '');
};

describe('completion', () => {
  it('offers in bash the first words of all commands, then the second, then the options', () => {
    expect(completed('')).toEqual(
      expect.arrayContaining(['clients', 'organizations', 'completion', 'help', '--version']),
    );
    expect(completed('org')).toEqual(['organizations']);
    expect(completed('organizations', '')).toEqual(['create', 'list', 'delete']);
    expect(completed('organizations', 'delete', '--y')).toEqual(['--yes']);
    expect(completed('clients', 'create', '--client')).toEqual(['--client-id']);
    expect(completed('clients', 'show', 'billing', '--js')).toEqual(['--json']);
    expect(completed('help', 'tok')).toEqual(['tokens']);
    expect(completed('help', 'tokens', 'req')).toEqual(['request']);
    expect(completed('nonsense', '')).toEqual([]);
  });

  it('knows every command and option, and no shell would read a name otherwise', () => {
    for (const { name, options } of COMMANDS) {
      for (const word of [...name.split(' '), ...Object.keys(options ?? {})])
        expect(word).toMatch(/^[a-z][a-z-]*$/);
      const [first = '', second] = name.split(' ');
      if (second !== undefined) expect(completed(first, second)).toContain(second);
    }
  });

  it('is printed by the command, for each shell that there is a script for', async () => {
    for (const shell of SHELLS) {
      const done = await runHere(['completion', shell], { url: 'http://127.0.0.1:9' });
      expect(done).toMatchObject({ code: 0, stderr: '' });
      expect(done.stdout).toContain('complet');
    }
    expect(await runHere(['completion', 'csh'], { url: 'http://127.0.0.1:9' })).toMatchObject({ code: 2 });
    expect(await runHere(['completion'], { url: 'http://127.0.0.1:9' })).toMatchObject({ code: 2 });
  });
});
