import { expect, test } from 'vitest';
import { UNMEASURED_ENGINE } from '#server/metrics/engines/unmeasured.ts';
import { METRIC_DEFINITIONS } from '#schema/metrics/definitions.ts';
import { askedFloor } from '#test/support/asked-floor.ts';

test('what no source can tell is no number, never a nought', () => {
  const reading = UNMEASURED_ENGINE.read(askedFloor().question(), METRIC_DEFINITIONS[0]!);
  expect(reading).toEqual({ value: null, numerator: null, denominator: null });
});
