import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, runStep, say } from './run-step.mjs';

const STAMP = join(ROOT, 'dist/.built-from');
const MAIN = join(ROOT, 'dist/server/main.js');
const SOURCES = ['schema', 'server', 'web'];
const FILES = ['vite.config.ts', 'package.json', 'package-lock.json', 'tsconfig.json'];

/** Writes what is generated from the SDL. */
export async function generate() {
  await runStep({
    what: 'Generating the types (npm run gen)',
    command: process.execPath,
    args: [join(ROOT, 'schema/generate.mjs')],
  });
}

/** Builds both halves where any source has changed since the last build; otherwise does nothing. */
export async function ensureBuild() {
  const wanted = sourcesHash();
  if (existsSync(MAIN) && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted) return;
  say('Building …');
  // A build that breaks off must not look finished.
  rmSync(STAMP, { force: true });
  await generate();
  await runStep({
    what: 'Building (npm run build)',
    command: process.execPath,
    args: [join(ROOT, 'node_modules/vite/bin/vite.js'), 'build', '--app', '--logLevel', 'warn'],
    env: { NODE_ENV: 'production' },
  });
  mkdirSync(join(ROOT, 'dist'), { recursive: true });
  writeFileSync(STAMP, wanted);
}

function sourcesHash() {
  const hash = createHash('sha256');
  const add = (path) =>
    hash
      .update(path)
      .update('\0')
      .update(readFileSync(join(ROOT, path)));
  for (const folder of SOURCES) for (const path of filesBelow(folder)) add(path);
  for (const path of FILES) if (existsSync(join(ROOT, path))) add(path);
  return hash.digest('hex');
}

/** Sorted, without what is generated and what no build reads. */
function filesBelow(folder) {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(ROOT.length + 1))
    .filter((path) => !/\.gen\.ts$|[\\/]generated[\\/]|\.md$/.test(path))
    .sort();
}
