const MIN_BYTES = 32;
const MIN_DIFFERENT = 10;
/** Characters that do not simply follow from the one before. */
const MIN_UNFORESEEN = 10;
const MIN_PERIOD = 16;

/** As they read without case and punctuation. Long enough that no random value contains one by chance. */
const PLACEHOLDERS = [
  'replaceme',
  'changeme',
  'changeit',
  'change-this',
  'placeholder',
  'insertyour',
  'putyour',
  'yoursecret',
  'yourkey',
  'your-internal',
  'supersecret',
  'notasecret',
  'mysecretkey',
  'atleast32',
].map((words) => words.replaceAll('-', ''));
/** What the examples of the documentation say. Good enough to try them, and never in production. */
const EXAMPLES = ['onlyfordevelopment'];

/** Alphabet, digits and keyboard rows, in whose order people type. */
const RUNS = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
  'qwertyuiop',
  'qwertzuiop',
  'asdfghjkl',
  'zxcvbnm',
];
const NEIGHBOURS = new Set(
  RUNS.flatMap((run) =>
    [...run].slice(1).flatMap((next, at) => [`${run.charAt(at)}${next}`, `${next}${run.charAt(at)}`]),
  ),
);

/**
 * What makes a secret of the configuration worthless, as words to be put after its name, such as `must have at least 32
 * bytes`; undefined when nothing does. It never repeats the secret.
 *
 * @param use `production` refuses the examples of the documentation too.
 */
export const configuredSecretProblem = (
  secret: string,
  use: 'production' | 'development',
): string | undefined =>
  Buffer.byteLength(secret) < MIN_BYTES
    ? `must have at least ${MIN_BYTES} bytes, for example from \`openssl rand -base64 32\``
    : guessableSecretProblem(secret, use);

/** The same rule for a secret whose length is judged elsewhere. */
export const guessableSecretProblem = (
  secret: string,
  use: 'production' | 'development',
): string | undefined => {
  if (secret.includes('${')) return 'holds ${: a variable was not replaced';
  const words = secret.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  const placeholders = use === 'production' ? [...PLACEHOLDERS, ...EXAMPLES] : PLACEHOLDERS;
  if (placeholders.some((placeholder) => words.includes(placeholder))) {
    return 'is a placeholder: replace it, for example by what `openssl rand -base64 32` prints';
  }
  if (new Set(secret).size < MIN_DIFFERENT) {
    return `must have at least ${MIN_DIFFERENT} different characters`;
  }
  if (unforeseen(secret.toLowerCase()) < MIN_UNFORESEEN || period(secret) < MIN_PERIOD) {
    return 'must not consist of sequences or repetitions';
  }
  return undefined;
};

const unforeseen = (text: string): number => {
  let count = 0;
  for (let at = 1; at < text.length; at += 1) {
    const [before, here] = [text.charAt(at - 1), text.charAt(at)];
    if (before !== here && !NEIGHBOURS.has(before + here)) count += 1;
  }
  return count;
};

/** The length of the shortest text that makes up the whole by being repeated. */
const period = (text: string): number => (text + text).indexOf(text, 1);
