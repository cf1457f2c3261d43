import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { loadConfig } from '#server/config/load.ts';
import { systemClock } from '#server/kit/clock.ts';
import type { Logger } from '#server/kit/logger.ts';
import { startApp } from './app.ts';

const loaded = loadConfig({
  argv: process.argv.slice(2),
  env: process.env,
  readFile: (path) => readFileSync(path, 'utf8'),
});
if (!loaded.ok) {
  process.stderr.write(`${loaded.message}\n`);
  process.exit(loaded.exitCode);
}

const staticFolder = join(import.meta.dirname, '../web');
try {
  const app = await startApp({
    config: loaded.config,
    clock: systemClock,
    logger: createLogger(),
    buildId: buildIdOf([import.meta.filename, join(staticFolder, 'index.html')]),
    staticFolder,
  });
  process.stdout.write(
    `\n  Tidewall 观澜  ${app.origin}\n\n  Sign in 登录   ${app.signInLink}\n\n  Wall 大屏      ${app.origin}/wall/main   (after signing in 登录后打开)\n  Ctrl-C stops it. 按 Ctrl-C 停止。\n\n`,
  );
  const stop = (): void => {
    void app.stop().then(() => process.exit(0));
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
} catch (error) {
  process.stderr.write(`${sentenceOf(error)}\n`);
  process.exit(1);
}

/** Log lines go to standard error as JSON: one stream for people, one for machines. */
function createLogger(): Logger {
  const log = pino({ base: null, level: process.env.TIDEWALL_LOG ?? 'warn' }, pino.destination(2));
  return {
    info: (message, fields) => log.info(fields ?? {}, message),
    warn: (message, fields) => log.warn(fields ?? {}, message),
    error: (message, fields) => log.error(fields ?? {}, message),
  };
}

/** The same for the same build, different for any other. */
function buildIdOf(files: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of files) if (existsSync(file)) hash.update(readFileSync(file));
  return hash.digest('base64url').slice(0, 12);
}

function sentenceOf(error: unknown): string {
  const { code, port, message } = error as { code?: string; port?: number; message?: string };
  if (code === 'EADDRINUSE')
    return `Port ${port} is taken: another programme, perhaps another Tidewall, listens there. Choose one with --port N.`;
  if (code === 'EACCES')
    return `Tidewall may not listen on port ${port}. Choose one above 1023 with --port N.`;
  return message ?? String(error);
}
