import type { Instant } from '#schema/ids.ts';
import { DAY_MS } from '#schema/time/duration.ts';
import { INTERVAL_MS } from '#schema/time/interval.ts';
import { createDepth } from './bank-depth.ts';
import type { Second } from './bank-events.ts';
import {
  figuresByArrival,
  figuresByEvent,
  figuresOfLegs,
  offeredAtTheEnd,
  OVER_AFTER_MS,
  peaksAtTheEnd,
  type Figures,
  type OfLegs,
} from './bank-figures.ts';
import { ALL, type BankTruth, type Row, type TruthTable } from './bank-truth.ts';
import { createComparison, type Comparison } from './comparison.ts';
import { openReplayedFloor } from './replayed-floor.ts';

/*
 * Plays the bank's calls through the product and asks it, at the instants when each figure of the
 * truth is due:
 *
 *   half hour  |start .................... end|                            |end + 20 h
 *              depth at start, then each second, `_evt` in the last ms      columns by arrival
 *
 * Whatever the truth has no row for is expected to be nought.
 */

export interface Proof {
  readonly comparison: Comparison;
  /** Columns of the truth that no figure was found for. */
  readonly notCompared: readonly string[];
  readonly events: number;
  readonly duplicates: number;
  readonly refused: number;
}

/** Proves the days from `from` to `to`, both included; `seconds` may begin earlier. */
export async function proveBank(
  seconds: AsyncIterable<Second>,
  truth: BankTruth,
  days: {
    readonly from: string;
    readonly to: string;
    /** Told of each month as its first event comes. */
    readonly onMonth?: (month: string) => void;
  },
): Promise<Proof> {
  const floor = openReplayedFloor();
  const { world, view } = floor;
  const queues = [...truth.queues, ALL];
  const comparison = createComparison();
  const fromAt = Date.parse(days.from);
  const toAt = Date.parse(days.to) + DAY_MS;
  const depth = createDepth(view, queues);
  const ofLegs = new Map<string, OfLegs>();
  let boundary = fromAt - DAY_MS;

  const isAsked = (startAt: Instant): boolean => startAt >= fromAt && startAt < toAt;
  const note = (name: string, table: TruthTable, startAt: Instant) => {
    const when = new Date(startAt).toISOString().slice(0, name === 'daily' ? 10 : 16);
    return (queue: string, ours: Figures): void => {
      const row = table.row(startAt, queue);
      for (const [column, figure] of Object.entries(ours)) {
        const wanted = truthOf(column, row, table);
        if (wanted !== null)
          comparison.note({ table: name, column, when, queue, truth: wanted, ours: figure });
      }
    };
  };

  /** The half hour, and at midnight the day, that end now have one millisecond left. */
  const askEnding = (endAt: Instant): void => {
    const startAt = endAt - INTERVAL_MS;
    if (!isAsked(startAt)) return;
    const noteHalfHour = note('half hours', truth.halfHours, startAt);
    const noteDepth = note('depth', truth.depth, startAt);
    for (const queue of queues) {
      noteHalfHour(queue, figuresByEvent(view, queue, INTERVAL_MS));
      noteHalfHour(queue, offeredAtTheEnd(view, queue, 'interval'));
      noteDepth(queue, depth.figures(queue)!);
      noteDepth(queue, peaksAtTheEnd(view, queue));
    }
    if (endAt % DAY_MS !== 0) return;
    const noteDay = note('daily', truth.daily, endAt - DAY_MS);
    for (const queue of queues) {
      noteDay(queue, figuresByEvent(view, queue, DAY_MS));
      noteDay(queue, offeredAtTheEnd(view, queue, 'today'));
    }
  };

  /** All that arrived in the half hour (the day) is over. */
  const askOver = (startAt: Instant): void => {
    if (startAt % DAY_MS === 0 && isAsked(startAt - DAY_MS)) {
      const noteDay = note('daily', truth.daily, startAt - DAY_MS);
      for (const queue of queues) {
        const day = { startAt: startAt - DAY_MS, queue, ofLegs: ofLegs.get(queue)! };
        noteDay(queue, figuresByArrival(world, { window: 'today', ...day }));
      }
      ofLegs.clear();
    }
    if (!isAsked(startAt)) return;
    const noteHalfHour = note('half hours', truth.halfHours, startAt);
    for (const queue of queues) {
      const own = figuresOfLegs(world, startAt, queue);
      const sum = ofLegs.get(queue);
      ofLegs.set(queue, {
        abandonedLe5: own.abandonedLe5 + (sum?.abandonedLe5 ?? 0),
        talks: own.talks + (sum?.talks ?? 0),
      });
      const asked = { window: 'interval', startAt, queue, ofLegs: own } as const;
      noteHalfHour(queue, figuresByArrival(world, asked));
    }
  };

  /** Time passes to just before `until`, and every half hour that begins before it is gone through. */
  const passTo = async (until: Instant): Promise<void> => {
    for (; boundary <= until; boundary += INTERVAL_MS) {
      await floor.tick(boundary - 1);
      askEnding(boundary);
      askOver(boundary - OVER_AFTER_MS);
      depth.begin();
      if (boundary === until) continue;
      await floor.tick(boundary);
      depth.look(boundary, floor.changed());
    }
  };

  let month = '';
  for await (const { at, events } of seconds) {
    const now = new Date(at).toISOString().slice(0, 7);
    if (now !== month) days.onMonth?.((month = now));
    await passTo(at);
    await floor.take(events);
    depth.look(at, floor.changed());
  }
  await passTo(toAt + OVER_AFTER_MS);
  floor.close();
  const { told, duplicates, refused } = floor;
  const notCompared = new Set<string>();
  for (const { columns } of [truth.daily, truth.halfHours, truth.depth])
    for (const column of columns)
      if (![...comparison.tables.values()].some((table) => table.has(column)))
        notCompared.add(column);
  return { comparison, notCompared: [...notCompared], events: told, duplicates, refused };
}

/** What the product says beyond the columns of the truth, and the truth for it. */
const BEYOND: Readonly<Record<string, (row: Row | undefined) => string>> = {
  undecided: () => '0',
  'A<= + B<= + L>': (row) => row?.['offered'] ?? '0',
  'offered in INTERVAL': (row) => row?.['offered'] ?? '0',
  'offered in TODAY': (row) => row?.['offered'] ?? '0',
  peakWaiting: (row) => row?.['max_waiting'] ?? '0',
  peakServing: (row) => row?.['max_in_service'] ?? '0',
};
/** Columns that are empty where there is nothing to say. */
const EMPTY = new Set(['sl20', 'asa_s', 'aht_s', 'max_wait_s', 'max_waiting_first_at']);

/** Null where the truth does not have the column. */
function truthOf(column: string, row: Row | undefined, table: TruthTable): string | null {
  const beyond = BEYOND[column];
  if (beyond) return beyond(row);
  if (!table.columns.includes(column)) return null;
  return row?.[column] ?? (EMPTY.has(column) ? '' : '0');
}
