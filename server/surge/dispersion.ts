import { HISTORY_DAYS, USUAL_DISPERSION } from './state.ts';

/**
 * How many times the variance of Poisson counts a queue's quarter hours show, at least 1: bursts
 * prove less where contacts come in bursts every day. Measured on the differences of
 * neighbouring quarter hours, which a slowly moving level leaves alone, and as the median day, which a
 * surge leaves alone.
 */
export function dispersion(rows: ReadonlyMap<number, Uint16Array>, day: number): number {
  const ofDays: number[] = [];
  for (const [past, row] of rows) {
    if (past >= day || past < day - HISTORY_DAYS) continue;
    const found = ofDay(row);
    if (found !== null) ofDays.push(found);
  }
  if (ofDays.length < LEAST_DAYS) return USUAL_DISPERSION;
  ofDays.sort((a, b) => a - b);
  return Math.max(1, ofDays[Math.floor(ofDays.length / 2)]!);
}

const LEAST_DAYS = 5;
const LEAST_CONTACTS = 10;

function ofDay(row: Uint16Array): number | null {
  let squares = 0;
  let sums = 0;
  for (let slot = 1; slot < row.length; slot++) {
    const now = row[slot]!;
    const before = row[slot - 1]!;
    squares += (now - before) ** 2;
    sums += now + before;
  }
  return sums < 2 * LEAST_CONTACTS ? null : squares / sums;
}
