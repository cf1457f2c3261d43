// `npm run bench [-- NAME]`: every benchmark, or one. They run as the server does, out of a bundle,
// each in a process of its own.
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { generate } from '#server/start/build.mjs';
import { ensureDependencies, nodeProblem } from '#server/start/dependencies.mjs';
import { ROOT, Sorry } from '#server/start/run-step.mjs';

const BENCHES = ['ingest', 'fold', 'patch', 'fan-out', 'restart'];
/** Processes that benches start. */
const HELPERS = ['readers'];
/** Bundle and data of this run; within the repository, because a temporary folder may be no disk. */
const FOLDER = join(ROOT, 'node_modules/.cache/tidewall-bench', String(process.pid));

const asked = process.argv.slice(2);
const unknown = asked.find((name) => !BENCHES.includes(name));
if (unknown !== undefined || asked.length > 1) {
  const wrong = unknown === undefined ? 'one benchmark at a time' : `no benchmark "${unknown}"`;
  console.error(`There is ${wrong}; allowed is one of ${BENCHES.join(', ')}, or none for all.`);
  process.exit(2);
}
const problem = nodeProblem(process.versions.node);
if (problem) {
  console.error(problem);
  process.exit(1);
}
try {
  await ensureDependencies();
  await generate();
  await bundle();
  for (const name of asked.length > 0 ? asked : BENCHES) await run(name);
} catch (error) {
  if (!(error instanceof Sorry)) throw error;
  console.error(error.message);
  process.exitCode = 1;
} finally {
  rmSync(FOLDER, { recursive: true, force: true });
}

async function bundle() {
  // Only now: on a fresh clone it has just been installed.
  const { build } = await import('vite');
  const names = [...BENCHES, ...HELPERS];
  await build({
    configFile: false,
    root: ROOT,
    logLevel: 'warn',
    ssr: { noExternal: true, external: ['libsql'] },
    build: {
      ssr: true,
      outDir: FOLDER,
      copyPublicDir: false,
      target: 'node20',
      rolldownOptions: {
        input: Object.fromEntries(names.map((name) => [name, join(ROOT, `test/bench/${name}.ts`)])),
        // Below node_modules only the ending says that it is a module.
        output: { entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
      },
    },
  });
}

async function run(name) {
  const own = Object.entries(process.env).filter(([key]) => !key.startsWith('TIDEWALL_'));
  const child = spawn(process.execPath, ['--expose-gc', join(FOLDER, `${name}.mjs`)], {
    cwd: ROOT,
    env: { ...Object.fromEntries(own), NODE_ENV: 'production' },
    stdio: 'inherit',
  });
  // Ctrl-C ends the benchmark; this process stays to clean up.
  const stop = () => child.kill();
  process.on('SIGINT', stop);
  const code = await new Promise((settle) => child.on('close', (status) => settle(status ?? 1)));
  process.off('SIGINT', stop);
  if (code !== 0) throw new Sorry(`The benchmark "${name}" broke off with code ${code}.`);
}
