import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { countListed, readPlaywrightReport, readVitestReport } from '#test/run/reports.mjs';

it('counts every test of a vitest report, and a file that could not be loaded as a failure', () => {
  const path = report({
    testResults: [
      {
        name: 'a.test.ts',
        status: 'failed',
        assertionResults: [
          { status: 'passed', fullName: 'good' },
          { status: 'failed', fullName: 'bad' },
          { status: 'pending', fullName: 'later' },
        ],
      },
      { name: 'broken.test.ts', status: 'failed', assertionResults: [] },
    ],
  });
  expect(readVitestReport(path)).toEqual({
    passed: 1,
    failed: 2,
    skipped: 1,
    failures: ['bad', 'broken.test.ts could not be run'],
    skips: ['later'],
  });
});

it('counts a browser test that passed only at the second try as failed', () => {
  const spec = (title: string, status: string) => ({
    file: 'a.spec.ts',
    title,
    tests: [{ status }],
  });
  const path = report({
    suites: [
      {
        specs: [spec('one', 'expected')],
        suites: [{ specs: [spec('two', 'flaky'), spec('three', 'skipped')] }],
      },
    ],
  });
  const { passed, failed, skipped, failures } = readPlaywrightReport(path);
  expect({ passed, failed, skipped, failures }).toEqual({
    passed: 1,
    failed: 1,
    skipped: 1,
    failures: ['a.spec.ts: two'],
  });
});

it('counts nothing where a tool left no report', () => {
  expect(readVitestReport(join(tmpdir(), 'no such report.json')).passed).toBe(0);
});

it('knows how many browser tests there would have been', () => {
  expect(countListed('Listing tests:\n  a.spec.ts:1:1 › x\nTotal: 12 tests in 3 files\n')).toBe(12);
  expect(countListed('Error: no tests found')).toBe(0);
});

function report(content: unknown): string {
  const folder = mkdtempSync(join(tmpdir(), 'tidewall-report-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'report.json');
  writeFileSync(path, JSON.stringify(content));
  return path;
}
