import { GLOBAL_OPTIONS } from './command-line.js';
import { optionsOf, type Command } from './command.js';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;

export type Shell = (typeof SHELLS)[number];

/** What may follow some words of a command line. */
interface Follows {
  readonly words: string;
  readonly next: readonly string[];
}

const optionNames = (options: object): string[] => Object.keys(options).map((name) => `--${name}`);

/** The longest beginnings first, so that the first that fits is the one that fits best. */
const followsOf = (commands: readonly Command[]): readonly Follows[] => {
  const next = new Map<string, Set<string>>([['', new Set(['help', '--help', '--version'])]]);
  const add = (words: string, word: string): void =>
    void next.set(words, (next.get(words) ?? new Set()).add(word));
  for (const command of commands) {
    const words = command.name.split(' ');
    words.forEach((word, index) => {
      const before = words.slice(0, index);
      add(before.join(' '), word);
      add(['help', ...before].join(' '), word);
    });
    for (const option of optionNames({ ...optionsOf(command), ...GLOBAL_OPTIONS })) add(command.name, option);
  }
  return [...next]
    .map(([words, following]) => ({ words, next: [...following] }))
    .sort((one, other) => other.words.length - one.words.length);
};

const cases = (commands: readonly Command[], line: (follows: Follows) => string): string =>
  followsOf(commands)
    .map(
      (follows) =>
        `    ${follows.words === '' ? "''" : `"${follows.words}"|"${follows.words} "*`}) ${line(follows)} ;;`,
    )
    .join('\n');

const bash = (commands: readonly Command[]): string => `_m2m_auth() {
  local before="\${COMP_WORDS[*]:1:COMP_CWORD-1}" words=''
  case "$before" in
${cases(commands, ({ next }) => `words='${next.join(' ')}'`)}
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _m2m_auth m2m-auth`;

const zsh = (commands: readonly Command[]): string => `#compdef m2m-auth
_m2m_auth() {
  local before="\${(j: :)words[2,CURRENT-1]}"
  local -a following
  case "$before" in
${cases(commands, ({ next }) => `following=(${next.join(' ')})`)}
  esac
  compadd -a following || _files
}
compdef _m2m_auth m2m-auth`;

const fish = (commands: readonly Command[]): string => `function __m2m_auth_next
  set -l before (string join ' ' -- (commandline -opc)[2..])
  switch "$before"
${followsOf(commands)
  .map(
    ({ words, next }) =>
      `    case '${words}'${words === '' ? '' : ` '${words} *'`}\n      printf '%s\\n' ${next.join(' ')}`,
  )
  .join('\n')}
  end
end
complete -c m2m-auth -a '(__m2m_auth_next)'`;

const SCRIPTS = { bash, zsh, fish } as const;

/** A script that completes the commands and options of `m2m-auth` in this shell. */
export const completionFor = (shell: Shell, commands: readonly Command[]): string => SCRIPTS[shell](commands);
