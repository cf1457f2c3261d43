import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DAY_MS } from '#schema/time/duration.ts';
import { createSurge } from '#server/surge/state.ts';
import type { SurgeChange } from '#server/surge/tick.ts';
import { play, type Arrival } from './feed.ts';

const CONVERTER = join(
  import.meta.dirname,
  '../../../../shared/data/anonymous-bank-1999/to-events.mjs',
);
const SURGE_DAY = Date.UTC(1999, 4, 23);
/** On the surge's day, half past eight in the evening brings 186 contacts against 25 in the median. */
const DEADLINE = Date.UTC(1999, 4, 23, 20, 40);

const there = existsSync(CONVERTER);
const name = there
  ? 'a bank in 1999'
  : 'a bank in 1999: left out, the recordings in ../shared/data are not here';

describe.runIf(there)(name, () => {
  it('calls the evening surge of 23 May, known by that day alone', () => {
    const changes = play(createSurge(), arrivals('1999-05-23'), {
      from: SURGE_DAY,
      to: SURGE_DAY + DAY_MS,
    });
    const evening = calls(changes);
    expect(evening.map(({ queue }) => queue)).toEqual(['PS']);
    expect(evening[0]!.at).toBeGreaterThan(Date.UTC(1999, 4, 23, 20, 0));
    expect(evening[0]!.at).toBeLessThanOrEqual(DEADLINE);
  });

  it('calls it with seven weeks of history, and is calm otherwise', () => {
    const from = Date.UTC(1999, 3, 1);
    const changes = play(createSurge(), arrivals('1999-04-01'), {
      from,
      to: SURGE_DAY + DAY_MS,
    });
    const ofTheDay = calls(changes).filter(({ at }) => at >= SURGE_DAY);
    const evening = ofTheDay.filter(
      ({ queue, at }) => queue === 'PS' && at >= DEADLINE - DAY_MS / 24,
    );
    expect(evening).toHaveLength(1);
    expect(evening[0]!.at).toBeLessThanOrEqual(DEADLINE);
    expect(ofTheDay.length).toBeLessThanOrEqual(2);
    const knownFrom = from + 15 * DAY_MS;
    const weeks = (SURGE_DAY - knownFrom) / (7 * DAY_MS);
    const before = calls(changes).filter(({ at }) => at >= knownFrom && at < SURGE_DAY);
    // Six real ones are among them: 18 April 07:54, and 8, 9, 13, 16 and 17 May.
    expect((before.length - 6) / weeks).toBeLessThanOrEqual(1);
  });
});

function calls(changes: readonly SurgeChange[]): SurgeChange[] {
  return changes.filter(({ kind }) => kind === 'called');
}

function arrivals(fromDay: string): Arrival[] {
  const lines = execFileSync(
    process.execPath,
    [CONVERTER, '--from', fromDay, '--to', '1999-05-23'],
    { encoding: 'utf8', maxBuffer: 1 << 30 },
  );
  return lines
    .split('\n')
    .filter((line) => line.includes('"contact.queued"'))
    .map((line) => {
      const { time, data } = JSON.parse(line) as { time: string; data: { queue: string } };
      return { queue: data.queue, at: Date.parse(time) };
    });
}
