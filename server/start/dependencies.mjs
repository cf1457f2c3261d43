import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, runStep, say } from './run-step.mjs';

const MODULES = join(ROOT, 'node_modules');
const LOCK = join(ROOT, 'package-lock.json');
const STAMP = join(MODULES, '.tidewall-installed');

/** What is wrong with this Node, as a sentence; null where nothing is. */
export function nodeProblem(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return null;
  return `Tidewall needs Node 20.19 or newer, but this is Node ${version}: please install a newer one from https://nodejs.org.`;
}

/** Installs the locked dependencies where they are missing or the lock file has changed since. */
export async function ensureDependencies() {
  const wanted = createHash('sha256').update(readFileSync(LOCK)).digest('hex');
  if (installed() === wanted) return;
  if (!installedByHand()) {
    say('Installing dependencies (once, about half a minute) …');
    await runStep({
      what: 'Installing the dependencies (npm ci)',
      command: 'npm',
      args: ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'],
    });
  }
  writeFileSync(STAMP, wanted);
}

function installed() {
  return existsSync(STAMP) ? readFileSync(STAMP, 'utf8') : null;
}

/** Somebody ran npm themselves: npm notes the time in a lock file of its own. */
function installedByHand() {
  const note = join(MODULES, '.package-lock.json');
  if (!existsSync(note)) return false;
  const since = existsSync(STAMP) ? statSync(STAMP).mtimeMs : 0;
  const at = statSync(note).mtimeMs;
  return at > since && at >= statSync(LOCK).mtimeMs;
}
