import type { ConnectorContext, Health, IncomingEvent } from '#server/ingest/connector.ts';

/** The next try to write what the disk refused. */
const DISK_RETRY_MS = 1_000;
/** Held at the most while the disk refuses: some hours of a busy floor, some tens of megabytes. */
const MOST_HELD = 100_000;

export interface OutboxOptions {
  readonly context: ConnectorContext;
  /** The translator's state, told as the position of what it has translated. */
  position(): unknown;
  /**
   * The disk refused for so long that what is held would grow without end: `lost` events were let go,
   * each counted as refused. The last position that is stored is `stored`.
   */
  onOverflow(overflow: { readonly lost: number; readonly stored: unknown }): void;
  /** Default 100,000 events. */
  readonly mostHeld?: number;
}

export interface Outbox {
  add(events: readonly IncomingEvent[]): void;
  /** Nothing where it is null. */
  health(health: Health | null, reason?: string): void;
  /** Waits for the write under way, and gives up the rest. */
  close(): Promise<void>;
}

type Letter = { events: IncomingEvent[]; held: boolean } | { health: Health; reason?: string };

/**
 * What goes to the log, strictly in order: events in batches as big as the disk is slow, and health
 * between them. What the disk refused is held and offered again; it is told as the past then, so that
 * the floor lives through the outage as it was instead of hearing all of it at its end.
 */
export function createOutbox(options: OutboxOptions): Outbox {
  const { context, mostHeld = MOST_HELD } = options;
  let letters: Letter[] = [];
  let held = 0;
  let work: Promise<void> | null = null;
  let closing = false;
  let refusing = false;
  let stored = context.position;

  return {
    add(events) {
      if (events.length === 0) return;
      held += events.length;
      if (refusing && held > mostHeld) {
        giveUp();
        return;
      }
      const last = letters.at(-1);
      if (last && 'events' in last) last.events.push(...events);
      else letters.push({ events: [...events], held: refusing });
      wake();
    },
    health(health, reason) {
      if (health === null) return;
      letters.push({ health, reason });
      wake();
    },
    async close() {
      closing = true;
      await work;
    },
  };

  function wake(): void {
    work ??= deliver().finally(() => {
      work = null;
      if (letters.length > 0 && !closing) wake();
    });
  }

  async function deliver(): Promise<void> {
    while (letters.length > 0) {
      const letter = letters[0]!;
      try {
        if ('health' in letter) await context.health(letter.health, letter.reason);
        else await send(letter);
        if (letters[0] === letter) letters.shift();
        refusing = false;
      } catch (error) {
        // Once an outage; the log itself says what is wrong with its disk.
        if (!refusing)
          context.logger.error('the log does not take events; they are held', {
            error: String(error),
          });
        refusing = true;
        if (closing) return;
        await new Promise<void>((resolve) => context.clock.after(DISK_RETRY_MS, resolve));
      }
    }
  }

  async function send(letter: { events: IncomingEvent[]; held: boolean }): Promise<void> {
    const { events } = letter;
    const isLast = letters.length === 1;
    // Only with the last batch is the translator's state that of what is written; an older position
    // would only make a resync longer.
    const position = isLast ? structuredClone(options.position()) : undefined;
    const past = letter.held;
    // What arrives during the write starts a new batch.
    letter.events = [];
    try {
      await context.emit(events, {
        ...(isLast && { position }),
        ...(past && { past }),
      });
    } catch (error) {
      letter.events = [...events, ...letter.events];
      letter.held = true;
      throw error;
    }
    held -= events.length;
    if (isLast) stored = position;
    if (letter.events.length > 0) letters.splice(1, 0, { events: letter.events, held: false });
    // An empty batch of the present is what ends the past.
    else if (past) await context.emit([]);
  }

  function giveUp(): void {
    const lost = held;
    letters = [];
    held = 0;
    for (let event = 0; event < lost; event += 1)
      context.refuse({ reason: `the log took nothing, and ${mostHeld} events were held already` });
    context.logger.error('events were lost: the log took nothing for too long', { events: lost });
    options.onOverflow({ lost, stored });
  }
}
