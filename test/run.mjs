// `npm test`: everything that must hold, from a fresh clone with nothing but Node. Every step is
// shown as it runs; the last line sums up all of them. Exit code 1 where anything failed.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuild, generate } from '#server/start/build.mjs';
import { ensureDependencies, nodeProblem } from '#server/start/dependencies.mjs';
import { ROOT, Sorry } from '#server/start/run-step.mjs';
import { findOrInstallChromium } from './run/chromium.mjs';
import { countListed, readPlaywrightReport, readVitestReport } from './run/reports.mjs';
import { runTool } from './run/tool.mjs';

const REPORTS = join(ROOT, 'node_modules/.cache/tidewall-test');
const sum = { passed: 0, failed: 0, skipped: 0 };
const remarks = [];

const problem = nodeProblem(process.versions.node);
if (problem) {
  console.error(problem);
  process.exit(1);
}
await step('dependencies', ensureDependencies);
// Without these two nothing else can be judged.
if (sum.failed === 0) await step('generated types', generate);
if (sum.failed === 0) {
  // A report of an earlier run must not speak for this one.
  rmSync(REPORTS, { recursive: true, force: true });
  mkdirSync(REPORTS, { recursive: true });
  await step('formatting', () => must('prettier', ['--check', '--log-level', 'warn', '.']));
  await step('lint', () => must('oxlint', ['--type-aware', '--deny-warnings']));
  await step('types', () => must('svelte-check', ['--tsgo', '--fail-on-warnings']));
  await vitest();
  const before = sum.failed;
  await step('build', ensureBuild);
  if (sum.failed === before) await browserTests();
}
for (const remark of remarks) console.log(remark);
const skipped = sum.skipped > 0 ? `, ${sum.skipped} skipped` : '';
console.log(`${sum.passed} passed, ${sum.failed} failed${skipped}`);
process.exitCode = sum.failed > 0 ? 1 : 0;

/** Runs one step and counts it as one test. */
async function step(name, run) {
  const since = performance.now();
  console.log(`\n── ${name}`);
  let failure = null;
  try {
    await run();
  } catch (error) {
    failure = error instanceof Sorry ? error.message : String(error.stack);
  }
  if (failure !== null) {
    if (failure) console.log(failure);
    remarks.push(`failed: ${name}`);
  }
  sum[failure === null ? 'passed' : 'failed']++;
  console.log(`${failure === null ? 'passed' : 'FAILED'}: ${name}, ${seconds(since)}`);
}

async function must(tool, args) {
  const { code } = await runTool(tool, args);
  if (code !== 0) throw new Sorry('');
}

async function vitest() {
  console.log('\n── unit, contract, property, integration and architecture tests');
  const report = join(REPORTS, 'vitest.json');
  const { code } = await runTool('vitest', [
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]);
  add('vitest', readVitestReport(report), code);
}

async function browserTests() {
  console.log('\n── browser tests');
  const config = ['test', '--config', 'test/e2e/playwright.config.ts'];
  const found = await findOrInstallChromium();
  if (!found.ok) {
    const { output } = await runTool('playwright', [...config, '--list'], { quiet: true });
    const count = countListed(output);
    remarks.push(`Browser tests were skipped (${count}): ${found.reason}`);
    sum.skipped += count;
    return;
  }
  const report = join(REPORTS, 'playwright.json');
  const { code } = await runTool('playwright', [...config, '--reporter=list,json'], {
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: report, TIDEWALL_CHROMIUM: found.path ?? '' },
  });
  add('playwright', readPlaywrightReport(report), code);
}

/** A run that ended badly without a failed test (it crashed, or reported nothing) is one failure. */
function add(name, counts, code) {
  const silent = code !== 0 && counts.failed === 0 ? 1 : 0;
  if (silent) remarks.push(`failed: ${name} ended with code ${code} outside of any test`);
  for (const title of counts.failures) remarks.push(`failed: ${title}`);
  for (const title of counts.skips) remarks.push(`skipped: ${title}`);
  sum.passed += counts.passed;
  sum.failed += counts.failed + silent;
  sum.skipped += counts.skipped;
}

function seconds(since) {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}
