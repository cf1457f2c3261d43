import type { Instant } from '#schema/ids.ts';
import { DAY_MS } from '#schema/time/duration.ts';
import { QUARTER_MS } from '#schema/time/interval.ts';
import type { CountChange } from '#server/floor/delta.ts';
import { amountsOf } from '#server/floor/counts.ts';
import { lastHandler } from '#server/floor/leg.ts';
import type { FloorState, Leg, Moment } from '#server/floor/state.ts';
import { RowKind } from './day-row.ts';
import { queueFacts } from './facts.ts';
import { CORRECTED, firstFrom, isAnswer, LONGEST, WAITS } from './queue-quarters.ts';
import type { RowStore } from './row-store.ts';

/**
 * Adds to a quarter that the floor no longer has whole what a change takes away and puts in its place.
 * Each change is to be told once. Who has the contact now gets it to their name: all of it with the
 * first answer, afterwards what comes newly about (SPEC Y-9).
 */
export function correct(
  store: RowStore,
  floor: FloorState,
  asked: { readonly change: CountChange; readonly start: Instant; readonly isLate: boolean },
): void {
  const { change, start, isLate } = asked;
  const { before, after } = change;
  const queue = floor.queues.get(change.queue)!;
  const day = Math.floor(start / DAY_MS);
  const place = Math.floor((start - day * DAY_MS) / QUARTER_MS);
  const row = store.row({ kind: RowKind.queue, day, queue: queue.id, agent: '' });
  if (row.factsAt(place) === null) row.tellFacts(place, queueFacts(queue));
  const waits = [...row.list(WAITS, place)];
  let longest = row.get(LONGEST, place) - 1;
  for (const [moments, by] of [
    [before, -1],
    [after, 1],
  ] as const)
    for (const moment of moments) {
      addTo(row.add.bind(row), place, moment, by);
      if (by === 1) longest = Math.max(longest, moment.waitMs ?? -1);
      if (isAnswer(moment)) putWait(waits, moment.waitMs!, by);
    }
  row.set(LONGEST, place, longest + 1);
  row.setList(WAITS, place, waits);
  if (isLate) row.set(CORRECTED, place, floor.now);
  store.hold(row);

  const leg = legBehind(queue.legs, change);
  const agent = leg && lastHandler(leg);
  if (!leg || agent === null || agent === undefined) return;
  const own = store.row({ kind: RowKind.owner, day, queue: queue.id, agent });
  const isFirst = after.some(isAnswer) && !before.some(isAnswer);
  for (const moment of isFirst ? leg.counted : after) addTo(own.add.bind(own), place, moment, 1);
  if (!isFirst) for (const moment of before) addTo(own.add.bind(own), place, moment, -1);
  store.hold(own);
}

type Add = (name: string, quarter: number, value: number) => void;

function addTo(add: Add, place: number, moment: Moment, by: 1 | -1): void {
  for (const [counter, amount] of amountsOf(moment)) add(counter, place, by * amount);
}

function putWait(waits: number[], waitMs: number, by: 1 | -1): void {
  let index = waits.findIndex((each) => each >= waitMs);
  if (index < 0) index = waits.length;
  if (by === 1) waits.splice(index, 0, waitMs);
  else if (waits[index] === waitMs) waits.splice(index, 1);
}

/** The leg whose counting changed; null where it is gone, or it was the assistant's part. */
function legBehind(legs: readonly Leg[], { arrivedAt, after }: CountChange): Leg | null {
  const [moment] = after;
  if (!moment) return null;
  for (let index = firstFrom(legs, arrivedAt); legs[index]?.offeredAt === arrivedAt; index += 1)
    if (legs[index]!.counted.includes(moment)) return legs[index]!;
  return null;
}
