// TypeScript of the tests run as the server is: bundled, in a process of its own.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { generate } from '#server/start/build.mjs';
import { ensureDependencies, nodeProblem } from '#server/start/dependencies.mjs';
import { ROOT, Sorry } from '#server/start/run-step.mjs';

/** Bundles `<source>/<name>.ts` for every name into `folder`, as `<name>.mjs`; installs what is missing. */
export async function bundle({ source, names, folder }) {
  const problem = nodeProblem(process.versions.node);
  if (problem) throw new Sorry(problem);
  await ensureDependencies();
  await generate();
  await bundleOnly({ source, names, folder });
}

/** The same where everything is installed and generated already, as within `npm test`. */
export async function bundleOnly({ source, names, folder }) {
  // Only now: on a fresh clone it has just been installed.
  const { build } = await import('vite');
  await build({
    configFile: false,
    root: ROOT,
    logLevel: 'warn',
    // As vite.config.ts has it for the server; here one run is one build.
    define: { __FOLD_ID__: JSON.stringify('bundled') },
    ssr: { noExternal: true, external: ['libsql'] },
    build: {
      ssr: true,
      outDir: folder,
      copyPublicDir: false,
      target: 'node20',
      rolldownOptions: {
        input: Object.fromEntries(names.map((name) => [name, join(ROOT, source, `${name}.ts`)])),
        // Below node_modules only the ending says that it is a module.
        output: { entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
      },
    },
  });
}

/** Runs a bundled program to its end, without the settings of a Tidewall around it; resolves to its exit code. */
export async function runBundled({ folder, name, nodeFlags = [], args = [] }) {
  const own = Object.entries(process.env).filter(([key]) => !key.startsWith('TIDEWALL_'));
  const child = spawn(process.execPath, [...nodeFlags, join(folder, `${name}.mjs`), ...args], {
    cwd: ROOT,
    env: { ...Object.fromEntries(own), NODE_ENV: 'production' },
    stdio: 'inherit',
  });
  // Ctrl-C ends the program; this process stays to clean up.
  const stop = () => child.kill();
  process.on('SIGINT', stop);
  const code = await new Promise((settle) => child.on('close', (status) => settle(status ?? 1)));
  process.off('SIGINT', stop);
  return code;
}
