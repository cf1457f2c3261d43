import { readFileSync } from 'node:fs';
import { systemClock } from '#server/kit/clock.ts';
import type { Logger } from '#server/kit/logger.ts';
import { importPast, type ImportExit } from './command.ts';
import { loadImport } from './settings.ts';

/** `npm run import`: the arguments after the programme's name; resolves to the exit code. */
export async function runImportCommand(
  argv: readonly string[],
  { foldId, logger }: { readonly foldId: string; readonly logger: Logger },
): Promise<ImportExit> {
  const loaded = loadImport({
    argv,
    env: process.env,
    readFile: (path) => readFileSync(path, 'utf8'),
  });
  if (!loaded.ok) {
    process.stderr.write(`${loaded.message}\n`);
    return loaded.exitCode;
  }
  let isStopped = false;
  const stop = (): void => {
    isStopped = true;
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  const { stderr } = process;
  return importPast({
    settings: loaded.settings,
    foldId,
    clock: systemClock,
    logger,
    screen: {
      isTerminal: stderr.isTTY,
      columns: stderr.columns ?? 80,
      write: (text) => stderr.write(text),
    },
    write: (text) => process.stdout.write(text),
    stopped: () => isStopped,
  });
}
