import type { Instant, SourceId } from '#schema/ids.ts';
import type { Timer } from '#server/kit/clock.ts';
import { Health, type Connector, type ConnectorContext, type IncomingEvent } from '../connector.ts';
import { deliver, untilTaken } from './deliver.ts';
import { readRecording } from './recording.ts';

export interface ReplayOptions {
  readonly id: SourceId;
  readonly path: string;
  /** Floor time over wall time; `max`: as fast as the events are stored. */
  readonly speed: number | 'max';
}

/** Where a replay is: lines told so far, and the floor's time then. */
export interface ReplayPosition {
  readonly line: number;
  readonly floorAt: Instant;
}

/** Events handed over at once, at most. */
export const BATCH_SIZE = 2000;
/** How often a paced replay looks for what is due, and moves the floor's clock. */
export const STEP_MS = 50;

/**
 * Plays a recording; its times are the floor's time. A line that is no event is refused with its
 * number. After the last event the floor stays at the latest time told and the source says
 * `ended`; a file that cannot be read (on) makes it say `lost`. A restart resumes after the last
 * line stored, at the floor's time then.
 */
export function createReplayConnector({ id, path, speed }: ReplayOptions): Connector {
  let stopping = false;
  let timer: Timer | null = null;
  let wake: (() => void) | null = null;
  let playing: Promise<void> = Promise.resolve();

  function pause(context: ConnectorContext): Promise<void> {
    if (stopping) return Promise.resolve();
    return new Promise((resolve) => {
      wake = resolve;
      timer = context.clock.after(STEP_MS, resolve);
    });
  }

  async function play(context: ConnectorContext): Promise<void> {
    const start = readPosition(context.position);
    const pace = speed === 'max' ? null : createPace(context, speed, start?.floorAt ?? null);
    let latestAt = start?.floorAt ?? null;
    let batch: IncomingEvent[] = [];
    let line = start?.line ?? 0;

    async function flush(): Promise<void> {
      if (batch.length === 0) return;
      const position: ReplayPosition = { line, floorAt: latestAt! };
      const events = batch;
      batch = [];
      await deliver(context, events, { position, stopped: () => stopping });
    }

    const taken = (offer: () => Promise<void>): Promise<boolean> =>
      untilTaken(context, () => stopping, offer);
    await taken(() => context.health(Health.connected));
    try {
      for await (const recorded of readRecording(path)) {
        for (const item of recorded) {
          if (stopping) return;
          if (item.line <= line) continue;
          if (!item.event) {
            context.refuse({ reason: `line ${item.line}: ${item.reason}` });
            continue;
          }
          const { at } = item.event;
          pace?.begin(at);
          while (pace && at > pace.now()) {
            await flush();
            await taken(() => context.tick(pace.now()));
            await pause(context);
            if (stopping) return;
          }
          batch.push(item.event);
          line = item.line;
          latestAt = Math.max(latestAt ?? at, at);
          if (batch.length >= BATCH_SIZE) await flush();
        }
      }
    } finally {
      // Of a file that breaks off, what could be read counts.
      await flush();
    }
    if (stopping) return;
    const endAt = latestAt;
    if (endAt !== null) await taken(() => context.tick(endAt));
    await taken(() => context.health(Health.ended));
  }

  return {
    id,
    kind: 'replay',
    time: 'replay',
    silentAfterMs: null,
    async start(context) {
      playing = play(context).catch(async (error: unknown) => {
        const reason = reasonOf(path, error);
        await untilTaken(
          context,
          () => stopping,
          () => context.health(Health.lost, reason),
        );
      });
    },
    async stop() {
      stopping = true;
      timer?.cancel();
      wake?.();
      await playing;
    },
  };
}

/** The floor's time of a paced replay: begins at the first event, or where the last run was. */
function createPace(context: ConnectorContext, speed: number, resumeAt: Instant | null) {
  const wallStartAt = context.clock.now();
  let floorStartAt = resumeAt;
  return {
    begin(at: Instant): void {
      floorStartAt ??= at;
    },
    now(): Instant {
      const elapsedMs = context.clock.now() - wallStartAt;
      return (floorStartAt ?? 0) + Math.floor(Math.max(0, elapsedMs) * speed);
    },
  };
}

function readPosition(position: unknown): ReplayPosition | null {
  if (typeof position !== 'object' || position === null) return null;
  const { line, floorAt } = position as Partial<ReplayPosition>;
  return typeof line === 'number' && typeof floorAt === 'number' ? { line, floorAt } : null;
}

function reasonOf(path: string, error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (code === 'ENOENT') return `the recording ${path} does not exist`;
  if (code.startsWith('Z_')) return `the recording ${path} is damaged: its gzip cannot be unpacked`;
  return `the recording ${path} cannot be read (${code || String(error)})`;
}
