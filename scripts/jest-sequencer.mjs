import Sequencer from '@jest/test-sequencer';

/** Suites that take longest, where nothing is known of earlier runs: begun last, one of them would end alone. */
const LONGEST = [
  'test/server/admin-clients.e2e-spec.ts',
  'test/package/package.e2e-spec.ts',
  'test/faults/client-life.e2e-spec.ts',
  'test/shared-state/redis-topologies.spec.ts',
  'test/processes/configuration.e2e-spec.ts',
  'test/e2e/audit.e2e-spec.ts',
  'test/e2e/registration.e2e-spec.ts',
  'test/e2e/bad-input.e2e-spec.ts',
];

const placeOf = ({ path }) => {
  const place = LONGEST.findIndex((suite) => path.endsWith(suite));
  return place < 0 ? LONGEST.length : place;
};

export default class LongestFirst extends Sequencer {
  sort(tests) {
    return [...super.sort(tests)].sort((a, b) => placeOf(a) - placeOf(b));
  }
}
