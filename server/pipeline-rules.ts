import type { Instant, QueueId } from '#schema/ids.ts';
import { MINUTE_MS, SECOND_MS } from '#schema/time/duration.ts';
import type { QueueFacts } from '#server/alerts/facts.ts';
import type { AlertsState, AlertTransition } from '#server/alerts/state.ts';
import { outlook, restsUntil, stepAlerts } from '#server/alerts/step.ts';
import { differencesIn, type AuditMemory } from '#server/audit/outcome.ts';
import type { FloorState, QueueState } from '#server/floor/state.ts';
import type { LevelWindows } from '#server/metrics/level-windows.ts';
import { longestWaiting, staleSource } from '#server/metrics/status-view.ts';
import { surgeOf } from '#server/surge/running.ts';
import type { SurgeState } from '#server/surge/state.ts';

/*
 * When the rules of alerts look at which queue. Every rule is read on every queue at every whole second;
 * but a look that finds what the last one found, and would move nothing, is not taken:
 *
 *   facts   ──same──same──same──changed──same──
 *   looks     x                 x              x
 *                               └ new facts    └ the second at which time alone moves a rule
 *
 * Invariant: after each step of the clock, alerts are as if every second had been looked at.
 */

/** How far the service level that alerts judge looks back. */
export const ALERT_WINDOW_MS = 30 * MINUTE_MS;
/** How far back counts as now: a bad half hour whose last minutes were good asks for nothing any more. */
export const RECENT_WINDOW_MS = 5 * MINUTE_MS;

/** What the rules know of a queue. */
interface Known {
  readonly queue: QueueState;
  /** Null where the queue is no longer what it was. */
  facts: QueueFacts | null;
  /** No rule of it has begun anything. */
  rests: boolean;
  /** The next second at which a look does something, with the same facts. */
  lookAt: Instant;
}

/** What the rules look at. */
export interface Judged {
  readonly state: {
    readonly floor: FloorState;
    readonly surge: SurgeState;
    readonly alerts: AlertsState;
    readonly audit: AuditMemory;
  };
  readonly levels: LevelWindows;
  readonly rules: Rules;
}

/** A view on the world, not state: made anew it comes to the same. */
export interface Rules {
  readonly known: Map<QueueId, Known>;
  /** The earliest `lookAt`, or an earlier instant; at once where facts have changed. */
  nextAt: Instant;
  /** Of each queue, how many of its agents are signed in; counted anew where somebody came or left. */
  readonly staff: Map<QueueId, number>;
}

export function createRules(): Rules {
  return { known: new Map(), nextAt: 0, staff: new Map() };
}

/** The queue is no longer what it was. */
export function forgetFacts(rules: Rules, queue: QueueId): void {
  const known = rules.known.get(queue);
  if (known) known.facts = null;
  rules.nextAt = 0;
}

/**
 * The rules' look at the floor at `now`, a whole second. `isLast`: of a step of the clock; then what is
 * under way is brought up to this second (the worst wait of an alert grows with each).
 */
export function judge(
  world: Judged,
  now: Instant,
  { isLast }: { readonly isLast: boolean },
): readonly AlertTransition[] {
  const { rules, state } = world;
  if (now < rules.nextAt && !(isLast && state.alerts.open.size > 0)) return NOTHING;
  if (rules.known.size < state.floor.queues.size) meetQueues(rules, state.floor);
  const looked: Known[] = [];
  const facts: QueueFacts[] = [];
  let nextAt = Infinity;
  for (const known of rules.known.values()) {
    if (known.facts === null) {
      known.facts = factsOf(world, known.queue);
      known.lookAt = now;
    }
    const isUnderWay = isLast && !known.rests;
    // Where no rule has begun anything, one look is enough to see that none begins now.
    if (known.lookAt <= now && known.rests) known.lookAt = restsUntil(known.facts, now);
    if (known.lookAt <= now || isUnderWay) {
      looked.push(known);
      facts.push(known.facts);
    } else nextAt = Math.min(nextAt, known.lookAt);
  }
  const transitions = facts.length > 0 ? stepAlerts(state.alerts, now, facts) : NOTHING;
  for (const known of looked) {
    const { rests, nextAt: lookAt } = outlook(state.alerts, known.facts!, now);
    known.rests = rests;
    // What has just changed shows in the readings of the next second.
    known.lookAt = transitions.length > 0 ? now + SECOND_MS : lookAt;
    nextAt = Math.min(nextAt, known.lookAt);
  }
  rules.nextAt = nextAt;
  return transitions;
}

/** Queues are never taken away, so the rules know them in the floor's order. */
function meetQueues({ known }: Rules, { queues }: FloorState): void {
  for (const queue of queues.values())
    if (!known.has(queue.id)) known.set(queue.id, { queue, facts: null, rests: false, lookAt: 0 });
}

const NOTHING: readonly AlertTransition[] = [];

function factsOf({ state, levels, rules }: Judged, queue: QueueState): QueueFacts {
  const { policy } = queue;
  let agentsSignedIn = rules.staff.get(queue.id);
  if (agentsSignedIn === undefined) {
    agentsSignedIn = 0;
    for (const id of queue.members) if (state.floor.agents.get(id)?.signedIn) agentsSignedIn += 1;
    rules.staff.set(queue.id, agentsSignedIn);
  }
  return {
    queue: queue.id,
    channel: policy.channel,
    waiting: queue.waiting.size,
    longestWaitingSince: longestWaiting([queue])?.since ?? null,
    thresholdMs: policy.thresholdMs,
    targetRatio: policy.targetRatio,
    serviceLevel: levels.counts(queue.id, 0),
    recentServiceLevel: levels.counts(queue.id, 1),
    agentsSignedIn,
    servingNow: queue.serving.size,
    stale: staleSource(state.floor, queue) !== null,
    surge: surgeOf(state.surge, queue.id),
    auditDifferences: differencesIn(state.audit, queue.id),
  };
}
