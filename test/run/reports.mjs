import { existsSync, readFileSync } from 'node:fs';

/** What a report without any content counts for. */
const nothing = () => ({ passed: 0, failed: 0, skipped: 0, failures: [], skips: [] });

/** Counts of vitest's JSON report. A file that could not be loaded counts as one failure. */
export function readVitestReport(path) {
  const counts = nothing();
  for (const file of read(path)?.testResults ?? []) {
    const tests = file.assertionResults ?? [];
    if (file.status === 'failed' && !tests.some((test) => test.status === 'failed')) {
      counts.failed++;
      counts.failures.push(`${file.name} could not be run`);
    }
    for (const test of tests) count(counts, VITEST[test.status] ?? 'failed', test.fullName);
  }
  return counts;
}

/** Counts of Playwright's JSON report. A flaky test is a failed one. */
export function readPlaywrightReport(path) {
  const counts = nothing();
  for (const suite of read(path)?.suites ?? []) addSuite(counts, suite);
  return counts;
}

/** How many tests `playwright test --list` named. */
export function countListed(output) {
  return Number(/Total: (\d+) tests?/.exec(output)?.[1] ?? 0);
}

const VITEST = { passed: 'passed', pending: 'skipped', skipped: 'skipped', todo: 'skipped' };
const PLAYWRIGHT = { expected: 'passed', skipped: 'skipped' };

function addSuite(counts, suite) {
  for (const inner of suite.suites ?? []) addSuite(counts, inner);
  for (const spec of suite.specs ?? [])
    for (const test of spec.tests)
      count(counts, PLAYWRIGHT[test.status] ?? 'failed', `${spec.file}: ${spec.title}`);
}

function count(counts, outcome, title) {
  counts[outcome]++;
  if (outcome === 'failed') counts.failures.push(title);
  if (outcome === 'skipped') counts.skips.push(title);
}

function read(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null;
}
