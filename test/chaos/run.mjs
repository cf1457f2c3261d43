// `npm run chaos -- NAME [--count N] [--seed TEXT]`, and `kill --bare` for the log alone: what goes wrong with machines, over and over, with
// an account of every answer that was given.
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuild } from '#server/start/build.mjs';
import { ROOT, Sorry } from '#server/start/run-step.mjs';
import { bundle, runBundled } from '#test/support/bundled.mjs';

const NAMES = ['kill', 'power-cut', 'disk', 'corrupt', 'cut'];
/** Within the repository, because a temporary folder may be no disk. */
const FOLDER = join(ROOT, 'node_modules/.cache/tidewall-chaos', String(process.pid));

const [name, ...args] = process.argv.slice(2);
if (!NAMES.includes(name)) {
  const what = name === undefined ? 'No chaos is named' : `There is no chaos "${name}"`;
  console.error(`${what}; allowed is ${NAMES.join(', ')}, e.g. npm run chaos -- kill --count 100`);
  process.exit(2);
}
try {
  await bundle({ source: 'test/chaos', names: ['chaos', 'bare-log'], folder: FOLDER });
  if (name === 'kill' && !args.includes('--bare')) {
    // What is killed is the server itself, as `npm start` runs it; a copy, for a run may take an hour.
    await ensureBuild();
    cpSync(join(ROOT, 'dist'), join(FOLDER, 'dist'), { recursive: true });
  }
  const data = join(FOLDER, 'data');
  mkdirSync(data);
  const places = ['--folder', data, '--server', join(FOLDER, 'dist/server/main.js')];
  process.exitCode = await runBundled({
    folder: FOLDER,
    name: 'chaos',
    args: [name, ...args, ...places],
  });
} catch (error) {
  if (!(error instanceof Sorry)) throw error;
  console.error(error.message);
  process.exitCode = 1;
} finally {
  rmSync(FOLDER, { recursive: true, force: true });
}
