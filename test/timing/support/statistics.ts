/** How well two sides can be told apart by their times. */
export interface Separation {
  /** The chance that a time of B is longer than one of A, ties counted half: 0.5 where nothing tells them apart. */
  readonly auc: number;
  /** Half the width of its 95 % confidence interval (Hanley and McNeil 1982). */
  readonly margin: number;
}

const Z_95 = 1.96;

/** The Mann-Whitney U of two samples as an area under the curve. */
export const separation = (a: readonly number[], b: readonly number[]): Separation => {
  const auc = areaUnderCurve(a, b);
  const [q1, q2] = [auc / (2 - auc), (2 * auc * auc) / (1 + auc)];
  const variance = auc * (1 - auc) + (b.length - 1) * (q1 - auc * auc) + (a.length - 1) * (q2 - auc * auc);
  return { auc, margin: Z_95 * Math.sqrt(variance / (a.length * b.length)) };
};

const areaUnderCurve = (a: readonly number[], b: readonly number[]): number => {
  const all = [...a.map((time) => ({ time, ofB: false })), ...b.map((time) => ({ time, ofB: true }))];
  all.sort((one, other) => one.time - other.time);
  let ranksOfB = 0;
  for (let first = 0; first < all.length;) {
    let end = first;
    while (end < all.length && all[end]?.time === all[first]?.time) end++;
    // Equal times share the middle of their ranks, which begin at 1.
    const rank = (first + 1 + end) / 2;
    ranksOfB += rank * all.slice(first, end).filter(({ ofB }) => ofB).length;
    first = end;
  }
  return (ranksOfB - (b.length * (b.length + 1)) / 2) / (a.length * b.length);
};

export const median = (times: readonly number[]): number => {
  const sorted = [...times].sort((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[middle]];
  return ((low ?? NaN) + (high ?? NaN)) / 2;
};
