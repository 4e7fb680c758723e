const SHORTEST_START = 5;

interface Known {
  readonly name: string;
  /** What is suggested. */
  readonly path: string;
}

/**
 * The known name that somebody probably meant: the same but for case and a few characters, or a longer one that begins
 * like it. Undefined when none is near.
 */
export const nearestName = (meant: string, known: readonly Known[]): string | undefined => {
  let nearest: string | undefined;
  let least = Math.min(3, Math.floor(meant.length / 3)) + 1;
  for (const { name, path } of known) {
    const distance = distanceBetween(meant.toLowerCase(), name.toLowerCase());
    if (distance < least) [nearest, least] = [path, distance];
  }
  return nearest;
};

const distanceBetween = (meant: string, name: string): number =>
  meant.length >= SHORTEST_START && name.startsWith(meant) ? 1 : editsBetween(meant, name);

/** How many characters have to be put in, taken out or replaced (Levenshtein). */
const editsBetween = (left: string, right: string): number => {
  let row = Array.from({ length: right.length + 1 }, (_, at) => at);
  for (let at = 0; at < left.length; at += 1) {
    const next = [at + 1];
    for (let to = 0; to < right.length; to += 1) {
      const replaced = (row[to] ?? 0) + (left[at] === right[to] ? 0 : 1);
      next.push(Math.min(replaced, (row[to + 1] ?? 0) + 1, (next[to] ?? 0) + 1));
    }
    row = next;
  }
  return row[right.length] ?? 0;
};
