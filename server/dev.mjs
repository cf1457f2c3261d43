// `npm run dev`: the server under tsx, started anew on every change, and Vite with hot reload in
// front of it. Flags go to the server. Stops as a whole.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createServer } from 'vite';
import { generate } from './start/build.mjs';
import { ROOT, say } from './start/run-step.mjs';

const PAGE_PORT = 5173;
const flags = process.argv.slice(2);
const asked = flags[flags.indexOf('--port') + 1];
const port = flags.includes('--port') && asked ? asked : (process.env.TIDEWALL_PORT ?? '4000');
const target = `http://127.0.0.1:${port}`;

await generate();
const server = spawn(
  process.execPath,
  ['--import', 'tsx', '--watch', '--watch-preserve-output', join(ROOT, 'server/main.ts'), ...flags],
  { cwd: ROOT, stdio: 'inherit' },
);
// The server refuses pages of other origins: in front of it, Vite is its own.
const behind = { target, ws: true, headers: { origin: target } };
const page = await createServer({
  configFile: join(ROOT, 'vite.config.ts'),
  server: {
    host: '127.0.0.1',
    port: PAGE_PORT,
    proxy: Object.fromEntries(
      ['/graphql', '/events', '/sign-in', '/sign-out', '/healthz', '/readyz', '/metrics'].map(
        (path) => [path, behind],
      ),
    ),
  },
});
await page.listen();
say(`The page with hot reload: http://127.0.0.1:${PAGE_PORT}`);

let stopping = false;
const stop = () => {
  if (stopping) return;
  stopping = true;
  server.kill('SIGTERM');
  void page.close();
};
process.on('SIGINT', stop);
process.on('SIGTERM', stop);
server.on('exit', (code) => {
  stop();
  process.exitCode = code ?? 0;
});
