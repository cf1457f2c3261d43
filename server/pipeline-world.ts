import type { FloorEvent, UnknownEvent } from '#schema/events/envelope.ts';
import { EVENT_SCHEMAS, type EventType } from '#schema/events/types.ts';
import type { Instant, QueueId } from '#schema/ids.ts';
import { HOUR_MS, SECOND_MS } from '#schema/time/duration.ts';
import { acknowledge } from '#server/alerts/acknowledge.ts';
import { createAlerts, type AlertsState, type AlertTransition } from '#server/alerts/state.ts';
import { pruneAlerts } from '#server/alerts/step.ts';
import { noteStored } from '#server/audit/log-slices.ts';
import {
  createAuditMemory,
  tellAudit,
  type AuditFindings,
  type AuditMemory,
} from '#server/audit/outcome.ts';
import { clearDelta, createDelta, type Delta } from '#server/floor/delta.ts';
import {
  advanceFloor,
  applyFloorEvent,
  createFloor,
  nextChangeAt,
  type FloorOptions,
} from '#server/floor/fold.ts';
import { fallsSilent } from '#server/floor/sources.ts';
import type { FloorState } from '#server/floor/state.ts';
import type { Entry, Stored } from '#server/journal/journal.ts';
import { createLevelWindows, type LevelWindows } from '#server/metrics/level-windows.ts';
import { createSlidingWindows, type SlidingWindows } from '#server/metrics/sliding-windows.ts';
import { noteArrival, removeArrival } from '#server/surge/arrivals.ts';
import { surgeOf } from '#server/surge/running.ts';
import { createSurge, setZone, TICK_MS, type SurgeState } from '#server/surge/state.ts';
import { nextTickAt, stepSurge } from '#server/surge/step.ts';
import {
  ALERT_WINDOW_MS,
  createRules,
  forgetFacts,
  judge,
  RECENT_WINDOW_MS,
  type Rules,
} from './pipeline-rules.ts';

/*
 * The whole fold: floor, surge and alerts together. Pure: a log gives one world, whenever and
 * wherever it is folded.
 *
 *   entry ─► clock moves to its floorAt, second by second ─► entry applied ─► change named
 *                 each second: thresholds, silence, alerts; every ten: surge
 */

/** Plain data: what a checkpoint holds. */
export interface WorldState {
  readonly floor: FloorState;
  readonly surge: SurgeState;
  readonly alerts: AlertsState;
  readonly audit: AuditMemory;
}

export interface World {
  readonly state: WorldState;
  /** Views on the state, not state: rebuilt from it. */
  readonly windows: SlidingWindows;
  readonly levels: LevelWindows;
  readonly rules: Rules;
  /** When a tick of the surges' statistic may decide something next. */
  surgeAt: Instant;
  /** The tick that was taken last ended here. */
  steppedAt: Instant;
  /** The delta of the step under way. */
  readonly step: Delta;
  /**
   * Whoever keeps what passes: told at the end of each step, before the step is forgotten, and with the
   * clock at every quarter hour of UTC. Null: nobody.
   */
  listener: StepListener | null;
}

/** `event` is null where only time has passed. */
export type StepListener = (step: Delta, event: FloorEvent | UnknownEvent | null) => void;

/** What an entry did, for whoever shows it. */
export interface WorldChange {
  readonly delta: Delta;
  readonly transitions: AlertTransition[];
}

export function createWorldState(options: FloorOptions): WorldState {
  return {
    floor: createFloor(options),
    surge: createSurge(),
    alerts: createAlerts(),
    audit: createAuditMemory(),
  };
}

export function openWorld(state: WorldState): World {
  return {
    state,
    windows: createSlidingWindows(state.floor),
    levels: createLevelWindows(state.floor, [ALERT_WINDOW_MS, RECENT_WINDOW_MS]),
    rules: createRules(),
    surgeAt: nextTickAt(state.surge),
    steppedAt: 0,
    step: createDelta(),
    listener: null,
  };
}

export function createWorldChange(): WorldChange {
  return { delta: createDelta(), transitions: [] };
}

/** Applies an entry that is on disk, and remembers where it lies in the log. */
export function applyStored(world: World, stored: Stored, change: WorldChange): void {
  world.state.floor.seq = stored.seq;
  applyEntry(world, stored.entry, change);
  noteStored(world.state.audit.slices, stored, world.state.floor.now);
}

/** Applies one entry of the log: first the time that passed, then what happened. */
export function applyEntry(world: World, entry: Entry, change: WorldChange): void {
  advanceWorld(world, entry.floorAt, change);
  const { state } = world;
  switch (entry.kind) {
    case 'tick':
      return;
    case 'command':
      return applyCommand(world, entry, change);
    case 'event': {
      const { source, id, at, data } = entry;
      const type = knownType(entry.type);
      const event = type
        ? ({ source, id, type, at, data } as FloorEvent)
        : ({ source, id, type: entry.type, at, data, unknown: true } satisfies UnknownEvent);
      applyFloorEvent(state.floor, event, world.step);
      settle(world, change, event);
    }
  }
}

/** The type as this programme names it: texts out of a log are compared letter by letter, names at once. */
function knownType(type: string): EventType | undefined {
  return EVENT_TYPES.get(type);
}

