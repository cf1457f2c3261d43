// `npm run bench [-- NAME]`: every benchmark, or one. They run as the server does, out of a bundle,
// each in a process of its own.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuild } from '#server/start/build.mjs';
import { ROOT, Sorry } from '#server/start/run-step.mjs';
import { bundle, runBundled } from '#test/support/bundled.mjs';

const BENCHES = [
  'ingest',
  'fold',
  'patch',
  'fan-out',
  'slow-reader',
  'restart',
  'history',
  'page',
  'event-to-pixel',
  'cold-start',
  'herd',
];
/** Those that take long: only when asked for by name. */
const LONG = ['soak'];
/** Those that look at the built app. */
const LOOKS_AT_BUILD = new Set(['page', 'event-to-pixel', 'cold-start', 'soak', 'herd']);
/** Processes that benches start. */
const HELPERS = ['readers', 'ingest-server'];
/** Bundle and data of this run; within the repository, because a temporary folder may be no disk. */
const FOLDER = join(ROOT, 'node_modules/.cache/tidewall-bench', String(process.pid));

const asked = process.argv.slice(2);
const unknown = asked.find((name) => ![...BENCHES, ...LONG].includes(name));
if (unknown !== undefined || asked.length > 1) {
  const wrong = unknown === undefined ? 'one benchmark at a time' : `no benchmark "${unknown}"`;
  console.error(
    `There is ${wrong}; allowed is one of ${[...BENCHES, ...LONG].join(', ')}, or none for all but ${LONG.join(', ')}.`,
  );
  process.exit(2);
}
try {
  await bundle({ source: 'test/bench', names: [...BENCHES, ...LONG, ...HELPERS], folder: FOLDER });
  const names = asked.length > 0 ? asked : BENCHES;
  if (names.some((name) => LOOKS_AT_BUILD.has(name))) await ensureBuild();
  for (const name of names) await run(name);
} catch (error) {
  if (!(error instanceof Sorry)) throw error;
  console.error(error.message);
  process.exitCode = 1;
} finally {
  rmSync(FOLDER, { recursive: true, force: true });
}

async function run(name) {
  const code = await runBundled({ folder: FOLDER, name, nodeFlags: ['--expose-gc'] });
  if (code !== 0) throw new Sorry(`The benchmark "${name}" broke off with code ${code}.`);
}
