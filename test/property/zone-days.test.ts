import { describe, expect, test } from 'vitest';
import { createRandom } from '#server/ingest/demo/random.ts';
import { compareDays } from '#test/support/zone-days.ts';
import { yearsOf } from '#test/support/zone-transitions.ts';

const SEED = 'days';
const YEARS = yearsOf(process.env['TIDEWALL_ZONE_YEARS'], { from: 2020, to: 2030 });

describe('the business day (SPEC T-7, T-13)', () => {
  test(`is what the clocks of each IANA zone make it, ${YEARS.from} to ${YEARS.to}`, () => {
    const wrong: string[] = [];
    let transitions = 0;
    const zones = Intl.supportedValuesOf('timeZone');
    for (const zone of zones) {
      const { next } = createRandom(`${SEED} ${zone}`);
      const report = compareDays(zone, YEARS, next, 10);
      transitions += report.transitions;
      wrong.push(...report.wrong);
    }
    expect(wrong, `seed "${SEED}"`).toEqual([]);
    // Without these the machine's zone data are missing, and nothing was tested.
    expect(zones.length).toBeGreaterThan(300);
    expect(transitions).toBeGreaterThan(100 * (YEARS.to - YEARS.from));
  }, 600_000);
});
