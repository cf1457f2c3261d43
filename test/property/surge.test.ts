import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '#schema/time/duration.ts';
import { noteArrival, removeArrival } from '#server/surge/arrivals.ts';
import { surgeOf } from '#server/surge/running.ts';
import { createSurge, setZone, TICK_MS, type SurgeState } from '#server/surge/state.ts';
import { stepSurge } from '#server/surge/step.ts';
import { runs } from '#test/support/runs.ts';

const START = Date.UTC(2026, 9, 23);

/** Bursts: how long it is silent before, and how many contacts come in how long. */
const bursts = fc.array(
  fc.record({
    silenceMs: fc.oneof(
      fc.integer({ min: 0, max: 20 * MINUTE_MS }),
      fc.integer({ min: 0, max: 30 * HOUR_MS }),
    ),
    queue: fc.constantFrom('a', 'b'),
    contacts: fc.integer({ min: 1, max: 120 }),
    lengthMs: fc.integer({ min: 1, max: 30 * MINUTE_MS }),
    lateMs: fc.constantFrom(0, 20_000, HOUR_MS),
    takenBack: fc.boolean(),
  }),
  { minLength: 1, maxLength: 12 },
);

type Burst = typeof bursts extends fc.Arbitrary<infer T> ? T : never;

/** Plays the bursts; `silence` says how the clock gets over the time in which nothing comes. */
function play(
  state: SurgeState,
  told: Burst,
  { from, silence }: { from: number; silence: 'jump' | 'step' },
): { now: number; changes: unknown[] } {
  const changes: unknown[] = [];
  let now = from;
  const pass = (to: number, stepMs: number) => {
    while (now < to) {
      now = Math.min(to, now + stepMs);
      changes.push(...stepSurge(state, now));
    }
  };
  for (const burst of told) {
    const quietUntil = now + Math.floor(burst.silenceMs / TICK_MS) * TICK_MS;
    pass(quietUntil, silence === 'jump' ? Infinity : TICK_MS);
    const startAt = now;
    for (let i = 0; i < burst.contacts; i++) {
      const at = startAt + Math.floor((i * burst.lengthMs) / burst.contacts);
      pass(Math.floor(at / TICK_MS) * TICK_MS, TICK_MS);
      noteArrival(state, burst.queue, at - burst.lateMs);
      if (burst.takenBack && i % 3 === 0) removeArrival(state, burst.queue, at - burst.lateMs);
    }
    pass(Math.ceil((startAt + burst.lengthMs) / TICK_MS) * TICK_MS, TICK_MS);
  }
  return { now, changes };
}

describe('surge detection', () => {
  it('makes the same of a silence in one jump as tick by tick, to the last digit', () => {
    fc.assert(
      fc.property(bursts, (told) => {
        const jumped = createSurge();
        const stepped = createSurge();
        const one = play(jumped, told, { from: START, silence: 'jump' });
        const other = play(stepped, told, { from: START, silence: 'step' });
        expect(one.changes).toEqual(other.changes);
        expect(jumped).toEqual(stepped);
      }),
      runs(25),
    );
  });

  it('goes on from a checkpoint as if there had been none', () => {
    fc.assert(
      fc.property(bursts, bursts, (before, after) => {
        const state = createSurge();
        setZone(state, 'a', 'Europe/Berlin');
        const { now } = play(state, before, { from: START, silence: 'jump' });
        const copy = structuredClone(state);
        const options = { from: now, silence: 'jump' } as const;
        expect(play(copy, after, options)).toEqual(play(state, after, options));
        expect(copy).toEqual(state);
      }),
      runs(25),
    );
  });

  it('calls and ends in turn, queue by queue, and shows a surge exactly in between', () => {
    fc.assert(
      fc.property(bursts, (told) => {
        const state = createSurge();
        const { changes } = play(state, told, { from: START, silence: 'jump' });
        const running = new Set<string>();
        for (const { kind, queue } of changes as { kind: string; queue: string }[]) {
          expect(running.has(queue)).toBe(kind === 'over');
          if (kind === 'called') running.add(queue);
          else running.delete(queue);
        }
        for (const queue of ['a', 'b'])
          expect(surgeOf(state, queue) !== null).toBe(running.has(queue));
      }),
      runs(25),
    );
  });
});
