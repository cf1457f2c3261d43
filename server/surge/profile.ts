import { HISTORY_DAYS, SLOTS } from './state.ts';

/** Two whole weeks: each weekday was seen twice. */
const READY_DAYS = 14;
/** Of a queue that rests at weekends; one stray old contact is no history. */
const READY_ROWS = 10;
/** A time at which nobody ever calls still expects a contact in twelve hours: 0/0 says nothing. */
const LEAST_PER_QUARTER = 0.02;
/** Below this many a quarter hour the neighbours are asked as well (±30 min). */
const SMOOTH_BELOW = 12;
const KERNEL = [1, 2, 3, 2, 1] as const;

type Rows = ReadonlyMap<number, Uint16Array>;

/** Whether the past reaches back far enough, and holds days enough, to expect anything of `day`. */
export function isReady(
  { rows, firstDay }: { readonly rows: Rows; readonly firstDay: number | null },
  day: number,
): boolean {
  if (firstDay === null || day - firstDay < READY_DAYS) return false;
  let known = 0;
  for (const past of rows.keys()) if (past < day) known += 1;
  return known >= READY_ROWS;
}

/**
 * Arrivals to expect in each quarter hour of local day `day`, from the days before it: same
 * weekdays (0.6; each older one weighs 0.85 of the next) and all days of comparable size, scaled to
 * this weekday (0.4; 0.95 a day), times how busy the last days were against their weekday. Each
 * quarter hour's past is pulled to within three standard deviations of its median first, so
 * that a surge of last week is not expected again.
 */
export function dayProfile(rows: Rows, day: number): Float32Array {
  const totals = dayTotals(rows, day);
  const typical = weekdayMedians(totals);
  const size = typical[weekday(day)]!;
  const profile = new Float32Array(SLOTS).fill(LEAST_PER_QUARTER);
  if (size === 0) return profile;
  const past = comparableDays(rows, day, typical);
  const factor = recentFactor(totals, day, typical);
  const values = past.map(() => 0);
  const raw = new Float32Array(SLOTS);
  for (let slot = 0; slot < SLOTS; slot++) {
    for (let i = 0; i < past.length; i++) values[i] = past[i]!.row[slot]! * past[i]!.scale;
    raw[slot] = factor * clippedMean(values, past);
  }
  for (let slot = 0; slot < SLOTS; slot++)
    profile[slot] = Math.max(LEAST_PER_QUARTER, smoothed(raw, slot));
  return profile;
}

interface PastDay {
  readonly row: Uint16Array;
  readonly weight: number;
  readonly scale: number;
}

function dayTotals(rows: Rows, day: number): Map<number, number> {
  const totals = new Map<number, number>();
  for (const [past, row] of rows)
    if (past < day && past >= day - HISTORY_DAYS) totals.set(past, sum(row));
  return totals;
}

/** By weekday; 0 where none was seen. */
function weekdayMedians(totals: ReadonlyMap<number, number>): number[] {
  const byWeekday: number[][] = Array.from({ length: 7 }, () => []);
  for (const [day, total] of totals) byWeekday[weekday(day)]!.push(total);
  return byWeekday.map((found) => {
    found.sort((a, b) => a - b);
    const middle = found.length / 2;
    return found.length === 0
      ? 0
      : (found[Math.ceil(middle) - 1]! + found[Math.floor(middle)]!) / 2;
  });
}

function comparableDays(rows: Rows, day: number, typical: readonly number[]): PastDay[] {
  const size = typical[weekday(day)]!;
  const same: PastDay[] = [];
  const similar: PastDay[] = [];
  for (const [past, row] of rows) {
    const age = day - past;
    if (age < 1 || age > HISTORY_DAYS) continue;
    if (age % 7 === 0) same.push({ row, weight: 0.85 ** (age / 7), scale: 1 });
    const ratio = size / typical[weekday(past)]!;
    if (ratio >= 0.5 && ratio <= 2) similar.push({ row, weight: 0.95 ** age, scale: ratio });
  }
  return [...shared(same, 0.6), ...shared(similar, 0.4)];
}

/** How busy the last days were against their weekday; one day cannot say more than half or one and a half. */
function recentFactor(
  totals: ReadonlyMap<number, number>,
  day: number,
  typical: readonly number[],
): number {
  let weights = 1;
  let sums = 1;
  for (const [past, total] of totals) {
    const usual = typical[weekday(past)]!;
    if (usual === 0) continue;
    const weight = 0.8 ** (day - past);
    weights += weight;
    sums += weight * Math.min(1.5, Math.max(0.5, total / usual));
  }
  return sums / weights;
}

function shared(days: readonly PastDay[], share: number): PastDay[] {
  const all = days.reduce((total, { weight }) => total + weight, 0);
  return days.map((past) => ({ ...past, weight: (past.weight * share) / all }));
}

function clippedMean(values: readonly number[], past: readonly PastDay[]): number {
  const centre = weightedMedian(values, past);
  // Quarter hours vary about three times as much as Poisson counts do (measured on real calls).
  const reach = 3 * Math.sqrt(3 * centre + 1);
  let weights = 0;
  let sums = 0;
  for (let i = 0; i < values.length; i++) {
    const { weight } = past[i]!;
    weights += weight;
    sums += weight * Math.min(centre + reach, Math.max(centre - reach, values[i]!));
  }
  return sums / weights;
}

function weightedMedian(values: readonly number[], past: readonly PastDay[]): number {
  const order = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const half = past.reduce((total, { weight }) => total + weight, 0) / 2;
  let reached = 0;
  for (const i of order) {
    reached += past[i]!.weight;
    if (reached >= half) return values[i]!;
  }
  return 0;
}

function smoothed(raw: Float32Array, slot: number): number {
  if (raw[slot]! >= SMOOTH_BELOW) return raw[slot]!;
  let weights = 0;
  let sums = 0;
  KERNEL.forEach((weight, i) => {
    const value = raw[slot + i - 2];
    if (value === undefined) return;
    weights += weight;
    sums += weight * value;
  });
  return sums / weights;
}

function weekday(day: number): number {
  return ((day % 7) + 7) % 7;
}

function sum(row: Uint16Array): number {
  let total = 0;
  for (const count of row) total += count;
  return total;
}
