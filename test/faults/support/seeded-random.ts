/** Numbers from 0 up to 1 that come again with the same seed: a linear congruential generator, of which the high bits are used. */
export const seededRandom = (seed: number): (() => number) => {
  let state = BigInt(seed);
  return () => {
    state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
    return Number(state >> 32n) / 2 ** 32;
  };
};
