import type { FloorEvent } from '#schema/events/envelope.ts';
import { isEventType } from '#schema/events/types.ts';
import type { ContactId, Instant, QueueId } from '#schema/ids.ts';
import { DAY_MS } from '#schema/time/duration.ts';
import { botMoments } from '#server/floor/contact-moments.ts';
import { addCounts, COUNTER_NAMES, emptyCounts, isSameMoment } from '#server/floor/counts.ts';
import { customerOf } from '#server/floor/customers.ts';
import { legMoments } from '#server/floor/leg-moments.ts';
import {
  LegEntry,
  type ContactRecord,
  type Counts,
  type FloorState,
  type Leg,
  type Moment,
  type Story,
} from '#server/floor/state.ts';
import { tellStory } from '#server/floor/story.ts';
import type { Entry } from '#server/journal/journal.ts';
import { AuditSubject, type AuditDifference } from './outcome.ts';
import { asText, isSame, joined, type Unequal } from './unequal.ts';

/** A contact as the log tells it. */
export interface ContactInLog {
  readonly contact: ContactId;
  /** Its events from `coveredFrom` on, in the order of the log. */
  readonly events: readonly FloorEvent[];
  readonly coveredFrom: Instant;
}

/** The contact event of an entry; null for every other entry. */
export function contactEventOf(entry: Entry): ContactEvent | null {
  if (entry.kind !== 'event' || !isEventType(entry.type)) return null;
  const { source, id, type, at, data } = entry;
  if (typeof data.contact !== 'string') return null;
  return { source, id, type, at, data } as unknown as ContactEvent;
}

/**
 * Compares what the floor holds of a contact with its story told anew from the log, all events at
 * once. Null where the part of the log that was read does not tell all of the contact.
 */
export function checkContact(floor: FloorState, told: ContactInLog): AuditDifference[] | null {
  const record = floor.contacts.get(told.contact);
  // Of one that is long over the floor holds what it came to; its events are the log's.
  const held = record ? (record.events ?? told.events) : [];
  const isCovered = ({ at }: FloorEvent): boolean => at > told.coveredFrom;
  if (!held.every(isCovered) || !told.events.every(isCovered)) return null;
  const events = withoutForgotten(told.events, held, floor.now - DAY_MS);
  if (events.length === 0 && held.length === 0) return null;
  const fresh = tellStory(told.contact, [...events]);
  const shown = record?.story ?? { contact: told.contact, legs: [], bot: null, channel: null };
  const found: AuditDifference[] = [];
  const add = (parts: readonly Unequal[], about: Partial<AuditDifference>): void => {
    const unequal = joined(parts);
    if (unequal) found.push({ ...NOTHING, contact: told.contact, ...about, ...unequal });
  };
  add(checkWhole(floor, { record, events, shown, fresh }), {
    queue: queueIn(fresh) ?? queueIn(shown),
  });
  fresh.legs.forEach((leg, index) => {
    const held = shown.legs[index];
    if (held)
      add(checkLeg(floor, { record, fresh, leg, held }), {
        kind: AuditSubject.leg,
        queue: leg.queue,
      });
  });
  return found;
}

type ContactEvent = Extract<FloorEvent, { readonly data: { readonly contact: ContactId } }>;

const NOTHING: AuditDifference = {
  kind: AuditSubject.contact,
  queue: null,
  contact: null,
  startAt: null,
  field: '',
  shown: null,
  recomputed: null,
};

/**
 * A contact that was over and let go of, and then heard of again, begins anew on the floor: of its
 * events in the log, first ones that the floor may have let go of do not count.
 */
function withoutForgotten(
  told: readonly FloorEvent[],
  held: readonly FloorEvent[],
  forgottenBefore: Instant,
): readonly FloorEvent[] {
  const known = new Set(held.map(keyOf));
  const kept = told.findIndex((event) => known.has(keyOf(event)));
  const first = kept < 0 ? told.length : kept;
  const mayBeGone = told.slice(0, first).every(({ at }) => at < forgottenBefore);
  return mayBeGone ? told.slice(first) : told;
}

