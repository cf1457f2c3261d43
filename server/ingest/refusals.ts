import type { SourceId } from '#schema/ids.ts';

/** How many different reasons are kept apart; the rest are counted together. */
const MOST_REASONS = 200;

/** What was refused since this server started, a source and a reason; never with customers' data. */
export interface Refusals {
  count(source: SourceId, reason: string): void;
  of(source: SourceId): number;
  /** Every source and reason with its count, for the metrics endpoint. */
  all(): readonly { readonly source: SourceId; readonly reason: string; readonly count: number }[];
}

export function createRefusals(): Refusals {
  const bySource = new Map<SourceId, number>();
  const byReason = new Map<string, { source: SourceId; reason: string; count: number }>();
  return {
    count(source, reason) {
      bySource.set(source, (bySource.get(source) ?? 0) + 1);
      // Positions and counts in a reason would make every refusal a kind of its own.
      const kind = reason.replace(/\d+/g, 'n');
      const key = byReason.size < MOST_REASONS ? `${source}\n${kind}` : 'other';
      const known = byReason.get(key);
      if (known) known.count += 1;
      else byReason.set(key, { source, reason: key === 'other' ? 'other' : kind, count: 1 });
    },
    of: (source) => bySource.get(source) ?? 0,
    all: () => [...byReason.values()],
  };
}
