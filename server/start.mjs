// `npm start`: needs nothing but Node. Installs what is missing, builds what is stale, then runs the
// server in this very process, so that signals reach it and nothing is left behind when it is killed.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuild } from './start/build.mjs';
import { ensureDependencies, nodeProblem } from './start/dependencies.mjs';
import { ROOT, Sorry } from './start/run-step.mjs';

try {
  const problem = nodeProblem(process.versions.node);
  if (problem) throw new Sorry(problem);
  await ensureDependencies();
  await ensureBuild();
} catch (error) {
  if (!(error instanceof Sorry)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}

const main = join(ROOT, 'dist/server/main.js');
if (!existsSync(main)) throw new Error(`${main} is expected to be there after a build`);
await import(pathToFileURL(main).href);
