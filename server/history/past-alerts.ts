import type { Alert } from '#schema/alert.ts';
import type { Instant } from '#schema/ids.ts';
import type { HistoryFile } from './history-file.ts';

/** Alerts that are over, for as long as history is kept. */
export class PastAlerts {
  readonly #file: HistoryFile;
  /** As they were written last, so that each is written once. */
  readonly #written = new Map<string, Instant>();

  constructor(file: HistoryFile) {
    this.#file = file;
  }

  /** Writes those that are over and not written yet, within the transaction under way. */
  save(alerts: Iterable<Alert>): void {
    const known = new Set<string>();
    for (const alert of alerts) {
      known.add(alert.id);
      const { id, firedAt, resolvedAt } = alert;
      if (resolvedAt === null || this.#written.get(id) === resolvedAt) continue;
      this.#file.database
        .prepare(
          `INSERT INTO alerts VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET
             fired_at = excluded.fired_at, resolved_at = excluded.resolved_at, alert = excluded.alert`,
        )
        .run(id, firedAt, resolvedAt, JSON.stringify(alert));
      this.#written.set(id, resolvedAt);
    }
    for (const id of this.#written.keys()) if (!known.has(id)) this.#written.delete(id);
  }

  /** The transaction was undone: they are to be written again. */
  undone(): void {
    this.#written.clear();
  }

  /** Firing at some moment of `[from, to)`, newest first; what the floor says of one counts. */
  between(from: Instant, to: Instant, onFloor: Iterable<Alert>): Alert[] {
    const rows = this.#file.database
      .prepare('SELECT alert FROM alerts WHERE resolved_at > ? AND fired_at < ?')
      .all(from, to) as { alert: string }[];
    const found = new Map<string, Alert>();
    for (const { alert } of rows) {
      const read = JSON.parse(alert) as Alert;
      found.set(read.id, read);
    }
    for (const alert of onFloor) {
      found.delete(alert.id);
      if (alert.firedAt < to && (alert.resolvedAt === null || alert.resolvedAt > from))
        found.set(alert.id, alert);
    }
    return [...found.values()].sort((a, b) => b.firedAt - a.firedAt || (a.id < b.id ? -1 : 1));
  }

  dropBefore(at: Instant): void {
    this.#file.database.prepare('DELETE FROM alerts WHERE resolved_at < ?').run(at);
  }
}
