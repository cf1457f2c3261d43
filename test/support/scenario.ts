import { decodeEvent } from '#schema/events/decode.ts';
import type { Instant } from '#schema/ids.ts';
import type { Entry } from '#server/journal/journal.ts';
import { createRefusals } from '#server/ingest/refusals.ts';
import type { FloorView } from '#server/metrics/view.ts';
import { viewOf } from '#server/app-ports.ts';
import {
  advanceWorld,
  applyEntry,
  createWorldChange,
  createWorldState,
  openWorld,
  type World,
} from '#server/pipeline-world.ts';
import { offsetMs } from './score-time.ts';

/** A Monday morning. */
export const START_AT = Date.parse('2026-03-02T09:00:00.000Z');

/**
 * A story of a floor, told as a score: `say('0:05', 'contact.queued', {...})` is what happened five
 * seconds after the start, told when it happened unless `toldAt` says later. Folds with the real world.
 */
export interface Scenario {
  readonly world: World;
  readonly view: FloorView;
  say(at: string, type: string, data: Record<string, unknown>, options?: SayOptions): void;
  /** Lets time pass. */
  until(at: string): void;
  instant(at: string): Instant;
}

export interface SayOptions {
  readonly toldAt?: string;
  readonly source?: string;
}

export function scenario(options: { timeZone?: string; startAt?: Instant } = {}): Scenario {
  const startAt = options.startAt ?? START_AT;
  const world = openWorld(createWorldState({ timeZone: options.timeZone ?? 'UTC' }));
  const instant = (at: string): Instant => startAt + offsetMs(at);
  let told = 0;
  advanceWorld(world, startAt, createWorldChange());
  return {
    world,
    view: viewOf(world, createRefusals()),
    say(at, type, data, { toldAt = at, source = '/test' } = {}) {
      told += 1;
      const entry = eventEntry({ id: `e${told}`, source, type, at: instant(at), data });
      applyEntry(world, { ...entry, floorAt: instant(toldAt) }, createWorldChange());
    },
    until(at) {
      advanceWorld(world, instant(at), createWorldChange());
    },
    instant,
  };
}

/** An event as the log holds it, through the real gate; told when it happened. */
export function eventEntry(event: {
  id: string;
  source: string;
  type: string;
  at: Instant;
  data: Record<string, unknown>;
}): Extract<Entry, { kind: 'event' }> {
  const decoded = decodeEvent(event);
  if (!decoded.ok) throw new Error(`a scenario's event is expected to be good: ${decoded.reason}`);
  const { id, source, type, at, data } = decoded.event;
  return { kind: 'event', floorAt: at, id, source, type, at, data };
}
