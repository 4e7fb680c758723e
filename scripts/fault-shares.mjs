// How many injections each fault gets.

/** What a release needs of each fault; fewer are shared out in the same proportion, and none gets nothing. */
const RELEASE = {
  F1: 20,
  F2: 20,
  F3: 10,
  F4: 10,
  F5: 3,
  F6: 20,
  F7: 10,
  F8: 20,
  F9: 20,
  F10: 20,
  F11: 10,
  F12: 10,
  F14: 50,
  F15: 100,
  F16: 4,
  F17: 1,
  F18: 10,
  F19: 20,
  F20: 20,
  'F20-memory': 10,
};

/** @returns the same runs for every fault. */
export const ofEach = (runs) => Object.fromEntries(Object.keys(RELEASE).map((fault) => [fault, runs]));

/** @returns the runs of each fault, `total` of them in all, or one of each where `total` is less than that. */
export function shareOut(total) {
  const whole = Object.values(RELEASE).reduce((sum, runs) => sum + runs, 0);
  const wanted = Object.entries(RELEASE).map(([fault, runs]) => ({ fault, exact: (runs * total) / whole }));
  const shares = wanted.map(({ fault, exact }) => ({ fault, exact, runs: Math.max(1, Math.floor(exact)) }));
  const given = () => shares.reduce((sum, { runs }) => sum + runs, 0);
  // What is left goes to those that are furthest below their part; what is too much comes from those furthest above.
  while (given() < total) furthest((share) => share.exact - share.runs).runs += 1;
  while (given() > total && shares.some(({ runs }) => runs > 1)) {
    furthest((share) => (share.runs > 1 ? share.runs - share.exact : -Infinity)).runs -= 1;
  }
  return Object.fromEntries(shares.map(({ fault, runs }) => [fault, runs]));

  function furthest(distance) {
    return shares.reduce((best, share) => (distance(share) > distance(best) ? share : best));
  }
}
