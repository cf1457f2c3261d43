import * as v from 'valibot';
import { DIFFERENCE_KINDS } from '../difference.ts';
import {
  channel,
  dayStart,
  id,
  instant,
  maybe,
  ms,
  ratio,
  score,
  text,
  timeZone,
  variant,
} from './fields.ts';

const forecastInterval = v.looseObject({
  start: instant,
  lengthMs: ms,
  offered: score,
  averageHandleTimeMs: maybe(ms),
});
const staffingInterval = v.looseObject({
  start: instant,
  lengthMs: ms,
  required: maybe(score),
  scheduled: score,
});
/**
 * A stretch of an agent's plan, `[start, end)`; `lengthMs` says the same where `end` is absent. One
 * without either, or that ends before it begins, plans nothing. `activity` is `work` (also where
 * absent), a channel to work on, or what is done instead: `break`, `lunch`, `training`, … Such a
 * stretch inside one of work takes its place.
 */
const shift = v.looseObject({
  start: instant,
  end: maybe(instant),
  lengthMs: maybe(ms),
  activity: maybe(text),
});
const source = v.looseObject({
  source: id,
  reason: maybe(text),
  /** What the connection is (`ami`, `http`, …) and how long it may be quiet: additions of ours. */
  kind: maybe(text),
  silentAfterMs: maybe(ms),
});

const flag = v.boolean('true or false is expected');
const waitingContact = v.looseObject({ contact: id, queue: id });
const listedAgent = v.looseObject({
  agent: id,
  /** Those it serves of the source's queues. */
  queues: v.array(id, 'a list of queues is expected'),
  /** It is given no contacts; absent: it is. */
  paused: maybe(flag),
});
/** A difference that the source's connector found and has put right by events of its own. */
const correction = v.looseObject({
  kind: v.picklist(DIFFERENCE_KINDS, `one of ${DIFFERENCE_KINDS.join(', ')} is expected`),
  contact: maybe(id),
  agent: maybe(id),
  queue: maybe(id),
});

/** Queues and their policy, plans, the health of connections, messages for the floor. */
export const FLOOR_EVENTS = {
  'queue.defined': v.looseObject({
    queue: id,
    name: maybe(text),
    channel: maybe(channel),
    site: maybe(text),
    business: maybe(text),
    language: maybe(text),
    thresholdMs: maybe(ms),
    targetRatio: maybe(ratio),
    shortAbandonMs: maybe(ms),
    serviceLevelVariant: maybe(variant),
    timeZone: maybe(timeZone),
    dayStart: maybe(dayStart),
  }),
  'knowledge.missed': v.looseObject({
    contact: maybe(id),
    leg: maybe(id),
    queue: maybe(id),
    agent: maybe(id),
    query: text,
  }),
  'forecast.published': v.looseObject({
    queue: id,
    intervals: v.array(forecastInterval, 'a list of intervals is expected'),
  }),
  'schedule.published': v.looseObject({
    queue: maybe(id),
    intervals: maybe(v.array(staffingInterval)),
    agent: maybe(id),
    shifts: maybe(v.array(shift, 'a list of shifts is expected')),
  }),
  'source.connected': source,
  'source.lost': source,
  'source.resynced': source,
  /** An addition of ours: a replay has told its last event. */
  'source.ended': source,
  /**
   * An addition of ours: the source's own list of what there is, as of the event's time. `queues`
   * are those it answers for: of others nothing follows from not being listed. Everything that
   * waits in them is in `waiting`, everybody who serves them in `agents`.
   */
  'source.reconciled': v.looseObject({
    source: id,
    queues: v.array(id, 'a list of queues is expected'),
    waiting: v.array(waitingContact, 'a list of waiting contacts is expected'),
    agents: v.array(listedAgent, 'a list of agents is expected'),
    corrected: maybe(v.array(correction, 'a list of corrections is expected')),
  }),
  'notice.posted': v.looseObject({
    text,
    level: maybe(text),
    until: maybe(instant),
    scope: maybe(v.unknown()),
  }),
} as const;
