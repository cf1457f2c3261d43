import type { QueueId } from '#schema/ids.ts';
import { ALERT_KINDS, isOpen, ruleKey, type AlertsState } from './state.ts';

/**
 * Nothing of the queue stands or is about to: with the same facts the next second would find the
 * same nothing. (Where contacts wait, time itself is a fact.)
 */
export function isIdle(state: AlertsState, queue: QueueId): boolean {
  for (const kind of ALERT_KINDS) {
    const rule = state.rules.get(ruleKey(kind, queue));
    if (!rule) continue;
    const alert = rule.alert === null ? undefined : state.alerts.get(rule.alert);
    if (rule.brokenSince !== null || (alert && isOpen(alert))) return false;
  }
  return true;
}
