import { AlertKind, AlertState, type Alert, type Severity } from '#schema/alert.ts';
import type { Instant } from '#schema/ids.ts';
import { MINUTE_MS, SECOND_MS } from '#schema/time/duration.ts';
import type { QueueFacts } from './facts.ts';
import type { Reading } from './levels.ts';
import {
  AlertChange,
  isOpen,
  rank,
  ruleKey,
  type AlertsState,
  type AlertTransition,
  type RuleState,
} from './state.ts';

/** A rule has to be broken this long before it is told. */
const HOLD_MS = 30 * SECOND_MS;
/** Not these: a surge was weighed, numbers were recomputed. */
const TOLD_AT_ONCE: ReadonlySet<AlertKind> = new Set([AlertKind.surge, AlertKind.audit]);
/** The clear level has to hold this long before an alert is resolved, or shown less loudly. */
const KEEP_MS = 5 * MINUTE_MS;
/** A resolved alert whose cause is back within this long is the same incident. */
const REOPEN_MS = 15 * MINUTE_MS;

/** One rule, one second. */
export interface Moment {
  readonly kind: AlertKind;
  readonly now: Instant;
  readonly facts: QueueFacts;
  readonly reading: Reading;
}

/** Moves one rule on by one reading; answers with what changed, or null. */
export function advance(
  state: AlertsState,
  rule: RuleState,
  moment: Moment,
): AlertTransition | null {
  const standing = rule.alert === null ? undefined : state.alerts.get(rule.alert);
  return standing && isOpen(standing)
    ? watch(state, rule, standing, moment)
    : wait(state, rule, standing, moment);
}

/**
 * With the same readings: the first instant after `now` at which time alone moves the rule on;
 * Infinity where it rests.
 */
export function nextTurn(state: AlertsState, rule: RuleState, kind: AlertKind): Instant {
  const standing = rule.alert === null ? undefined : state.alerts.get(rule.alert);
  if (!standing || !isOpen(standing))
    return rule.brokenSince === null ? Infinity : rule.brokenSince + HOLD_MS;
  const keepMs = kind === AlertKind.audit ? 0 : KEEP_MS;
  return Math.min(
    rule.refreshedAt + REFRESH_MS,
    rule.calmSince === null ? Infinity : rule.calmSince + keepMs,
    rule.worseSince === null ? Infinity : rule.worseSince + HOLD_MS,
    rule.betterSince === null ? Infinity : rule.betterSince + KEEP_MS,
  );
}

/** Values that are shown go up to date this often: nobody reads a wait to the second off an alert. */
const REFRESH_MS = 10 * SECOND_MS;

function wait(
  state: AlertsState,
  rule: RuleState,
  last: Alert | undefined,
  moment: Moment,
): AlertTransition | null {
  const { kind, now, facts, reading } = moment;
  if (reading.severity === null) {
    rule.brokenSince = null;
    return null;
  }
  rule.brokenSince ??= kind === AlertKind.surge ? (facts.surge?.since ?? now) : now;
  if (!TOLD_AT_ONCE.has(kind) && now - rule.brokenSince < HOLD_MS) return null;
  const again = last !== undefined && now - last.resolvedAt! < REOPEN_MS;
  rule.worst = again ? worse(kind, last.worst, reading.value) : reading.value;
  const alert: Alert = {
    id: `${ruleKey(kind, facts.queue)}:${rule.brokenSince}`,
    kind,
    queue: facts.queue,
    since: rule.brokenSince,
    firedAt: now,
    ...(again && { id: last.id, since: last.since, firedAt: last.firedAt }),
    severity: reading.severity,
    state: AlertState.firing,
    resolvedAt: null,
    acknowledgedBy: null,
    acknowledgedAt: null,
    value: reading.value,
    worst: rule.worst,
    threshold: reading.threshold,
    expectedPerMinute: null,
    seenPerMinute: null,
    ...shown(rule, moment),
  };
  rule.alert = alert.id;
  rule.brokenSince = rule.calmSince = rule.worseSince = rule.betterSince = null;
  state.open.add(alert.id);
  return { what: again ? AlertChange.reopened : AlertChange.fired, alert: keep(state, alert) };
}

function watch(
  state: AlertsState,
  rule: RuleState,
  standing: Alert,
  moment: Moment,
): AlertTransition | null {
  const { kind, now, reading } = moment;
  rule.worst = worse(kind, rule.worst, reading.value);
  rule.calmSince = reading.calm ? (rule.calmSince ?? now) : null;
  // An audit that agrees is no number that swings back.
  const keepMs = kind === AlertKind.audit ? 0 : KEEP_MS;
  if (rule.calmSince !== null && now - rule.calmSince >= keepMs) {
    state.open.delete(standing.id);
    const alert: Alert = {
      ...standing,
      ...shown(rule, moment),
      state: AlertState.resolved,
      resolvedAt: now,
    };
    return { what: AlertChange.resolved, alert: keep(state, alert) };
  }
  const severity = settle(rule, standing.severity, moment);
  if (severity !== standing.severity) {
    const what =
      rank(severity) > rank(standing.severity) ? AlertChange.worsened : AlertChange.eased;
    return { what, alert: keep(state, { ...standing, severity, ...shown(rule, moment) }) };
  }
  if (now - rule.refreshedAt >= REFRESH_MS) keep(state, { ...standing, ...shown(rule, moment) });
  return null;
}

/** Louder after the hold, quieter after the keep; between clear and fire level it stays as it is. */
function settle(rule: RuleState, current: Severity, { now, reading }: Moment): Severity {
  const read = reading.severity;
  const step = read === null ? 0 : rank(read) - rank(current);
  rule.worseSince = step > 0 ? (rule.worseSince ?? now) : null;
  rule.betterSince = step < 0 ? (rule.betterSince ?? now) : null;
  const ripe =
    (rule.worseSince !== null && now - rule.worseSince >= HOLD_MS) ||
    (rule.betterSince !== null && now - rule.betterSince >= KEEP_MS);
  if (!ripe) return current;
  rule.worseSince = rule.betterSince = null;
  return read!;
}

/** The values an alert shows. A surge that is over goes on showing what was last seen of it. */
function shown(rule: RuleState, { kind, now, facts, reading }: Moment): Partial<Alert> {
  rule.refreshedAt = now;
  const { worst } = rule;
  if (kind !== AlertKind.surge)
    return { value: reading.value, worst, threshold: reading.threshold };
  if (facts.surge === null) return { worst };
  const { expectedPerMinute, seenPerMinute } = facts.surge;
  const { value, threshold } = reading;
  return { value, worst, threshold, expectedPerMinute, seenPerMinute };
}

function keep(state: AlertsState, alert: Alert): Alert {
  state.alerts.set(alert.id, alert);
  return alert;
}

function worse(kind: AlertKind, a: number, b: number): number {
  return kind === AlertKind.serviceLevel ? Math.min(a, b) : Math.max(a, b);
}
