import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nearestRank } from '#server/metrics/engines/waits.ts';
import { askedFloor, type AskedFloor } from '#test/support/asked-floor.ts';

/** Ten contacts answered after 1, 2, … 10 s, one that gave up after 40 s, one that still waits. */
function tenAnswers(): AskedFloor {
  const floor = askedFloor();
  for (let index = 1; index <= 10; index += 1) {
    const contact = `c${index}`;
    floor.say(`${index}:00`, 'contact.queued', { contact, queue: 'sales' });
    floor.say(`${index}:${index}`, 'contact.answered', { contact, agent: 'ann' });
  }
  floor.say('20:00', 'contact.queued', { contact: 'lost', queue: 'sales' });
  floor.say('20:40', 'contact.abandoned', { contact: 'lost' });
  floor.say('21:00', 'contact.queued', { contact: 'waits', queue: 'sales' });
  floor.until('25:00');
  return floor;
}

describe('percentiles of the speed of answer (SPEC M-17)', () => {
  test('are waits that really were: the fifth and the ninth of ten', () => {
    const floor = tenAnswers();
    expect(floor.read('speedOfAnswerP50Ms')).toEqual({
      value: 5_000,
      numerator: 5_000,
      denominator: null,
    });
    expect(floor.read('speedOfAnswerP90Ms').value).toBe(9_000);
  });

  test('have every answered contact behind them, with its wait', () => {
    const behind = tenAnswers().behind('speedOfAnswerP90Ms', 'numerator');
    expect(behind).toHaveLength(10);
    expect(behind[9]).toMatchObject({ contact: 'c10', valueMs: 10_000, reason: null });
  });

  test('leave out who gave up and who still waits, and say so', () => {
    const left = tenAnswers().behind('speedOfAnswerP50Ms', 'excluded');
    expect(left.map(({ contact, reason }) => [contact, reason])).toEqual([
      ['lost', 'abandoned'],
      ['waits', 'waiting'],
    ]);
  });

  test('count over the last minutes what was answered in them', () => {
    // (9:04:59.5, 9:25]: c5 is answered at 5:05, c4 before.
    const window = { kind: 'last', lengthMs: 1_200_500 } as const;
    expect(tenAnswers().read('speedOfAnswerP50Ms', { window }).value).toBe(7_000);
    expect(tenAnswers().behind('speedOfAnswerP50Ms', 'numerator', { window })).toHaveLength(6);
  });

  test('with nothing answered are no number', () => {
    expect(askedFloor().read('speedOfAnswerP50Ms').value).toBeNull();
  });

  test('equal what sorting and counting gives', () => {
    const values = fc.array(fc.nat(100_000), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(values, fc.constantFrom(50, 90), (waits, percent) => {
        const sorted = waits.toSorted((a, b) => a - b);
        const enough = sorted.find(
          (wait) => sorted.filter((each) => each <= wait).length * 100 >= percent * sorted.length,
        );
        expect(nearestRank(sorted, percent)).toBe(enough);
      }),
    );
  });
});

describe('the longest wait (SPEC M-10)', () => {
  test('is one that ended, answered or not', () => {
    const floor = tenAnswers();
    expect(floor.read('longestWaitMs').value).toBe(40_000);
    expect(floor.behind('longestWaitMs', 'numerator')).toMatchObject([
      { contact: 'lost', valueMs: 40_000 },
    ]);
  });

  test('is found among all whose wait ended, and among no others', () => {
    const contacts = tenAnswers()
      .behind('longestWaitMs', 'denominator')
      .map(({ contact }) => contact);
    expect(contacts).toHaveLength(11);
    expect(contacts).not.toContain('waits');
  });

  test('of nobody is no number, with nobody behind it', () => {
    const floor = askedFloor();
    expect(floor.read('longestWaitMs').value).toBeNull();
    expect(floor.behind('longestWaitMs', 'numerator')).toEqual([]);
  });
});
