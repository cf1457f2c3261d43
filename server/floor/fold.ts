import type { FloorEvent, UnknownEvent } from '#schema/events/envelope.ts';
import type { Instant } from '#schema/ids.ts';
import { HOUR_MS } from '#schema/time/duration.ts';
import { intervalStart, QUARTER_MS } from '#schema/time/interval.ts';
import { applyAgentEvent } from './agents.ts';
import { recountContact, recountQueue } from './contact-counting.ts';
import { applyContactEvent } from './contacts.ts';
import { popDue } from './deadlines.ts';
import type { Delta } from './delta.ts';
import { countNow } from './lazy-counting.ts';
import { isSamePolicy, policyAfter, queueOf } from './queues.ts';
import { reconcile, settleDifferences } from './reconcile.ts';
import { forget } from './retention.ts';
import { applySchedule } from './schedule.ts';
import {
  applyHealth,
  hear,
  noticeSilence,
  OWN_SOURCE,
  POSTED_SILENT_AFTER_MS,
  silentAt,
} from './sources.ts';
import type { FloorState } from './state.ts';

/** A notice without an end stands for one shift. */
const NOTICE_MS = 8 * HOUR_MS;

export interface FloorOptions {
  /** IANA zone of the business day where a queue names none. */
  readonly timeZone: string;
  /**
   * How long a source that says nothing of itself may be quiet; 10 minutes unless said. Null for a
   * recording: in it a quiet night is a quiet night.
   */
  readonly silentAfterMs?: number | null;
}

export function createFloor(options: FloorOptions): FloorState {
  const { timeZone, silentAfterMs = POSTED_SILENT_AFTER_MS } = options;
  return {
    now: 0,
    seq: 0,
    timeZone,
    forgotAt: 0,
    silentAfterMs,
    queues: new Map(),
    agents: new Map(),
    plans: new Map(),
    contacts: new Map(),
    customers: new Map(),
    sources: new Map(),
    reconciliations: new Map(),
    notices: new Map(),
    deadlines: [],
  };
}

/**
 * Moves the floor's clock to `to`. The caller stops at the whole second at or after each `nextChangeAt`
 * on the way. Contacts that pass their threshold are counted as late. A clock that is already past
 * `to` stays.
 */
export function advanceFloor(state: FloorState, to: Instant, delta: Delta): void {
  if (to <= state.now) return;
  const before = state.now;
  state.now = to;
  for (let due = popDue(state.deadlines, to); due; due = popDue(state.deadlines, to))
    recountContact(state, due.contact, delta);
  if (to % 1000 !== 0) return;
  noticeSilence(state, delta);
  settleDifferences(state, delta);
  for (const notice of state.notices.values())
    if ((notice.until ?? notice.postedAt + NOTICE_MS) <= to) {
      state.notices.delete(notice.id);
      delta.notices = true;
    }
  if (Math.floor(before / QUARTER_MS) !== Math.floor(to / QUARTER_MS)) {
    // Days and intervals begin on quarter hours: their numbers change without an event.
    for (const id of state.queues.keys()) delta.queues.add(id);
    for (const id of state.agents.keys()) delta.agents.add(id);
  }
  if (Math.floor(before / HOUR_MS) !== Math.floor(to / HOUR_MS)) forget(state, delta);
}

/**
 * The earliest instant at which the clock alone changes what others see or judge by, or an earlier one.
 * What it merely lets go of (notices, differences that are settled) can go later, with the next step.
 */
export function nextChangeAt({ now, deadlines, sources }: FloorState): Instant {
  let next = intervalStart(now, QUARTER_MS) + QUARTER_MS;
  if (deadlines.length > 0) next = Math.min(next, deadlines[0]!.at);
  for (const source of sources.values()) next = Math.min(next, silentAt(source));
  return next;
}

/** Applies one event of the log at the floor's present time. Total: no event can make it throw. */
export function applyFloorEvent(
  state: FloorState,
  event: FloorEvent | UnknownEvent,
  delta: Delta,
): void {
  if ('unknown' in event) {
    hear(state, event, delta).unknown += 1;
    return;
  }
  if (event.type !== 'notice.posted' || event.source !== OWN_SOURCE) hear(state, event, delta);
  switch (event.type) {
    case 'queue.defined': {
      const queue = queueOf(state, event.data.queue, delta);
      const policy = policyAfter(queue, event);
      // Told again at every start of its source, it nearly always says what is known.
      const isNews = !isSamePolicy(policy, queue.policy);
      if (isNews) countNow(state, queue.legs);
      queue.policy = policy;
      queue.source = event.source;
      queue.changedAt = state.now;
      delta.queues.add(queue.id);
      delta.policies.add(queue.id);
      if (isNews) recountQueue(state, queue.id, delta);
      return;
    }
    case 'agent.signedIn':
    case 'agent.signedOut':
    case 'agent.joinedQueue':
    case 'agent.leftQueue':
    case 'agent.stateChanged':
      return applyAgentEvent(state, event, delta);
    case 'source.connected':
    case 'source.lost':
    case 'source.resynced':
    case 'source.ended':
      return applyHealth(state, event, delta);
    case 'source.reconciled':
      return reconcile(state, event, delta);
    case 'notice.posted':
      state.notices.set(event.id, {
        id: event.id,
        text: event.data.text,
        level: event.data.level ?? null,
        postedAt: event.at,
        until: event.data.until ?? null,
      });
      delta.notices = true;
      return;
    case 'schedule.published':
      return applySchedule(state, event, delta);
    case 'forecast.published':
      // In the log for the issues that read them; nothing on today's wall depends on them.
      return;
    case 'knowledge.missed': {
      const { contact } = event.data;
      // One that belongs to no contact is in the log, and counts for no queue.
      if (contact) applyContactEvent(state, { ...event, data: { ...event.data, contact } }, delta);
      return;
    }
    default:
      return applyContactEvent(state, event, delta);
  }
}
