import { AlertKind, Severity } from '#schema/alert.ts';
import type { Instant, QueueId } from '#schema/ids.ts';
import { DAY_MS, SECOND_MS } from '#schema/time/duration.ts';
import type { QueueFacts } from './facts.ts';
import { isAnyBroken, nextCrossing, read } from './levels.ts';
import { advance, nextTurn } from './life.ts';
import {
  ALERT_KINDS,
  isOpen,
  ruleKey,
  type AlertsState,
  type AlertTransition,
  type RuleState,
} from './state.ts';

/**
 * One second of the floor: reads every rule on every queue and answers with what changed, in the order of
 * `facts`. Three inhibitions. A queue whose source is silent keeps its alerts as they are, and gets no
 * new ones: its numbers are old. A queue with a surge has its other rules listed as `info`: they are parts
 * of one incident, and the surge is as loud as the loudest of them. And where the service level is told
 * already, warnings about waiting are its cause and listed as `info`; critical ones stay critical.
 * Nothing covers an audit that differs.
 */
export function stepAlerts(
  state: AlertsState,
  now: Instant,
  facts: readonly QueueFacts[],
): readonly AlertTransition[] {
  const transitions: AlertTransition[] = [];
  for (const queue of facts) {
    // What the log holds does not go stale.
    stepRule(state, transitions, { kind: AlertKind.audit, now, facts: queue });
    if (queue.stale) suspend(state, queue.queue);
    else
      for (const kind of KINDS_IN_ORDER) stepRule(state, transitions, { kind, now, facts: queue });
  }
  return transitions;
}

/**
 * Of a queue whose rules have begun nothing: the next second at which one may, with the same facts;
 * `now` where one does now.
 */
export function restsUntil(facts: QueueFacts, now: Instant): Instant {
  if (facts.auditDifferences > 0) return now;
  if (facts.stale) return Infinity;
  if (isAnyBroken(facts, now)) return now;
  return wholeSecondFrom(nextCrossing(facts, now), now);
}

/** The first whole second at or after `at`, and after `now`; Infinity for never. */
function wholeSecondFrom(at: Instant, now: Instant): Instant {
  return at === Infinity ? at : Math.max(Math.ceil(at / SECOND_MS) * SECOND_MS, now + SECOND_MS);
}

export interface Outlook {
  /** No rule of the queue has begun anything: it rests until a reading changes. */
  readonly rests: boolean;
  /** With the same facts: the second at which stepping the queue does something again; Infinity for never. */
  readonly nextAt: Instant;
}

/** What a queue that was stepped at `now`, and told nothing, has before it while its facts stay as they are. */
export function outlook(state: AlertsState, facts: QueueFacts, now: Instant): Outlook {
  let rests = true;
  let nextAt = nextCrossing(facts, now);
  for (const kind of ALERT_KINDS) {
    const rule = state.rules.get(ruleKey(kind, facts.queue));
    if (!rule) continue;
    const turnAt = nextTurn(state, rule, kind);
    // Stale, a rule does not move; what it has begun goes on as soon as the queue is heard of again.
    rests &&= turnAt === Infinity;
    if (!facts.stale || kind === AlertKind.audit) nextAt = Math.min(nextAt, turnAt);
  }
  return { rests, nextAt: wholeSecondFrom(nextAt, now) };
}

/** What covers comes before what it covers, so that it does from its first second. */
const KINDS_IN_ORDER: readonly AlertKind[] = [
  AlertKind.surge,
  AlertKind.serviceLevel,
  AlertKind.waiting,
  AlertKind.longestWaiting,
];
const KEPT_MS = 35 * DAY_MS;
const KEPT_MOST = 20_000;

function stepRule(
  state: AlertsState,
  transitions: AlertTransition[],
  { kind, now, facts }: { kind: AlertKind; now: Instant; facts: QueueFacts },
): void {
  const found = read(kind, facts, now);
  const key = ruleKey(kind, facts.queue);
  let rule = state.rules.get(key);
  if (!rule) {
    if (found.severity === null) return;
    rule = newRule();
    state.rules.set(key, rule);
  }
  const reading = isCovered(state, { kind, queue: facts.queue, severity: found.severity })
    ? { ...found, severity: Severity.info }
    : found;
  const transition = advance(state, rule, { kind, now, facts, reading });
  if (transition) transitions.push(transition);
}

/** Whether another alert of the queue already tells of the same cause, as loudly. */
function isCovered(
  state: AlertsState,
  { kind, queue, severity }: { kind: AlertKind; queue: QueueId; severity: Severity | null },
): boolean {
  if (severity === null || kind === AlertKind.surge || kind === AlertKind.audit) return false;
  if (stands(state, AlertKind.surge, queue)) return true;
  return (
    kind !== AlertKind.serviceLevel &&
    severity === Severity.warning &&
    stands(state, AlertKind.serviceLevel, queue)
  );
}

function stands(state: AlertsState, kind: AlertKind, queue: QueueId): boolean {
  const id = state.rules.get(ruleKey(kind, queue))?.alert;
  return id != null && state.open.has(id);
}

/** Hold and keep start anew when the source is back: nobody knows what held in between. */
function suspend(state: AlertsState, queue: QueueId): void {
  for (const kind of ALERT_KINDS) {
    const rule = state.rules.get(ruleKey(kind, queue));
    if (rule) rule.brokenSince = rule.calmSince = rule.worseSince = rule.betterSince = null;
  }
}

function newRule(): RuleState {
  return {
    alert: null,
    brokenSince: null,
    calmSince: null,
    worseSince: null,
    betterSince: null,
    worst: 0,
    refreshedAt: 0,
  };
}

/** Lets go of what was resolved 35 days ago, and of the oldest beyond 20,000. To be called each hour. */
export function pruneAlerts(state: AlertsState, now: Instant): void {
  let tooMany = state.alerts.size - KEPT_MOST;
  for (const alert of state.alerts.values()) {
    if (isOpen(alert)) continue;
    if (tooMany <= 0 && now - alert.resolvedAt! < KEPT_MS) continue;
    state.alerts.delete(alert.id);
    tooMany -= 1;
  }
}
