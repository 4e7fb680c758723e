// Leaves Jest's totals in the file named by M2M_TEST_COUNTS, for the line that test.mjs ends with.
import { writeFileSync } from 'node:fs';

export default class JestCountsReporter {
  onRunComplete(_contexts, results) {
    const file = process.env.M2M_TEST_COUNTS;
    if (!file) return;
    const counts = {
      passed: results.numPassedTests,
      // A suite that cannot even be loaded has no tests to fail, and must not read as success.
      failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
      skipped: results.numPendingTests + results.numTodoTests,
    };
    writeFileSync(file, JSON.stringify(counts));
  }
}
