import { join } from 'node:path';
import { floorFolder, openSecret } from '#server/app-folders.ts';
import { openHistory } from '#server/history/open-history.ts';
import { JournalRefused } from '#server/journal/journal-refused.ts';
import type { Journal } from '#server/journal/journal.ts';
import { openJournal } from '#server/journal/open-journal.ts';
import type { Clock } from '#server/kit/clock.ts';
import type { Logger } from '#server/kit/logger.ts';
import { HistoryRefusing } from './chain.ts';
import { findPastFile, type PastFile } from './past-file.ts';
import { createProgress, type Screen } from './progress.ts';
import { reportOf } from './report.ts';
import { runImport } from './run.ts';
import type { ImportSettings } from './settings.ts';

export interface ImportOptions {
  readonly settings: ImportSettings;
  readonly foldId: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Events between two writes, and bytes read at once: smaller in tests. */
  readonly flushEvery?: number;
  readonly blockBytes?: number;
  /** What goes on. */
  readonly screen: Screen;
  /** What came of it, at the end. */
  write(text: string): void;
  /** Whether somebody asked to stop. */
  stopped(): boolean;
}

/** All went in; something is missing; nothing was tried; stopped by Ctrl-C. */
export type ImportExit = 0 | 1 | 2 | 130;

/**
 * Takes past events into the history of the real floor. Its folder belongs to the import meanwhile: a
 * running server is asked to be stopped. Never rejects for what a file or the disk does.
 */
export async function importPast(options: ImportOptions): Promise<ImportExit> {
  const { settings, clock, logger, screen } = options;
  const files: PastFile[] = [];
  for (const path of settings.files) {
    const found = await findPastFile(path, settings.source);
    if (found.ok) files.push(found.file);
    else screen.write(`${found.message}\n`);
  }
  if (files.length < settings.files.length) return 2;
  const folder = floorFolder(settings.data, []);
  try {
    const secret = openSecret(settings.data).toString('hex');
    const journal = await openJournal({ path: folder, clock, logger });
    try {
      return await importInto({ folder, secret, journal, files }, options);
    } finally {
      await journal.close();
    }
  } catch (error) {
    screen.write(`${sentenceOf(error, settings.data)}\n`);
    return 1;
  }
}

interface Place {
  readonly folder: string;
  readonly secret: string;
  readonly journal: Journal;
  readonly files: readonly PastFile[];
}

async function importInto(
  { folder, secret, journal, files }: Place,
  options: ImportOptions,
): Promise<ImportExit> {
  const { settings, clock, screen, write } = options;
  const history = openHistory({
    path: join(folder, 'history.sqlite'),
    identity: journal.identity,
    lastSeq: journal.lastSeq,
    keepDays: settings.historyDays,
    timeZone: settings.timeZone,
  });
  try {
    const progress = createProgress(screen, clock);
    if (history.opened) progress.say(history.opened);
    const end = await runImport({
      ...options,
      ...settings,
      files,
      history,
      folder,
      secret,
      progress,
    });
    write(reportOf(end));
    if (end.isStopped) return 130;
    return end.broken.length > 0 ? 1 : 0;
  } finally {
    await history.close();
  }
}

function sentenceOf(error: unknown, data: string): string {
  const { message, code } = error as NodeJS.ErrnoException;
  if (error instanceof JournalRefused)
    return message.startsWith('Another Tidewall')
      ? `${message} An import needs the folder to itself: stop the server, import, and start it again.`
      : message;
  if (error instanceof HistoryRefusing)
    return `The history cannot be written (${message}). What was in before stays; the same command goes on from there.`;
  return code ? `--data: ${data} cannot be written to (${code}).` : message;
}
