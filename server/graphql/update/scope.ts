import type { Alert } from '#schema/alert.ts';
import type { FloorView, Scope } from '#server/metrics/view.ts';

/** True where the scope is the whole floor. */
export function isWholeFloor(scope: Scope): boolean {
  return Object.values(scope).every((list: readonly string[] | null | undefined) => !list?.length);
}

/** Those of `alerts` whose queue is in the scope. */
export function alertsInScope(
  view: FloorView,
  scope: Scope,
  alerts: readonly Alert[],
): readonly Alert[] {
  if (alerts.length === 0 || isWholeFloor(scope)) return alerts;
  const queues = new Set(view.queueIds(scope));
  return alerts.filter((alert) => queues.has(alert.queue));
}
