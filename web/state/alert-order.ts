import type { Alert } from './model.ts';

/** Open alerts as they are listed: critical before warning, unanswered before acknowledged, newest first. */
export function loudestFirst(alerts: readonly Alert[]): readonly Alert[] {
  return [...alerts].sort(
    (one, other) =>
      SEVERITY[other.severity] - SEVERITY[one.severity] ||
      STATE[other.state] - STATE[one.state] ||
      other.firedAt - one.firedAt ||
      (one.id < other.id ? -1 : 1),
  );
}

/** Those the wall's strip must show. */
export function criticalOnly(alerts: readonly Alert[]): readonly Alert[] {
  return alerts.filter((alert) => alert.severity === 'CRITICAL' && alert.state !== 'RESOLVED');
}

const SEVERITY = { CRITICAL: 2, WARNING: 1, INFO: 0 } as const;
const STATE = { FIRING: 2, ACKNOWLEDGED: 1, RESOLVED: 0 } as const;
