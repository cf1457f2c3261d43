import { expect } from 'vitest';
import { definitionOf, type MetricName } from '#schema/metrics/definitions.ts';
import type { ServiceLevelVariant } from '#schema/service-level-variant.ts';
import { MINUTE_MS } from '#schema/time/duration.ts';
import type { MetricValues } from '#server/metrics/values.ts';
import type { Window } from '#server/metrics/window.ts';
import type { Scenario } from './scenario.ts';

/** Of what a number is asked: one queue, or all of them together. */
export interface NumbersOf {
  readonly queue?: string;
  readonly window?: Window;
}

/** Numbers as a person worked them out; null for "no number". */
export type ByHand = { readonly [M in MetricName]?: number | null };

export const TODAY: Window = { kind: 'today' };

/** The last so many minutes, by the time of the event. */
export function lastMinutes(minutes: number): Window {
  return { kind: 'last', lengthMs: minutes * MINUTE_MS };
}

/**
 * Compares what the floor says with what was worked out by hand, and looks up the contacts behind
 * each count: there are as many as the number says (SPEC M-12).
 */
export function expectNumbers(floor: Scenario, of: NumbersOf, byHand: ByHand): void {
  const { queue, window = TODAY } = of;
  const values = valuesOf(floor, of);
  const said: Record<string, number | null> = {};
  const worked: Record<string, number | null> = {};
  const scope = queue === undefined ? {} : { queues: [queue] };
  for (const [name, number] of Object.entries(byHand)) {
    const metric = name as MetricName;
    const value = metric === 'serviceLevelRatio' ? values.serviceLevelRatio(null) : values[metric];
    said[metric] = rounded(value);
    worked[metric] = rounded(number);
    if (definitionOf(metric).unit !== 'contacts' || value === null) continue;
    const asked = { metric, variant: null };
    const behind = floor.view.behind({ scope, window, asked }, 'numerator');
    expect(behind.length, `contacts behind ${metric}`).toBe(value);
  }
  expect(said).toEqual(worked);
}

/** The service level of a queue, or of all of them, in one of its variants. */
export function serviceLevelOf(
  floor: Scenario,
  variant: ServiceLevelVariant | null,
  of: NumbersOf = {},
): number | null {
  return valuesOf(floor, of).serviceLevelRatio(variant);
}

export function seconds(count: number): number {
  return count * 1000;
}

export function minutes(count: number): number {
  return count * MINUTE_MS;
}

function valuesOf({ view }: Scenario, { queue, window = TODAY }: NumbersOf): MetricValues {
  return queue === undefined ? view.total({}).metrics(window) : view.queue(queue)!.metrics(window);
}

/** A sum in another order may differ in the last digit; nothing else may. */
function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value * 1e9) / 1e9;
}
