import { watch, type FSWatcher } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { SourceId } from '#schema/ids.ts';
import type { WrapUpMs } from '#server/ingest/ami/wrap-up.ts';
import {
  Health,
  type Connector,
  type ConnectorContext,
  type IncomingEvent,
} from '#server/ingest/connector.ts';
import type { Timer } from '#server/kit/clock.ts';
import { createFileTail, type FilePlace, type FileTail, type TailRead } from './file-tail.ts';
import { createQueueLogTranslator, type SavedQueueLog } from './translate.ts';

export interface QueueLogConnectorOptions {
  readonly id: SourceId;
  readonly path: string;
  /** Told with queues and agents. */
  readonly site?: string;
  /** After-contact work by queue, `*` for the rest; without it a contact is wrapped up at its end. */
  readonly wrapUpMs?: WrapUpMs;
  /** Member names by interface, for signing in and out; see the translator. */
  readonly names?: Readonly<Record<string, string>>;
  /** The file is looked at this often; default 500 ms. */
  readonly pollMs?: number;
  /** Numbers are stale when the log was quiet for so long; default 600,000 ms. Null: never by silence. */
  readonly silentAfterMs?: number | null;
}

/** What lines came to: events, and why others are none. */
interface Told {
  readonly events: IncomingEvent[];
  readonly refused: readonly string[];
}

interface Position {
  readonly place: FilePlace;
  readonly log: SavedQueueLog;
}

/**
 * Follows Asterisk's queue_log through rotation, truncation and late appearance. On the first start the
 * whole file is told as the past; after a restart, what was written meanwhile is, also in a file that
 * was renamed since. Every line's events are stored together with the place after it.
 */
export function createQueueLogConnector(options: QueueLogConnectorOptions): Connector {
  let running: { stop(): Promise<void> } | null = null;
  return {
    id: options.id,
    kind: 'queue-log',
    time: 'live',
    silentAfterMs: options.silentAfterMs === undefined ? 600_000 : options.silentAfterMs,
    async start(context) {
      running ??= run(options, context);
    },
    async stop() {
      await running?.stop();
    },
  };
}

function run(
  options: QueueLogConnectorOptions,
  context: ConnectorContext,
): { stop(): Promise<void> } {
  const { clock } = context;
  const pollMs = options.pollMs ?? 500;
  let stored = (context.position as Position | undefined) ?? null;
  let tail: FileTail = createFileTail({ path: options.path, from: stored?.place });
  let translator = createQueueLogTranslator({ ...options, saved: stored?.log });
  let timer: Timer | null = null;
  let stopped = false;
  let looking: Promise<void> | null = null;
  let hinted = false;
  /** What was said of the connection last. */
  let said: string | null = null;
  let past = true;
  let lines = 0;
  let storedLines = 0;
  let saidFailed = false;

  const say = async (health: Health, reason?: string): Promise<void> => {
    if (said === `${health} ${reason}`) return;
    await context.health(health, reason);
    said = `${health} ${reason}`;
  };
  const tell = async ({ events, refused }: Told, place: FilePlace): Promise<void> => {
    const position: Position = structuredClone({ place, log: translator.save() });
    await context.emit(events, { position, ...(past ? { past: true } : {}) });
    stored = position;
    saidFailed = false;
    // Only now: what the disk refuses is read again, and counts once.
    for (const reason of refused) context.refuse({ reason });
    storedLines = lines;
  };
  const translate = (read: TailRead): Told => {
    const refused: string[] = [];
    const events = read.lines.flatMap(({ text, end }) => {
      lines += 1;
      if (text === '') return [];
      const taken =
        text === null ? { events: [], refused: 'the line is too long' } : translator.take(text);
      if (taken.refused)
        refused.push(`line ${lines} of this run, before byte ${end}: ${taken.refused}`);
      return taken.events;
    });
    return { events, refused };
  };
  const look = async (): Promise<void> => {
    for (;;) {
      if (stopped) return;
      const read = await tail.read();
      if (!read) {
        past = false;
        return say(Health.lost, 'the file is not there yet');
      }
      // What is said of the connection is dated now: it must not move the floor ahead of the past.
      if (!past) await say(Health.connected);
      if (read.lines.length > 0) await tell(translate(read), read.place);
      // A writer may not have noticed yet that its file was renamed: time for its last lines.
      if (read.rotated && !past) return;
      if (!read.atEnd || read.rotated) continue;
      const isFirstEnd = past;
      past = false;
      const due = translator.advance(clock.now());
      // An empty batch is told too: it is what ends the past.
      if (isFirstEnd || due.length > 0) await tell({ events: due, refused: [] }, read.place);
      return say(Health.connected);
    }
  };
  const failed = async (cause: unknown): Promise<void> => {
    const code = (cause as NodeJS.ErrnoException).code;
    // Once an outage: it is tried again twice a second.
    if (!saidFailed)
      context.logger.error('queue_log cannot be followed', { error: code ?? String(cause) });
    saidFailed = true;
    // A log that takes nothing would not take this either; it says itself what is wrong.
    if (code !== undefined) await say(Health.lost, code).catch(() => {});
    // What was read and not stored is read again, from the last place that is stored.
    await tail.close().catch(() => {});
    tail = createFileTail({ path: options.path, from: stored?.place });
    translator = createQueueLogTranslator({ ...options, saved: stored?.log });
    lines = storedLines;
    // What the disk refused happened before it heals: the floor lives through the outage as it was.
    if (code === undefined) past = true;
  };
  const next = (): void => {
    if (stopped) return;
    timer = clock.after(pollMs, wake);
  };
  const wake = (): void => {
    if (looking) {
      hinted = true;
      return;
    }
    timer?.cancel();
    looking = look()
      .catch(failed)
      .finally(() => {
        looking = null;
        if (hinted && !stopped) {
          hinted = false;
          wake();
        } else next();
      });
  };
  const watcher = watchFolder(options.path, wake);
  wake();
  return {
    async stop() {
      stopped = true;
      timer?.cancel();
      watcher?.close();
      await looking;
      timer?.cancel();
      await tail.close();
    },
  };
}

/** A hint that something was written; where it is not to be had, looking regularly is enough. */
function watchFolder(path: string, hint: () => void): FSWatcher | null {
  try {
    const watcher = watch(dirname(path), { persistent: false }, (_change, name) => {
      if (name === null || name.startsWith(basename(path))) hint();
    });
    watcher.on('error', () => watcher.close());
    return watcher;
  } catch {
    return null;
  }
}
