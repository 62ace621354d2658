// Prints jest's totals, as one plain line at the end; a suite that could not run at all counts as one failure, and so do
// checks that failed beside the tests (their exit code is the second argument).
import { readFileSync } from 'node:fs';

const [file, checks = '0'] = process.argv.slice(2);
let report;
try {
  report = JSON.parse(readFileSync(file, 'utf8'));
} catch {
  console.log('0 passed, 1 failed');
  process.exit(1);
}
const failed = report.numFailedTests + report.numRuntimeErrorTestSuites + (checks === '0' ? 0 : 1);
if (report.numPendingTests > 0) console.log(`${report.numPendingTests} skipped`);
console.log(`${report.numPassedTests} passed, ${failed} failed`);
process.exit(failed === 0 && report.numPassedTests > 0 ? 0 : 1);
