import { isTimeZone } from '#schema/time/business-day.ts';
import { type Config, type Settings } from './config.ts';
import { accepted, refused, type Read } from './read.ts';
import { readEnvironment } from './environment.ts';
import { readConfigFile } from './file.ts';
import { readFlags, USAGE } from './flags.ts';
import { readSourceUrl, type SourceSpec } from './source-url.ts';

export interface LoadOptions {
  /** The arguments after the programme's name. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Text of a file; throws where it cannot be read. */
  readonly readFile: (path: string) => string;
}

/**
 * `message` is one sentence for the person who started the server (exit code 2), or the usage text
 * that `--help` asked for (exit code 0). No secret is ever in it.
 */
export type Loaded =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly message: string; readonly exitCode: 0 | 2 };

/** Five weeks: every weekday five times. */
const ENTRIES_DAYS = 35;
/** Five years. */
const HISTORY_DAYS = 1830;

/** The configuration: a flag wins over the environment, which wins over the file, which wins over the default. */
export function loadConfig({ argv, env, readFile }: LoadOptions): Loaded {
  const flags = readFlags(argv);
  if (!flags.ok) return { ...flags, exitCode: 2 };
  if (flags.value.help) return { ok: false, message: USAGE, exitCode: 0 };
  const config = merge(flags.value.settings, env, readFile);
  return config.ok ? { ok: true, config: config.value } : { ...config, exitCode: 2 };
}

function merge(
  flags: Settings,
  env: LoadOptions['env'],
  readFile: LoadOptions['readFile'],
): Read<Config> {
  const environment = readEnvironment(env);
  if (!environment.ok) return environment;
  const path = flags.config ?? environment.value.config;
  const file = path === undefined ? accepted<Settings>({}) : open(path, readFile);
  if (!file.ok) return file;
  const settings: Settings = { ...file.value, ...environment.value, ...flags };
  const sources = readSources(settings);
  if (!sources.ok) return sources;
  const entriesDays = settings.keep?.entriesDays ?? ENTRIES_DAYS;
  const historyDays = settings.keep?.historyDays ?? Math.max(HISTORY_DAYS, entriesDays);
  return accepted({
    port: settings.port ?? 4000,
    host: settings.host ?? '127.0.0.1',
    data: settings.data ?? './.tidewall',
    sources: sources.value,
    timeZone: settings.timeZone ?? machineTimeZone(),
    token: settings.token ?? null,
    metrics: settings.metrics ?? [],
    keep: { entriesDays, historyDays },
  });
}

function open(path: string, readFile: LoadOptions['readFile']): Read<Settings> {
  let content: string;
  try {
    content = readFile(path);
  } catch {
    return refused(`${path}: the configuration file cannot be read.`);
  }
  return readConfigFile(path, content);
}

function readSources(settings: Settings): Read<readonly SourceSpec[]> {
  const demo = settings.demo ?? true;
  const urls = settings.sources ?? [];
  const sources: SourceSpec[] = [];
  for (const url of urls.length === 0 && demo ? ['demo:'] : urls) {
    const source = readSourceUrl(url);
    if (!source.ok) return source;
    if (sources.some(({ id }) => id === source.value.id))
      return refused(
        `Two sources are called ${source.value.id}; give each a site (or file name) of its own.`,
      );
    sources.push(source.value);
  }
  const live = sources.find(({ kind }) => kind !== 'replay');
  if (live && sources.some(({ kind }) => kind === 'replay'))
    return refused(
      `A replay drives the floor's clock and cannot run beside the live source ${live.kind}; configure one or the other.`,
    );
  if (!demo && sources.some(({ kind }) => kind === 'demo'))
    return refused('--no-demo (demo: false) and a demo: source contradict each other; drop one.');
  return accepted(sources);
}

function machineTimeZone(): string {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  // Where the machine's own setting is nothing that Intl can use.
  return zone && isTimeZone(zone) ? zone : 'UTC';
}
