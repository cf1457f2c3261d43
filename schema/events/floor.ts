import * as v from 'valibot';
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
const source = v.looseObject({
  source: id,
  reason: maybe(text),
  /** What the connection is (`ami`, `http`, …) and how long it may be quiet: additions of ours. */
  kind: maybe(text),
  silentAfterMs: maybe(ms),
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
  'knowledge.missed': v.looseObject({ contact: maybe(id), agent: maybe(id), query: text }),
  'forecast.published': v.looseObject({
    queue: id,
    intervals: v.array(forecastInterval, 'a list of intervals is expected'),
  }),
  'schedule.published': v.looseObject({
    queue: maybe(id),
    intervals: maybe(v.array(staffingInterval)),
    agent: maybe(id),
    shifts: maybe(v.array(v.looseObject({ start: instant }))),
  }),
  'source.connected': source,
  'source.lost': source,
  'source.resynced': source,
  /** An addition of ours: a replay has told its last event. */
  'source.ended': source,
  'notice.posted': v.looseObject({
    text,
    level: maybe(text),
    until: maybe(instant),
    scope: maybe(v.unknown()),
  }),
} as const;
