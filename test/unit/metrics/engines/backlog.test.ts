import { describe, expect, test } from 'vitest';
import type { MetricName } from '#schema/metrics/definitions.ts';
import type { NumberPart } from '#server/metrics/question.ts';
import { askedFloor, type AskedFloor } from '#test/support/asked-floor.ts';

function due(floor: AskedFloor, contact: string, at: string): void {
  const dueAt = new Date(floor.instant(at)).toISOString();
  floor.say('0:00', 'contact.due', { contact, dueAt });
}

/** Five open letters at 10:00: one overdue, one due this instant, one within the hour, one later, one whenever. */
function letters(): AskedFloor {
  const floor = askedFloor();
  for (const contact of ['late', 'now', 'soon', 'later', 'whenever', 'closed'])
    floor.say('0:00', 'contact.queued', { contact, queue: 'mail', channel: 'email' });
  due(floor, 'late', '5:00');
  due(floor, 'now', '10:00');
  due(floor, 'soon', '1:10:00');
  due(floor, 'later', '1:10:00.001');
  floor.say('1:00', 'contact.answered', { contact: 'soon', agent: 'ann' });
  floor.say('2:00', 'contact.abandoned', { contact: 'closed' });
  floor.until('10:00');
  return floor;
}

function names(floor: AskedFloor, metric: MetricName, part: NumberPart = 'numerator'): string[] {
  return floor.behind(metric, part).map(({ contact }) => contact);
}

describe('open work (SPEC M-23)', () => {
  test('is what waits and what an agent has', () => {
    const floor = letters();
    expect(floor.read('backlog').value).toBe(5);
    expect(names(floor, 'backlog')).toEqual(['late', 'later', 'now', 'soon', 'whenever']);
  });

  test('is overdue from its due time on, and due soon for the hour before', () => {
    const floor = letters();
    expect(floor.read('overdue').value).toBe(2);
    expect(names(floor, 'overdue')).toEqual(['late', 'now']);
    expect(floor.read('dueSoon').value).toBe(1);
    expect(names(floor, 'dueSoon')).toEqual(['soon']);
  });

  test('in time: two of the four with a due time; one that has none is left out and says why', () => {
    const floor = letters();
    expect(floor.read('backlogInTimeRatio')).toEqual({ value: 0.5, numerator: 2, denominator: 4 });
    expect(names(floor, 'backlogInTimeRatio')).toEqual(['later', 'soon']);
    expect(names(floor, 'backlogInTimeRatio', 'denominator')).toHaveLength(4);
    expect(floor.behind('backlogInTimeRatio', 'excluded')).toMatchObject([
      { contact: 'whenever', reason: 'noDueTime', countedAt: null },
    ]);
  });

  test('is older than a day only after the last millisecond of it', () => {
    const floor = letters();
    floor.until('24:00:00');
    expect(floor.read('backlogOverOneDay').value).toBe(0);
    floor.until('24:00:00.001');
    expect(floor.read('backlogOverOneDay').value).toBe(5);
  });

  test('of nobody is 0, and no share', () => {
    const floor = askedFloor();
    expect(floor.read('backlog').value).toBe(0);
    expect(floor.read('backlogInTimeRatio').value).toBeNull();
  });
});

describe('complaints that hear nothing (SPEC M-16)', () => {
  test('only a message to the customer resets the clock', () => {
    const floor = letters();
    expect(floor.read('oldestWithoutUpdateMs').value).toBeNull();
    floor.say('10:00', 'contact.escalated', { contact: 'soon' });
    floor.say('12:00', 'contact.message', { contact: 'soon', from: 'agent' });
    floor.say('15:00', 'contact.message', { contact: 'soon', from: 'customer' });
    floor.say('16:00', 'contact.message', { contact: 'soon', from: 'bot' });
    floor.until('20:00');
    expect(floor.read('oldestWithoutUpdateMs').value).toBe(8 * 60_000);
  });

  test('who never heard anything has waited since they came; the longest of all is shown', () => {
    const floor = letters();
    floor.say('10:00', 'contact.escalated', { contact: 'soon' });
    floor.say('12:00', 'contact.message', { contact: 'soon', from: 'agent' });
    floor.say('13:00', 'contact.escalated', { contact: 'whenever' });
    floor.until('20:00');
    expect(floor.read('oldestWithoutUpdateMs').value).toBe(20 * 60_000);
    expect(names(floor, 'oldestWithoutUpdateMs')).toEqual(['whenever']);
    expect(names(floor, 'oldestWithoutUpdateMs', 'denominator')).toEqual(['soon', 'whenever']);
  });
});
