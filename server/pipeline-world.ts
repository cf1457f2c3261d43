import type { FloorEvent, UnknownEvent } from '#schema/events/envelope.ts';
import { isEventType } from '#schema/events/types.ts';
import type { Instant, QueueId } from '#schema/ids.ts';
import { MINUTE_MS, SECOND_MS } from '#schema/time/duration.ts';
import { acknowledge } from '#server/alerts/acknowledge.ts';
import type { QueueFacts, ServiceLevelCounts } from '#server/alerts/facts.ts';
import { isIdle } from '#server/alerts/idle.ts';
import {
  createAlerts,
  openAlerts,
  type AlertsState,
  type AlertTransition,
} from '#server/alerts/state.ts';
import { stepAlerts } from '#server/alerts/step.ts';
import { noteStored } from '#server/audit/log-slices.ts';
import {
  createAuditMemory,
  differencesIn,
  tellAudit,
  type AuditFindings,
  type AuditMemory,
} from '#server/audit/outcome.ts';
import { clearDelta, createDelta, type Delta } from '#server/floor/delta.ts';
import {
  advanceFloor,
  applyFloorEvent,
  createFloor,
  type FloorOptions,
} from '#server/floor/fold.ts';
import type { FloorState, QueueState } from '#server/floor/state.ts';
import type { Entry, Stored } from '#server/journal/journal.ts';
import { serviceLevel } from '#server/metrics/service-level.ts';
import { createSlidingWindows, type SlidingWindows } from '#server/metrics/sliding-windows.ts';
import { longestWaiting, staleSource } from '#server/metrics/status-view.ts';
import { noteArrival, removeArrival } from '#server/surge/arrivals.ts';
import { surgeOf } from '#server/surge/running.ts';
import { createSurge, setZone, TICK_MS, type SurgeState } from '#server/surge/state.ts';
import { stepSurge } from '#server/surge/step.ts';

/*
 * The whole fold: floor, surge and alerts together. Pure: a log gives one world, whenever and
 * wherever it is folded.
 *
 *   entry ─► clock moves to its floorAt, second by second ─► entry applied ─► change named
 *                 each second: thresholds, silence, alerts; every ten: surge
 */

/** How far the service level that alerts judge looks back. */
export const ALERT_WINDOW_MS = 30 * MINUTE_MS;
/** How far back counts as now: a bad half hour whose last minutes were good asks for nothing any more. */
const RECENT_WINDOW_MS = 5 * MINUTE_MS;
/** While nothing waits, nothing fires and nothing happens, rules are looked at once a minute. */
const IDLE_STEP_MS = MINUTE_MS;

/** Plain data: what a checkpoint holds. */
export interface WorldState {
  readonly floor: FloorState;
  readonly surge: SurgeState;
  readonly alerts: AlertsState;
  readonly audit: AuditMemory;
  /** When the rules were last looked at. */
  judgedAt: Instant;
}

export interface World {
  readonly state: WorldState;
  /** Views on the floor, not state: rebuilt from it. */
  readonly windows: SlidingWindows;
  /** What the rules look at, of each queue as it is; forgotten when the queue changes. */
  readonly facts: Map<QueueId, QueueFacts>;
  /** Queues whose facts, as they are, have been found to mean nothing. */
  readonly quiet: Map<QueueId, QueueFacts>;
  /** The delta of the step under way. */
  readonly step: Delta;
}

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
    judgedAt: 0,
  };
}

export function openWorld(state: WorldState): World {
  const windows = createSlidingWindows(state.floor);
  windows.watch(ALERT_WINDOW_MS);
  windows.watch(RECENT_WINDOW_MS);
  return { state, windows, facts: new Map(), quiet: new Map(), step: createDelta() };
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
      const { source, id, type, at, data } = entry;
      const event = isEventType(type)
        ? ({ source, id, type, at, data } as FloorEvent)
        : ({ source, id, type, at, data, unknown: true } satisfies UnknownEvent);
      applyFloorEvent(state.floor, event, world.step);
      settle(world, change);
    }
  }
}

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
      world.facts.delete(queue);
}

/** Moves the clock to `to`, visiting every whole second on the way. */
export function advanceWorld(world: World, to: Instant, change: WorldChange): void {
  const { floor } = world.state;
  // The log's first entry sets the clock; there is no time before it.
  if (floor.now === 0) floor.now = Math.max(0, to);
  let second = Math.floor(floor.now / SECOND_MS) * SECOND_MS + SECOND_MS;
  for (; second <= to; second += SECOND_MS) visitSecond(world, second, change);
  advanceFloor(floor, to, world.step);
  // Windows are exact to the millisecond also between two seconds.
  if (to > second - SECOND_MS)
    for (const queue of world.windows.advance(to)) world.step.queues.add(queue);
  settle(world, change);
}

