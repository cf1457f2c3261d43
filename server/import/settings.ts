import type { SourceId } from '#schema/ids.ts';
import type { Config } from '#server/config/config.ts';
import { loadConfig, type LoadOptions } from '#server/config/load.ts';

/** What `npm run import -- --help` prints. */
export const IMPORT_USAGE = `Usage: npm run import -- FILE... [flags]

Past events into the history of the real floor: numbers by interval, agents' days.
A FILE holds CloudEvents, one a line (NDJSON), or is a queue_log of Asterisk; .gz too.
Files may be given in any order, and again: what is in already is not taken twice.

  --data DIR        folder of the journal (default ./.tidewall)
  --config FILE     JSON file as for npm start; of it data, timeZone and keep are used
  --time-zone IANA  zone of the business day (default: the machine's)
  --source NAME     what the events of a queue_log are said to come from
                    (default: /queue-log/ and the file's name)
  --help            this text

Environment: TIDEWALL_DATA, TIDEWALL_CONFIG.
A flag wins over the environment, which wins over the file.
`;

/** What an import runs with. */
export interface ImportSettings {
  /** At least one. */
  readonly files: readonly string[];
  readonly data: string;
  readonly timeZone: string;
  /** For how long the history is kept, in days. */
  readonly historyDays: number;
  /** Null: named after the file. */
  readonly source: SourceId | null;
}

export type LoadedImport =
  | { readonly ok: true; readonly settings: ImportSettings }
  | { readonly ok: false; readonly message: string; readonly exitCode: 0 | 2 };

const OF_THE_SERVER: ReadonlySet<string> = new Set(['--data', '--config', '--time-zone']);
const ALLOWED = [...OF_THE_SERVER, '--source', '--help'].join(', ');

/** The settings of one import; like `loadConfig`, and with the same places to look. */
export function loadImport({ argv, ...places }: LoadOptions): LoadedImport {
  const files: string[] = [];
  const forServer: string[] = [];
  let source: string | null = null;
  for (let index = 0; index < argv.length; index += 1) {
    const argument = argv[index]!;
    if (argument === '--help' || argument === '-h')
      return { ok: false, message: IMPORT_USAGE, exitCode: 0 };
    if (!argument.startsWith('-')) {
      files.push(argument);
      continue;
    }
    const equals = argument.indexOf('=');
    const flag = equals > 0 ? argument.slice(0, equals) : argument;
    if (flag !== '--source' && !OF_THE_SERVER.has(flag))
      return refused(`Unknown flag ${flag}; allowed are ${ALLOWED}.`);
    const value = equals > 0 ? argument.slice(equals + 1) : argv[(index += 1)];
    if (value === undefined || (equals <= 0 && value.startsWith('--')))
      return refused(`${flag}: a value is expected after it.`);
    if (flag !== '--source') forServer.push(flag, value);
    else if (value.trim() === '' || value.length > 500)
      return refused('--source: a name of 1 to 500 characters is expected.');
    else source = value;
  }
  if (files.length === 0)
    return refused('A file to import is expected: npm run import -- FILE... (--help says more).');
  const loaded = loadConfig({ argv: forServer, ...places });
  return loaded.ok ? { ok: true, settings: settingsOf(loaded.config, files, source) } : loaded;
}

function settingsOf(
  { data, timeZone, keep }: Config,
  files: readonly string[],
  source: SourceId | null,
): ImportSettings {
  return { files, data, timeZone, historyDays: keep.historyDays, source };
}

function refused(message: string): LoadedImport {
  return { ok: false, message, exitCode: 2 };
}
