import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import type { Config } from '#server/config/config.ts';
import { loadConfig } from '#server/config/load.ts';
import { runImportCommand } from '#server/import/main.ts';
import { systemClock } from '#server/kit/clock.ts';
import type { Logger } from '#server/kit/logger.ts';
import { startApp } from './app.ts';

/** Put in by the build (vite.config.ts). */
declare const __FOLD_ID__: string;

// The other thing that this programme does (server/import.mjs).
if (process.argv[2] === 'import')
  process.exit(
    await runImportCommand(process.argv.slice(3), { foldId: __FOLD_ID__, logger: createLogger() }),
  );

const loaded = loadConfig({
  argv: process.argv.slice(2),
  env: process.env,
  readFile: (path) => readFileSync(path, 'utf8'),
});
if (!loaded.ok) {
  process.stderr.write(`${loaded.message}\n`);
  process.exit(loaded.exitCode);
}

for (const source of loaded.config.sources)
  if (source.kind === 'replay' && !existsSync(source.path)) {
    process.stderr.write(`replay: a file is expected at ${source.path}, but there is none.\n`);
    process.exit(2);
  }

const staticFolder = join(import.meta.dirname, '../web');
try {
  const app = await startApp({
    config: loaded.config,
    clock: systemClock,
    logger: createLogger(),
    buildId: buildIdOf([import.meta.filename, join(staticFolder, 'index.html')]),
    foldId: __FOLD_ID__,
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
  const { sentence, exitCode } = explain(error, loaded.config);
  process.stderr.write(`${sentence}\n`);
  process.exit(exitCode);
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

/** What went wrong, for the person who started it; 2 where a setting is wrong. */
function explain(error: unknown, config: Config): { sentence: string; exitCode: 1 | 2 } {
  const { code, syscall, path, message } = error as {
    code?: string;
    syscall?: string;
    path?: string;
    message?: string;
  };
  if (code === 'EADDRINUSE')
    return {
      sentence: `Port ${config.port} is taken: another programme, perhaps another Tidewall, listens there. Choose one with --port N.`,
      exitCode: 1,
    };
  if (code === 'EACCES' && syscall === 'listen')
    return {
      sentence: `--port: Tidewall may not listen on ${config.port}; choose one above 1023.`,
      exitCode: 2,
    };
  if (code === 'ENOTFOUND' || code === 'EADDRNOTAVAIL' || code === 'EAI_AGAIN')
    return {
      sentence: `--host: an address of this machine is expected, but got "${config.host}".`,
      exitCode: 2,
    };
  const isNoPlace = path === join(config.data, 'secret') && code !== 'ENOSPC';
  if (syscall === 'mkdir' || isNoPlace || code === 'ENOTDIR' || code === 'EROFS')
    return {
      sentence: `--data: a folder that can be made and written to is expected, but got "${config.data}" (${code}).`,
      exitCode: 2,
    };
  return { sentence: message ?? String(error), exitCode: 1 };
}
