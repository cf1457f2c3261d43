import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createRequire } from 'node:module';
import { runTool } from './tool.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * A Chromium to test with: the one TIDEWALL_CHROMIUM names, the system's, or Playwright's own
 * (`path: null`), which is downloaded once where there is none. Otherwise the reason, as a sentence.
 */
export async function findOrInstallChromium() {
  const system = findSystemChromium();
  if (system) return { ok: true, path: system };
  if (hasOwnChromium()) return { ok: true, path: null };
  console.log('No Chromium found: trying to download the one of Playwright …');
  await runTool('playwright', ['install', 'chromium']);
  if (hasOwnChromium()) return { ok: true, path: null };
  return {
    ok: false,
    reason:
      'there is no Chromium here, and downloading one did not work (install a package named chromium).',
  };
}

/** The first Chromium of the system, or null. */
export function findSystemChromium() {
  const asked = process.env.TIDEWALL_CHROMIUM;
  if (asked) return asked;
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  for (const name of NAMES)
    for (const folder of folders) {
      const path = join(folder, name);
      if (existsSync(path)) return path;
    }
  return null;
}

function hasOwnChromium() {
  const { chromium } = createRequire(import.meta.url)('playwright');
  return existsSync(chromium.executablePath());
}