const EVENT_TYPES: ReadonlyMap<string, EventType> = new Map(
  (Object.keys(EVENT_SCHEMAS) as EventType[]).map((type) => [type, type]),
);

function applyCommand(
  world: World,
  { type, data }: Extract<Entry, { kind: 'command' }>,
  change: WorldChange,
): void {
  const { floor, alerts, audit } = world.state;
  if (type === 'alert.acknowledge') {
    const { id, by } = data as { id: string; by: string };
    const transition = acknowledge(alerts, { id, by, at: floor.now });
    if (transition) noteAlert(change, transition);
  }
  // The alert follows with the next second, like any other.
  if (type === 'audit.told')
    for (const queue of tellAudit(audit, data as unknown as AuditFindings, floor.now))
      forgetFacts(world.rules, queue);
}

/**
 * Moves the clock to `to`. Whatever falls on a whole second on the way happens at that second, as if
 * each were visited; seconds at which nothing can happen are passed over.
 */
export function advanceWorld(world: World, to: Instant, change: WorldChange): void {
  const { floor } = world.state;
  // The log's first entry sets the clock; there is no time before it.
  if (floor.now === 0) floor.now = Math.max(0, to);
  if (to <= floor.now) return;
  const last = wholeSecond(to);
  const isNewSecond = last > floor.now;
  if (isNewSecond) {
    for (let second = nextVisit(world); second < last; second = nextVisit(world))
      visitSecond(world, { second, isLast: false }, change);
    visitSecond(world, { second: last, isLast: true }, change);
  }
  if (to > floor.now) {
    advanceFloor(floor, to, world.step);
    settle(world, change);
  }
  for (const queue of world.windows.advance(to)) change.delta.queues.add(queue);
}

/** The next whole second at which the clock alone may change anything. */
function nextVisit({ state, levels, rules, surgeAt }: World): Instant {
  const { now } = state.floor;
  const at = Math.min(nextChangeAt(state.floor), levels.nextAt, rules.nextAt, surgeAt);
  return Math.max(Math.ceil(at / SECOND_MS) * SECOND_MS, wholeSecond(now) + SECOND_MS);
}

function wholeSecond(at: Instant): Instant {
  return Math.floor(at / SECOND_MS) * SECOND_MS;
}

function visitSecond(
  world: World,
  { second, isLast }: { readonly second: Instant; readonly isLast: boolean },
  change: WorldChange,
): void {
  const { state, step } = world;
  const { floor, surge, alerts } = state;
  // What goes stale now is judged no more: until a second ago it was.
  const before = second - SECOND_MS;
  const isUnjudged = before >= floor.now && world.rules.nextAt > before;
  if (isUnjudged && alerts.open.size > 0 && fallsSilent(floor, second))
    judge(world, before, { isLast: true });
  advanceFloor(floor, second, step);
  world.levels.advance(second, (queue) => forgetFacts(world.rules, queue));
  // Ticks that decide nothing are taken with the last second.
  if (second >= world.surgeAt || (isLast && second - world.steppedAt >= TICK_MS)) {
    world.steppedAt = second - (second % TICK_MS);
    for (const { queue } of stepSurge(surge, second)) step.queues.add(queue);
    // How large a running surge is changes with every tick of it.
    if (second >= world.surgeAt)
      for (const queue of floor.queues.keys()) if (surgeOf(surge, queue)) step.queues.add(queue);
    world.surgeAt = nextTickAt(surge);
  }
  settle(world, change);
  if (second % HOUR_MS === 0) pruneAlerts(alerts, second);
  for (const transition of judge(world, second, { isLast })) noteAlert(change, transition);
}

/** Carries what the step changed into the rooms behind the floor, and ends the step. */
function settle(
  world: World,
  change: WorldChange,
  event: FloorEvent | UnknownEvent | null = null,
): void {
  const { state, windows, levels, rules, step, listener } = world;
  if (step.counts.length > 0) {
    windows.apply(step.counts);
    levels.apply(step.counts);
  }
  if (step.policies.size > 0)
    for (const queue of step.policies) {
      setZone(state.surge, queue, zoneOf(state, queue));
      levels.rebuild(queue);
    }
  if (step.arrivals.length > 0) noteArrivals(world);
  if (step.staff.size > 0) for (const queue of step.staff) rules.staff.delete(queue);
  const { delta } = change;
  if (step.queues.size > 0)
    for (const id of step.queues) {
      delta.queues.add(id);
      forgetFacts(rules, id);
    }
  if (step.agents.size > 0) for (const id of step.agents) delta.agents.add(id);
  if (step.sources.size > 0) for (const id of step.sources) delta.sources.add(id);
  delta.notices ||= step.notices;
  listener?.(step, event);
  clearDelta(step);
}

function noteArrivals(world: World): void {
  const { state, step } = world;
  for (const { queue, at, by } of step.arrivals)
    if (by === 1) noteArrival(state.surge, queue, at, state.floor.now);
    else removeArrival(state.surge, queue, at);
  world.surgeAt = nextTickAt(state.surge);
}

function noteAlert(change: WorldChange, transition: AlertTransition): void {
  change.transitions.push(transition);
  change.delta.queues.add(transition.alert.queue);
}

function zoneOf(state: WorldState, queue: QueueId): string {
  return state.floor.queues.get(queue)?.policy.timeZone ?? state.floor.timeZone;
}
