export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
  /** Titles of the failed ones. */
  failures: string[];
  /** Titles of the skipped ones. */
  skips: string[];
}

/** Counts of vitest's JSON report. A file that could not be loaded counts as one failure. */
export function readVitestReport(path: string): Counts;
/** Counts of Playwright's JSON report. A flaky test is a failed one. */
export function readPlaywrightReport(path: string): Counts;
/** How many tests `playwright test --list` named. */
export function countListed(output: string): number;
