import { readPort, readText, readTimeZone, type Settings } from './config.ts';
import { accepted, refused, type Read } from './read.ts';

/** What `--help` prints. */
export const USAGE = `Usage: npm start -- [flags]

  --port N          port to listen on (default 4000)
  --host ADDR       address to listen on (default 127.0.0.1)
  --data DIR        folder of the journal (default ./.tidewall)
  --config FILE     JSON file with port, host, data, sources, demo, timeZone, token,
                    metrics, keep
  --source URL      where events come from; may be repeated:
                      demo:?seed=1&speed=1&agents=120&queues=9
                      ami://user:secret@host:5038?site=hq
                      queue-log:/path/queue_log?site=hq
                      replay:/path/events.ndjson?speed=60   (speed=max; .gz too)
  --no-demo         no demo floor when no source is configured
  --time-zone IANA  zone of the business day (default: the machine's)
  --help            this text

Environment: TIDEWALL_TOKEN, TIDEWALL_PORT, TIDEWALL_HOST, TIDEWALL_DATA, TIDEWALL_CONFIG.
A flag wins over the environment, which wins over the file.
`;

/** What the command line asks for; `help` wins over everything else on it. */
export interface Flags {
  readonly help: boolean;
  readonly settings: Settings;
}

/** Reads the arguments after the programme's name. `--flag value` and `--flag=value` are the same. */
export function readFlags(argv: readonly string[]): Read<Flags> {
  if (argv.includes('--help') || argv.includes('-h')) return accepted({ help: true, settings: {} });
  let settings: Settings = {};
  for (let index = 0; index < argv.length; index += 1) {
    const argument = argv[index]!;
    const equals = argument.indexOf('=');
    const flag = argument.startsWith('--') && equals > 0 ? argument.slice(0, equals) : argument;
    if (flag === '--no-demo') {
      if (equals > 0) return refused('--no-demo: no value is expected.');
      settings = { ...settings, demo: false };
      continue;
    }
    const reader = READERS[flag];
    // A stray argument can be a mistyped source URL with a secret in it: only flags are repeated.
    if (!reader && !flag.startsWith('-'))
      return refused(`Argument ${index + 1} is not a flag; allowed are ${ALLOWED}.`);
    if (!reader) return refused(`Unknown flag ${flag}; allowed are ${ALLOWED}.`);
    let value: string | undefined;
    if (flag !== argument) value = argument.slice(equals + 1);
    else value = argv[(index += 1)];
    if (value === undefined || (flag === argument && value.startsWith('--')))
      return refused(`${flag}: a value is expected after it.`);
    const read = reader(flag, value, settings);
    if (!read.ok) return read;
    settings = { ...settings, ...read.value };
  }
  return accepted({ help: false, settings });
}

type Reader = (flag: string, value: string, before: Settings) => Read<Settings>;

const READERS: Readonly<Record<string, Reader>> = {
  '--port': (flag, value) => named('port', readPort(flag, value)),
  '--host': (flag, value) => named('host', readText(flag, value)),
  '--data': (flag, value) => named('data', readText(flag, value)),
  '--config': (flag, value) => named('config', readText(flag, value)),
  '--source': (_flag, value, before) => accepted({ sources: [...(before.sources ?? []), value] }),
  '--time-zone': (flag, value) => named('timeZone', readTimeZone(flag, value)),
};

const ALLOWED = [...Object.keys(READERS), '--no-demo', '--help'].join(', ');

function named<K extends keyof Settings>(key: K, read: Read<Settings[K]>): Read<Settings> {
  return read.ok ? accepted({ [key]: read.value }) : read;
}
