import { defineConfig } from '@playwright/test';
import { findSystemChromium } from '../run/chromium.mjs';

const executablePath = findSystemChromium() ?? undefined;
const isRoot = process.getuid?.() === 0;

/** Two workers, for two cores, and no retries: what is not steady fails. Each spec starts its own server. */
export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: '../../test-results',
  workers: 2,
  retries: 0,
  forbidOnly: true,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  use: {
    browserName: 'chromium',
    locale: 'en-GB',
    // A trace of every test, kept of those that fail, would take a third of their time: `--trace on` when it is needed.
    trace: 'off',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath,
      // Where no language is set Chromium saves a file with a Chinese name as `download`.
      env: { ...(process.env as Record<string, string>), LC_ALL: 'C.UTF-8' },
      args: [
        ...(isRoot ? ['--no-sandbox'] : []),
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
      ],
    },
  },
});
