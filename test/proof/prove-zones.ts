import { createRandom } from '#server/ingest/demo/random.ts';
import { changeMinutes, compareDays } from '#test/support/zone-days.ts';
import { liveZoneDay } from '#test/support/zone-day-story.ts';
import { offsetSpans, type Years } from '#test/support/zone-transitions.ts';

/** What looking at every IANA zone's days found. */
export interface ZonesProof {
  readonly zones: number;
  /** Changes of the clocks that were looked at. */
  readonly transitions: number;
  readonly days: number;
  /** A sentence for each day that is not what it should be; empty where all is well. */
  readonly wrong: readonly string[];
}

/**
 * Compares the business days of every zone this machine knows with their definition, round each
 * change of its clocks and at random instants, over the years given (about two seconds each).
 */
export function proveZones(years: Years, seed: string): ZonesProof {
  const zones = Intl.supportedValuesOf('timeZone');
  const wrong: string[] = [];
  let transitions = 0;
  let days = 0;
  for (const zone of zones) {
    const report = compareDays(zone, years, createRandom(`${seed} ${zone}`).next, 100);
    transitions += report.transitions;
    days += report.days;
    wrong.push(...report.wrong);
  }
  return { zones: zones.length, transitions, days, wrong };
}

/** What living through the changes of clocks found. */
export interface OpenQueuesProof {
  /** Days lived: of each change three, with different starts of the day. */
  readonly lived: number;
  /** A sentence for each number that is not what the arrivals say. */
  readonly wrong: readonly string[];
}

/**
 * Lives each day in which a zone's clocks change with a queue that is never closed: days that begin at
 * midnight, at 04:00, and in the hour of the change (some 30 s of one core for each year).
 */
export function proveOpenQueues(years: Years): OpenQueuesProof {
  const wrong: string[] = [];
  let lived = 0;
  for (const timeZone of Intl.supportedValuesOf('timeZone')) {
    const spans = offsetSpans(timeZone, Date.UTC(years.from, 0), Date.UTC(years.to + 1, 0));
    for (const [index, { at: changeAt }] of spans.entries()) {
      if (index === 0) continue;
      for (const dayStartMinutes of [0, 4 * 60, changeMinutes(spans, index)[0]]) {
        wrong.push(...liveZoneDay({ timeZone, dayStartMinutes, changeAt }));
        lived += 1;
      }
    }
  }
  return { lived, wrong };
}
