import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

const root = import.meta.dirname;

/** All that decides what a log is folded into. */
const FOLDING = [
  'schema',
  'server/floor',
  'server/metrics',
  'server/surge',
  'server/alerts',
  'server/audit',
  'server/pipeline-world.ts',
  'server/pipeline-checkpoint.ts',
];

/** Names the code that folds: states that were folded by other code are not believed. */
function foldId(): string {
  const hash = createHash('sha256');
  const files = FOLDING.flatMap((path) =>
    statSync(join(root, path)).isFile()
      ? [path]
      : readdirSync(join(root, path), { recursive: true, encoding: 'utf8' })
          .filter((file) => file.endsWith('.ts'))
          .map((file) => join(path, file)),
  );
  for (const file of files.sort()) hash.update(file).update(readFileSync(join(root, file)));
  return hash.digest('base64url').slice(0, 12);
}

/**
 * One `vite build` makes both halves: the page into dist/web, the server into one file,
 * dist/server/main.js. Native packages stay outside of it.
 */
export default defineConfig({
  root: join(root, 'web'),
  cacheDir: join(root, 'node_modules/.vite'),
  plugins: [svelte({ configFile: false })],
  builder: {},
  define: { __FOLD_ID__: JSON.stringify(foldId()) },
  environments: {
    client: { build: { outDir: join(root, 'dist/web'), emptyOutDir: true, target: 'es2022' } },
    ssr: {
      // Not under vitest, where it would transform every dependency on every run.
      ...(process.env.VITEST ? {} : { resolve: { noExternal: true, external: ['libsql'] } }),
      build: {
        ssr: join(root, 'server/main.ts'),
        outDir: join(root, 'dist/server'),
        emptyOutDir: true,
        copyPublicDir: false,
        target: 'node20',
        rolldownOptions: { output: { entryFileNames: 'main.js' } },
      },
    },
  },
  test: {
    root,
    name: 'node',
    environment: 'node',
    // The same copy that Node gives to graphql-yoga; two copies do not know each other's types.
    alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }],
    include: ['test/{unit,contract,property,integration,architecture}/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // What comes at once on an idle machine may take a while on a busy one.
    expect: { poll: { timeout: 20_000 } },
    // Left to itself it keeps one processor free: on two that is half of them.
    maxWorkers: '100%',
  },
});
