const MIN_SECONDS = 30;
const MAX_SECONDS = 600;
const DEFAULT_SECONDS = 300;

const MAX_AGE = /(?:^|[,\s])max-age="?(\d{1,10})"?(?=$|[,\s])/i;
const NOT_TO_BE_KEPT = /(?:^|[,\s])no-(?:store|cache)(?=$|[,\s])/i;

/**
 * How long a key set is used before it is asked for again, in milliseconds: what its Cache-Control says
 * (RFC 9111 §5.2.2.1), but never less than 30 seconds, or each of us would ask all the time, nor more than 10 minutes,
 * or a key that was taken back would live on.
 */
export const freshnessOf = (cacheControl: string | null): number => {
  const header = cacheControl ?? '';
  if (NOT_TO_BE_KEPT.test(header)) return MIN_SECONDS * 1_000;
  const seconds = Number(MAX_AGE.exec(header)?.[1] ?? DEFAULT_SECONDS);
  return Math.min(Math.max(seconds, MIN_SECONDS), MAX_SECONDS) * 1_000;
};