function visitSecond(world: World, second: Instant, change: WorldChange): void {
  const { floor, surge } = world.state;
  advanceFloor(floor, second, world.step);
  for (const queue of world.windows.advance(second)) world.step.queues.add(queue);
  if (second % TICK_MS === 0) {
    for (const { queue } of stepSurge(surge, second)) world.step.queues.add(queue);
    // How large a running surge is changes with every tick of it.
    for (const queue of floor.queues.keys())
      if (surgeOf(surge, queue)) world.step.queues.add(queue);
  }
  settle(world, change);
  judge(world, second, change);
}

/** Rules of alerts, each second while there is anything to judge. */
function judge(world: World, now: Instant, change: WorldChange): void {
  const { state } = world;
  const busy =
    openAlerts(state.alerts).length > 0 ||
    (state.audit.outcome?.at ?? 0) >= state.judgedAt ||
    someQueue(state.floor, (queue) => queue.waiting.size > 0 || queue.changedAt >= state.judgedAt);
  if (!busy && now - state.judgedAt < IDLE_STEP_MS) return;
  state.judgedAt = now;
  const facts: QueueFacts[] = [];
  for (const queue of state.floor.queues.values()) {
    let known = world.facts.get(queue.id);
    if (!known) {
      known = factsOf(world, queue);
      world.facts.set(queue.id, known);
    }
    if (world.quiet.get(queue.id) !== known) facts.push(known);
  }
  for (const transition of stepAlerts(state.alerts, now, facts)) noteAlert(change, transition);
  for (const known of facts)
    if (known.waiting === 0 && isIdle(state.alerts, known.queue))
      world.quiet.set(known.queue, known);
}

function someQueue(floor: FloorState, test: (queue: QueueState) => boolean): boolean {
  for (const queue of floor.queues.values()) if (test(queue)) return true;
  return false;
}

function factsOf({ state, windows }: World, queue: QueueState): QueueFacts {
  const { policy } = queue;
  const serviceLevelOver = (lengthMs: number): ServiceLevelCounts => {
    const counts = windows.counts(queue.id, lengthMs);
    const { numerator, denominator } = serviceLevel(counts, policy.serviceLevelVariant);
    return { met: numerator, counted: denominator };
  };
  let agentsSignedIn = 0;
  for (const id of queue.members) if (state.floor.agents.get(id)?.signedIn) agentsSignedIn += 1;
  return {
    queue: queue.id,
    channel: policy.channel,
    waiting: queue.waiting.size,
    longestWaitingSince: longestWaiting([queue])?.since ?? null,
    thresholdMs: policy.thresholdMs,
    targetRatio: policy.targetRatio,
    serviceLevel: serviceLevelOver(ALERT_WINDOW_MS),
    recentServiceLevel: serviceLevelOver(RECENT_WINDOW_MS),
    agentsSignedIn,
    servingNow: queue.serving.size,
    stale: staleSource(state.floor, queue) !== null,
    surge: surgeOf(state.surge, queue.id),
    auditDifferences: differencesIn(state.audit, queue.id),
  };
}

/** Carries what the step changed into the rooms behind the floor, and ends the step. */
function settle({ state, windows, facts, step }: World, change: WorldChange): void {
  if (step.counts.length > 0) windows.apply(step.counts);
  for (const queue of step.policies) setZone(state.surge, queue, zoneOf(state, queue));
  for (const { queue, at, by } of step.arrivals)
    if (by === 1) noteArrival(state.surge, queue, at, state.floor.now);
    else removeArrival(state.surge, queue, at);
  const { delta } = change;
  for (const id of step.queues) {
    delta.queues.add(id);
    facts.delete(id);
  }
  for (const id of step.agents) delta.agents.add(id);
  for (const id of step.sources) delta.sources.add(id);
  delta.notices ||= step.notices;
  clearDelta(step);
}

function noteAlert(change: WorldChange, transition: AlertTransition): void {
  change.transitions.push(transition);
  change.delta.queues.add(transition.alert.queue);
}

function zoneOf(state: WorldState, queue: QueueId): string {
  return state.floor.queues.get(queue)?.policy.timeZone ?? state.floor.timeZone;
}
