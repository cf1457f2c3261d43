import { describe, expect, test } from 'vitest';
import { changeMinutes } from '#test/support/zone-days.ts';
import { liveZoneDay } from '#test/support/zone-day-story.ts';
import { offsetSpans, yearsOf } from '#test/support/zone-transitions.ts';

const YEARS = yearsOf(process.env['TIDEWALL_ZONE_YEARS'], { from: 2025, to: 2026 });

describe('a queue that is open while the clocks change (SPEC T-7, T-10, T-11)', () => {
  test(`counts each day by its own arrivals, in every IANA zone, ${YEARS.from} to ${YEARS.to}`, () => {
    const wrong: string[] = [];
    let lived = 0;
    for (const timeZone of Intl.supportedValuesOf('timeZone')) {
      const spans = offsetSpans(timeZone, Date.UTC(YEARS.from, 0), Date.UTC(YEARS.to + 1, 0));
      for (const [index, { at: changeAt }] of spans.entries()) {
        if (index === 0) continue;
        // In turn: from midnight, from the end of the night shift, from the hour of the change itself.
        const starts = [0, 4 * 60, ...changeMinutes(spans, index)];
        const dayStartMinutes = starts[lived % starts.length]!;
        wrong.push(...liveZoneDay({ timeZone, dayStartMinutes, changeAt }));
        lived += 1;
      }
    }
    expect(wrong).toEqual([]);
    expect(lived).toBeGreaterThan(100 * (YEARS.to - YEARS.from));
  }, 600_000);
});
