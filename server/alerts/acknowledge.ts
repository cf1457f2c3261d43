import { AlertState } from '#schema/alert.ts';
import type { Instant } from '#schema/ids.ts';
import { AlertChange, isOpen, type AlertsState, type AlertTransition } from './state.ts';

/**
 * Somebody answers for an alert: `by` from `at` on, until it is resolved. The first one stays: a
 * second acknowledgement changes nothing and answers with the alert as it is. Null for an alert that is
 * not known (any more) or is resolved.
 */
export function acknowledge(
  state: AlertsState,
  request: { readonly id: string; readonly by: string; readonly at: Instant },
): AlertTransition | null {
  const standing = state.alerts.get(request.id);
  if (!standing || !isOpen(standing)) return null;
  if (standing.state === AlertState.acknowledged)
    return { what: AlertChange.acknowledged, alert: standing };
  const alert = {
    ...standing,
    state: AlertState.acknowledged,
    acknowledgedBy: request.by,
    acknowledgedAt: request.at,
  };
  state.alerts.set(alert.id, alert);
  return { what: AlertChange.acknowledged, alert };
}
