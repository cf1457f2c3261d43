import { describe, expect, test } from 'vitest';
import { forgetPlans } from '#server/floor/schedule.ts';
import type { Shift } from '#server/floor/state.ts';
import { floorAlone, type FloorAlone } from '#test/support/floor-alone.ts';

const START_AT = Date.parse('2026-03-02T09:00:00Z');
const DAY_MS = 86_400_000;

function floor(): FloorAlone {
  return floorAlone({ startAt: START_AT, source: '/wfm' });
}

function publish({ take }: FloorAlone, shifts: readonly unknown[], at = START_AT): void {
  const id = `e${at}`;
  take({ id, type: 'schedule.published', at, data: { agent: 'ann', shifts } }, START_AT);
}

function planned({ state }: FloorAlone): Shift[] {
  return [...(state.plans.get('ann')?.values() ?? [])].flatMap((day) => day.shifts);
}

describe('what agents are planned to do', () => {
  test('a shift ends at its end or after its length, and is work unless something else is named', () => {
    const told = floor();
    publish(told, [
      { start: '2026-03-02T09:00:00Z', end: '2026-03-02T17:00:00Z' },
      { start: '2026-03-02T12:00:00Z', lengthMs: 1_800_000, activity: 'lunch' },
      { start: '2026-03-02T13:00:00Z', lengthMs: 3_600_000, activity: 'Chat' },
    ]);
    const noon = START_AT + 3 * 3_600_000;
    expect(planned(told)).toEqual([
      { from: START_AT, to: START_AT + 8 * 3_600_000, isWork: true, activity: 'work' },
      { from: noon, to: noon + 1_800_000, isWork: false, activity: 'lunch' },
      { from: noon + 3_600_000, to: noon + 7_200_000, isWork: true, activity: 'Chat' },
    ]);
  });

  test('a shift without an end plans nothing', () => {
    const told = floor();
    publish(told, [{ start: '2026-03-02T09:00:00Z' }]);
    expect(planned(told)).toEqual([]);
  });

  test('the newest word about a day stands, whatever order they are told in', () => {
    const early = { start: '2026-03-02T09:00:00Z', lengthMs: 60_000 };
    const late = { start: '2026-03-02T12:00:00Z', lengthMs: 60_000 };
    for (const order of [
      [1, 2],
      [2, 1],
    ]) {
      const told = floor();
      for (const word of order) publish(told, [word === 1 ? early : late], START_AT + word);
      expect(planned(told).map(({ from }) => from)).toEqual([START_AT + 3 * 3_600_000]);
    }
  });

  test('of two words of one instant the same one stands, whatever order they are told in', () => {
    const words = ['early', 'late'].map((id, hours) => ({
      id,
      type: 'schedule.published',
      at: START_AT,
      data: { agent: 'ann', shifts: [{ start: '2026-03-02T09:00:00Z', lengthMs: hours + 1 }] },
    }));
    const [forth, back] = [words, words.toReversed()].map((told) => {
      const one = floor();
      for (const word of told) one.take(word, START_AT);
      return planned(one);
    });
    expect(forth).toHaveLength(1);
    expect(back).toEqual(forth);
  });

  test('tomorrow’s plan leaves today’s alone', () => {
    const told = floor();
    publish(told, [{ start: '2026-03-02T09:00:00Z', lengthMs: 60_000 }]);
    publish(told, [{ start: '2026-03-03T09:00:00Z', lengthMs: 60_000 }], START_AT + 1);
    expect(planned(told)).toHaveLength(2);
  });

  test('a plan makes nobody appear on the floor', () => {
    const told = floor();
    publish(told, [{ start: '2026-03-02T09:00:00Z', lengthMs: 60_000 }]);
    expect(told.state.agents.size).toBe(0);
  });

  test('a day is let go when it and its shifts are over', () => {
    const told = floor();
    publish(told, [{ start: '2026-03-02T23:00:00Z', end: '2026-03-03T07:00:00Z' }]);
    forgetPlans(told.state, Date.parse('2026-03-03T06:00:00Z'));
    expect(planned(told)).toHaveLength(1);
    forgetPlans(told.state, START_AT + DAY_MS);
    expect(told.state.plans.size).toBe(0);
  });
});
