import type { Instant } from '#schema/ids.ts';
import type { IncomingEvent } from '#server/ingest/connector.ts';
import { tell, type Entry } from './entry.ts';

/** After-contact work: Asterisk makes no event of its end; only the queue's configuration knows how long it takes. */
export interface WrapUps {
  /** The talk is over. Tells the end of the work at once where the queue's wrap-up time is not known. */
  begin(entry: Entry, endedAt: Instant): IncomingEvent[];
  /** Those that are due. */
  advance(now: Instant): IncomingEvent[];
  /** When the next is due; null where none runs. */
  readonly nextAt: Instant | null;
  save(): readonly IncomingEvent[];
}

/** Milliseconds of wrap-up by queue id; `*` for the rest. */
export type WrapUpMs = Readonly<Record<string, number>>;

export function createWrapUps(options: {
  wrapUpMs?: WrapUpMs;
  saved?: readonly IncomingEvent[];
}): WrapUps {
  let running: IncomingEvent[] = [...(options.saved ?? [])];
  return {
    begin(entry, endedAt) {
      const ms = options.wrapUpMs?.[entry.queue] ?? options.wrapUpMs?.['*'] ?? 0;
      const event = tell(entry, 'contact.wrappedUp', endedAt + ms);
      if (ms <= 0) return [event];
      running.push(event);
      return [];
    },
    advance(now) {
      if (running.length === 0) return [];
      const due = running.filter((event) => event.at <= now);
      if (due.length > 0) running = running.filter((event) => event.at > now);
      return due.sort((a, b) => a.at - b.at);
    },
    get nextAt() {
      return running.length === 0 ? null : Math.min(...running.map((event) => event.at));
    },
    save: () => running,
  };
}
