import { AlertKind, AlertState, Severity, type Alert } from '#schema/alert.ts';
import type { Instant, QueueId } from '#schema/ids.ts';

/*
 * An alert's life:
 *
 *   quiet ─broken─> holding ─30 s─> firing ──acknowledge──> acknowledged
 *     ^               │ good again     │ calm for 5 min         │
 *     └───────────────┘                └──────> resolved <──────┘
 *                                                  │ broken and held within 15 min
 *                                                  └──> firing again, the same alert
 *
 * Invariants: (1) at most one alert that is not resolved a kind and queue; (2) an alert fires no sooner
 * than its rule's hold after the last resolve, and resolves no sooner than 5 min after it was last bad;
 * (3) acknowledged stays acknowledged until resolved; (4) everything here is plain data. An audit's
 * alert follows the audit's word at once: for it hold and calm are nothing.
 */

/** All alerts' memory; changed in place by stepAlerts and acknowledge. */
export interface AlertsState {
  /** By `KIND:QUEUE`. */
  readonly rules: Map<string, RuleState>;
  /** Every alert that is kept, by id, in order of firing. */
  readonly alerts: Map<string, Alert>;
  /** Ids of those not resolved. */
  readonly open: Set<string>;
}

/** One rule on one queue. */
export interface RuleState {
  /** Its alert, open or last resolved; null before the first. */
  alert: string | null;
  /** Since when it is broken without a break, seen from quiet; null while it is not. */
  brokenSince: Instant | null;
  /** Since when the clear level holds without a break. */
  calmSince: Instant | null;
  /** Since when it reads worse, or better, than the severity that is shown. */
  worseSince: Instant | null;
  betterSince: Instant | null;
  /** The worst value since it fired, to the second. */
  worst: number;
  /** When the values shown were last brought up to date. */
  refreshedAt: Instant;
}

/** What became of an alert. */
export const AlertChange = {
  fired: 'fired',
  /** It fired again within 15 minutes: the same incident goes on. */
  reopened: 'reopened',
  worsened: 'worsened',
  eased: 'eased',
  acknowledged: 'acknowledged',
  resolved: 'resolved',
} as const;
export type AlertChange = (typeof AlertChange)[keyof typeof AlertChange];

/** A change, and the alert's whole life after it. */
export interface AlertTransition {
  readonly what: AlertChange;
  readonly alert: Alert;
}

export function createAlerts(): AlertsState {
  return { rules: new Map(), alerts: new Map(), open: new Set() };
}

/** Not resolved, newest first. */
export function openAlerts(state: AlertsState): readonly Alert[] {
  return newestFirst([...state.open].map((id) => state.alerts.get(id)!));
}

/** An alert that is open or was resolved within the last 35 days; null otherwise. */
export function alertById(state: AlertsState, id: string): Alert | null {
  return state.alerts.get(id) ?? null;
}

/** Told and not resolved at some moment of `[from, to)`, newest first. */
export function alertsBetween(state: AlertsState, from: Instant, to: Instant): readonly Alert[] {
  const found: Alert[] = [];
  for (const alert of state.alerts.values())
    if (alert.firedAt < to && (alert.resolvedAt === null || alert.resolvedAt > from))
      found.push(alert);
  return newestFirst(found);
}

/** The loudest of the queue's open alerts, acknowledged ones included; null where none is open. */
export function severityOf(state: AlertsState, queue: QueueId): Severity | null {
  let loudest: Severity | null = null;
  for (const kind of ALERT_KINDS) {
    const id = state.rules.get(ruleKey(kind, queue))?.alert;
    if (id == null || !state.open.has(id)) continue;
    const { severity } = state.alerts.get(id)!;
    if (rank(severity) > rank(loudest)) loudest = severity;
  }
  return loudest;
}

/** Every rule, in the order they are read. */
export const ALERT_KINDS: readonly AlertKind[] = Object.values(AlertKind);

export function ruleKey(kind: AlertKind, queue: QueueId): string {
  let keys = RULE_KEYS.get(queue);
  if (!keys) {
    keys = Object.fromEntries(ALERT_KINDS.map((each) => [each, `${each}:${queue}`])) as RuleKeys;
    RULE_KEYS.set(queue, keys);
  }
  return keys[kind];
}

type RuleKeys = Readonly<Record<AlertKind, string>>;
/** Asked for at every look of every rule: a key that is put together anew is hashed anew. */
const RULE_KEYS = new Map<QueueId, RuleKeys>();

/** Greater is louder; nothing is the quietest. */
export function rank(severity: Severity | null): number {
  return severity === null ? 0 : 1 + LOUDNESS.indexOf(severity);
}

/** Whether the alert still asks for somebody: not resolved. */
export function isOpen(alert: Alert): boolean {
  return alert.state !== AlertState.resolved;
}

const LOUDNESS: readonly Severity[] = [Severity.info, Severity.warning, Severity.critical];

function newestFirst(alerts: Alert[]): Alert[] {
  return alerts.sort((a, b) => b.firedAt - a.firedAt || (a.id < b.id ? -1 : 1));
}
