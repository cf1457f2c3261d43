// `npm run prove -- NAME [FLAGS]`: what takes too long for `npm test`, to the last figure.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuild } from '#server/start/build.mjs';
import { ROOT, Sorry } from '#server/start/run-step.mjs';
import { bundle, runBundled } from '#test/support/bundled.mjs';

const PROOFS = ['bank', 'restart', 'rewind', 'zones'];
/** Within the repository, because a temporary folder may be no disk. */
const FOLDER = join(ROOT, 'node_modules/.cache/tidewall-proof', String(process.pid));

const [name, ...args] = process.argv.slice(2);
if (!PROOFS.includes(name)) {
  const what = name === undefined ? 'Nothing to prove is named' : `There is no proof "${name}"`;
  console.error(`${what}; allowed is ${PROOFS.join(', ')}, e.g. npm run prove -- bank`);
  process.exit(2);
}
try {
  // This one starts the server itself.
  if (name === 'restart') await ensureBuild();
  await bundle({ source: 'test/proof', names: [name], folder: FOLDER });
  process.exitCode = await runBundled({ folder: FOLDER, name, args });
} catch (error) {
  if (!(error instanceof Sorry)) throw error;
  console.error(error.message);
  process.exitCode = 1;
} finally {
  rmSync(FOLDER, { recursive: true, force: true });
}
