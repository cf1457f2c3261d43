import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Metrics } from '#web/state/model.ts';
import { serviceLevelGoal } from '#web/state/service-level-goal.ts';
import { noMetrics } from '../no-metrics.ts';

function counted(met: number, past: number): Metrics {
  return {
    ...noMetrics,
    offered: met + past,
    answered: met + past,
    abandoned: 0,
    answeredWithinThreshold: met,
    abandonedWithinThreshold: 0,
    pastThreshold: past,
    serviceLevelRatio: met + past === 0 ? null : met / (met + past),
    abandonmentRatio: null,
    averageSpeedOfAnswerMs: null,
  };
}

function queue(targetRatio: number, today: Metrics, serviceLevelVariant = 'NEG') {
  return { targetRatio, today, serviceLevelVariant };
}

test('one target that all queues share is the goal as it stands', () => {
  const total = { targetRatio: 0.8, today: counted(0, 0) };
  expect(serviceLevelGoal(total, [])).toEqual({ targetRatio: 0.8, weighted: false });
});

test('queues with their own targets are weighed by what they counted, so a small one moves little', () => {
  const queues = [queue(0.8, counted(200, 100)), queue(0.9, counted(90, 10))];
  const total = { targetRatio: null, today: counted(290, 110) };
  const goal = serviceLevelGoal(total, queues);
  expect(goal?.weighted).toBe(true);
  expect(goal?.targetRatio).toBeCloseTo(0.825, 12);
});

test('a floor whose queues are all exactly at target is exactly at its goal, and so has no colour', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 0, max: 500 })), {
        minLength: 1,
        maxLength: 25,
      }),
      (counts) => {
        const queues = counts.map(([met, past]) => queue(met / (met + past), counted(met, past)));
        const met = counts.reduce((sum, [one]) => sum + one, 0);
        const past = counts.reduce((sum, [, one]) => sum + one, 0);
        const goal = serviceLevelGoal({ targetRatio: null, today: counted(met, past) }, queues);
        expect(goal?.targetRatio).toBeCloseTo(met / (met + past), 9);
      },
    ),
  );
});

test('nothing is claimed where it cannot be known', () => {
  const one = queue(0.8, counted(8, 2));
  const other = queue(0.9, counted(9, 1));
  const total = { targetRatio: null, today: counted(17, 3) };
  expect(serviceLevelGoal(null, [one])).toBeNull();
  expect(serviceLevelGoal(total, []), 'no queue').toBeNull();
  expect(serviceLevelGoal(total, [one]), 'a queue is missing').toBeNull();
  expect(
    serviceLevelGoal(total, [one, { ...other, serviceLevelVariant: 'POS' }]),
    'two formulas',
  ).toBeNull();
  expect(
    serviceLevelGoal({ targetRatio: null, today: counted(0, 0) }, [queue(0.8, counted(0, 0))]),
    'nothing counted',
  ).toBeNull();
});