/** The contact as a whole, and the assistant's part. */
function checkWhole(
  floor: FloorState,
  {
    record,
    events,
    shown,
    fresh,
  }: {
    readonly record: ContactRecord | undefined;
    readonly events: readonly FloorEvent[];
    readonly shown: Story;
    readonly fresh: Story;
  },
): Unequal[] {
  const found: Unequal[] = [];
  const held = record ? (record.events ?? events) : [];
  const keys = new Set(events.map(keyOf));
  if (held.length !== events.length || !held.every((event) => keys.has(keyOf(event))))
    found.push({ field: 'events', shown: `${held.length}`, recomputed: `${events.length}` });
  if (shown.channel !== fresh.channel) found.push(pairIn(shown, fresh, 'channel'));
  if (shown.legs.length !== fresh.legs.length)
    found.push({
      field: 'legs',
      shown: `${shown.legs.length}`,
      recomputed: `${fresh.legs.length}`,
    });
  const bot = unequalFacts(shown.bot, fresh.bot);
  if (shown.bot && fresh.bot && fresh.bot.engagedAt >= floor.now - DAY_MS) {
    const customer = record ? customerOf(floor, record) : null;
    const moments = botMoments(fresh.bot, { story: fresh, customer });
    bot.push(...unequalCounting(shown.bot.counted, moments));
  }
  for (const part of bot) found.push({ ...part, field: `bot.${part.field}` });
  return found;
}

interface LegPair {
  readonly record: ContactRecord | undefined;
  /** The story that `leg` is part of. */
  readonly fresh: Story;
  readonly leg: Leg;
  /** The same leg as the floor holds it. */
  readonly held: Leg;
}

function checkLeg(floor: FloorState, { record, fresh, leg, held }: LegPair): Unequal[] {
  const found = unequalFacts(held, leg);
  const queue = floor.queues.get(leg.queue);
  // The queue lets go of old legs, and then no longer counts them anew under a changed policy.
  const isCounted = !leg.direct && (leg.offeredAt >= floor.now - DAY_MS || leg.exit === null);
  if (!queue || !isCounted) return found;
  const customer = record && leg.entry === LegEntry.first ? customerOf(floor, record) : null;
  const context = { policy: queue.policy, now: floor.now, story: fresh, customer };
  found.push(...unequalCounting(held.counted, legMoments(leg, context)));
  return found;
}

/** What was counted, against what counts: each counter that differs, else that the times do. */
function unequalCounting(held: readonly Moment[], fresh: readonly Moment[]): Unequal[] {
  if (isSameCounting(held, fresh)) return [];
  const [before, after] = [sumOf(held), sumOf(fresh)];
  const unequal: Unequal[] = [];
  for (const [slot, counter] of COUNTER_NAMES.entries())
    if (before[slot] !== after[slot])
      unequal.push({
        field: `counted.${counter}`,
        shown: asText(before[slot]),
        recomputed: asText(after[slot]),
      });
  if (unequal.length > 0) return unequal;
  const timesOf = (moments: readonly Moment[]): string | null =>
    asText(moments.map(({ at }) => at));
  return [{ field: 'counted.at', shown: timesOf(held), recomputed: timesOf(fresh) }];
}

function isSameCounting(shown: readonly Moment[], fresh: readonly Moment[]): boolean {
  if (shown.length !== fresh.length) return false;
  const left = [...shown];
  return fresh.every((moment) => {
    const index = left.findIndex((each) => isSameMoment(each, moment));
    if (index >= 0) left.splice(index, 1);
    return index >= 0;
  });
}

function sumOf(moments: readonly Moment[]): Counts {
  const sum = emptyCounts();
  for (const { counts } of moments) addCounts(sum, counts, 1);
  return sum;
}

/** Facts that differ. What a leg or the assistant counts for is looked at by itself. */
function unequalFacts(shown: object | null, fresh: object | null): Unequal[] {
  const fields = new Set([...Object.keys(shown ?? {}), ...Object.keys(fresh ?? {})]);
  fields.delete('counted');
  fields.delete('countedIn');
  return [...fields]
    .filter((field) => !isSame(valueIn(shown, field), valueIn(fresh, field)))
    .map((field) => pairIn(shown, fresh, field));
}

function pairIn(shown: object | null, fresh: object | null, field: string): Unequal {
  return {
    field,
    shown: asText(valueIn(shown, field)),
    recomputed: asText(valueIn(fresh, field)),
  };
}

function valueIn(from: object | null, field: string): unknown {
  return (from as Readonly<Record<string, unknown>> | null)?.[field];
}

function queueIn({ legs, bot }: Story): QueueId | null {
  return legs.at(-1)?.queue ?? bot?.queue ?? null;
}

function keyOf({ source, id }: FloorEvent): string {
  return `${source}\n${id}`;
}
