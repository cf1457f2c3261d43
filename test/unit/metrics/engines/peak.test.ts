import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Leg } from '#server/floor/state.ts';
import { peakOf, type Phase } from '#server/metrics/engines/peak.ts';
import type { Question } from '#server/metrics/question.ts';
import { askedFloor } from '#test/support/asked-floor.ts';

describe('the most at once', () => {
  test('who is answered as the next one comes makes no queue of two', () => {
    const floor = askedFloor();
    floor.say('0:00', 'contact.queued', { contact: 'a', queue: 'sales' });
    floor.say('0:30', 'contact.answered', { contact: 'a', agent: 'ann' });
    floor.say('0:30', 'contact.queued', { contact: 'b', queue: 'sales' });
    floor.say('1:00', 'contact.answered', { contact: 'b', agent: 'bob' });
    floor.say('2:00', 'contact.ended', { contact: 'a' });
    floor.until('5:00');
    expect(floor.read('peakWaiting').value).toBe(1);
    expect(floor.read('peakServing').value).toBe(2);
    expect(peakOf(floor.question(), 'serving')).toEqual({ count: 2, at: floor.instant('1:00') });
  });

  test('the peak of two queues is that of their sum, not the sum of their peaks', () => {
    const floor = askedFloor();
    for (const contact of ['a', 'b'])
      floor.say('0:00', 'contact.queued', { contact, queue: 'sales' });
    for (const contact of ['a', 'b']) floor.say('1:00', 'contact.abandoned', { contact });
    for (const contact of ['c', 'd', 'e'])
      floor.say('2:00', 'contact.queued', { contact, queue: 'vip' });
    floor.until('3:00');
    expect(floor.read('peakWaiting').value).toBe(3);
    expect(floor.read('peakWaiting', { queues: ['sales'] }).value).toBe(2);
  });

  test('who came before the window and still waits in it counts', () => {
    const floor = askedFloor();
    floor.say('0:00', 'contact.queued', { contact: 'a', queue: 'sales' });
    floor.say('10:00', 'contact.queued', { contact: 'b', queue: 'sales' });
    floor.say('11:00', 'contact.abandoned', { contact: 'a' });
    floor.until('14:00');
    const read = (lengthMs: number): number | null =>
      floor.read('peakWaiting', { window: { kind: 'last', lengthMs } }).value;
    expect(read(240_000)).toBe(2);
    expect(read(180_000)).toBe(1);
  });

  test('the list behind it holds those of the first such instant', () => {
    const floor = askedFloor();
    floor.say('0:00', 'contact.queued', { contact: 'a', queue: 'sales' });
    floor.say('0:10', 'contact.queued', { contact: 'b', queue: 'sales' });
    floor.say('0:20', 'contact.abandoned', { contact: 'a' });
    floor.say('0:30', 'contact.queued', { contact: 'c', queue: 'sales' });
    expect(floor.behind('peakWaiting', 'numerator').map(({ contact }) => contact)).toEqual([
      'a',
      'b',
    ]);
  });

  test('nothing at all is a peak of 0 with nothing behind it', () => {
    expect(askedFloor().read('peakWaiting').value).toBe(0);
    expect(askedFloor().behind('peakWaiting', 'numerator')).toEqual([]);
  });

  const leg = fc
    .record({
      at: fc.nat(60),
      waitMs: fc.nat(20),
      talkMs: fc.option(fc.nat(20)),
      open: fc.boolean(),
    })
    .map(({ at, waitMs, talkMs, open }): Partial<Leg> => {
      if (open && talkMs === null)
        return { offeredAt: at, exit: null, exitAt: null, endedAt: null };
      const exitAt = at + waitMs;
      if (talkMs === null) return { offeredAt: at, exit: 'abandoned', exitAt, endedAt: null };
      return { offeredAt: at, exit: 'answered', exitAt, endedAt: open ? null : exitAt + talkMs };
    });

  test('equals a count at every single instant', () => {
    fc.assert(
      fc.property(fc.array(leg, { maxLength: 40 }), fc.nat(70), fc.nat(70), (legs, a, b) => {
        legs.sort((one, two) => one.offeredAt! - two.offeredAt!);
        const from = Math.min(a, b);
        const to = Math.max(a, b);
        const question = questionOver(legs, from, to);
        for (const phase of ['waiting', 'serving'] as const) {
          let most = 0;
          let first: number | null = null;
          for (let at = from; at <= to; at += 1) {
            const count = legs.filter((each) => isIn(each, phase, at)).length;
            if (count > most) [most, first] = [count, at];
          }
          expect(peakOf(question, phase)).toEqual({ count: most, at: first });
        }
      }),
      { numRuns: 500 },
    );
  });

  test('of a day with 50 000 contacts takes no time that anybody notices', () => {
    const legs = Array.from({ length: 50_000 }, (_, index) => ({
      offeredAt: index * 1_000,
      exit: 'answered',
      exitAt: index * 1_000 + ((index * 7_919) % 60_000),
      endedAt: index * 1_000 + 200_000,
    }));
    const question = questionOver(legs, 0, 86_400_000);
    expect(peakOf(question, 'serving').count).toBeGreaterThan(100);
  });
});

function questionOver(legs: readonly unknown[], from: number, to: number): Question {
  const window = { kind: 'last', lengthMs: to - from };
  return { queues: [{ legs }], window, to, isOwn: null } as unknown as Question;
}

function isIn(leg: Partial<Leg>, phase: Phase, at: number): boolean {
  if (phase === 'waiting') return leg.offeredAt! <= at && at < (leg.exitAt ?? Infinity);
  return leg.exit === 'answered' && leg.exitAt! <= at && at < (leg.endedAt ?? Infinity);
}
