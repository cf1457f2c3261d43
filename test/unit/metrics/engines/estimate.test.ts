import { describe, expect, test } from 'vitest';
import { askedFloor, type AskedFloor } from '#test/support/asked-floor.ts';

const MINUTE_MS = 60_000;

/** Answered, and (where it is said) over and wrapped up. */
function handle(floor: AskedFloor, contact: string, answered: string, done?: string): void {
  floor.say(answered, 'contact.queued', { contact, queue: 'sales' });
  floor.say(answered, 'contact.answered', { contact, agent: contact });
  if (!done) return;
  floor.say(done, 'contact.ended', { contact });
  floor.say(done, 'contact.wrappedUp', { contact });
}

/** Two hours ago contacts of 5 and 7 minutes: six minutes are usual. */
function usuallySix(): AskedFloor {
  const floor = askedFloor();
  handle(floor, 'five', '0:00', '5:00');
  handle(floor, 'seven', '10:00', '17:00');
  return floor;
}

describe('handle time, live (SPEC M-19)', () => {
  test('all time taken over those finished, near the usual while there are few', () => {
    const floor = usuallySix();
    handle(floor, 'ten', '1:30:00', '1:40:00');
    handle(floor, 'runs', '1:50:00');
    floor.until('2:00:00');
    // (10 finished + 10 running + 20 x 6) minutes over (1 + 20) contacts.
    const { value, denominator } = floor.read('liveHandleTimeMs');
    expect(value).toBe((140 * MINUTE_MS) / 21);
    expect(denominator).toBe(21);
  });

  test('a running contact lifts it, though it is not over', () => {
    const floor = usuallySix();
    handle(floor, 'runs', '1:30:00');
    floor.until('2:00:00');
    expect(floor.read('liveHandleTimeMs').value).toBe((150 * MINUTE_MS) / 20);
  });

  test('one that was forgotten counts with six times the usual, not more', () => {
    const floor = usuallySix();
    handle(floor, 'ten', '1:30:00', '1:40:00');
    handle(floor, 'forgotten', '1:10:00');
    floor.until('2:00:00');
    expect(floor.read('liveHandleTimeMs').value).toBe(((10 + 36 + 120) * MINUTE_MS) / 21);
  });

  test('without a past it is the plain estimate, and nothing before the first is finished', () => {
    const floor = askedFloor();
    handle(floor, 'runs', '0:00');
    floor.until('10:00');
    expect(floor.read('liveHandleTimeMs').value).toBeNull();
    handle(floor, 'ten', '10:00', '20:00');
    expect(floor.read('liveHandleTimeMs').value).toBe(30 * MINUTE_MS);
  });

  test('after an hour without any contact it is no number', () => {
    const floor = usuallySix();
    floor.until('2:00:00');
    expect(floor.read('liveHandleTimeMs').value).toBeNull();
  });

  test('the lists behind it hold those finished, and with the running ones all time taken', () => {
    const floor = usuallySix();
    handle(floor, 'ten', '1:30:00', '1:40:00');
    handle(floor, 'runs', '1:50:00');
    floor.until('2:00:00');
    const taken = floor.behind('liveHandleTimeMs', 'numerator');
    expect(taken.map(({ contact, valueMs }) => [contact, valueMs])).toEqual([
      ['ten', 10 * MINUTE_MS],
      ['runs', 10 * MINUTE_MS],
    ]);
    const finished = floor.behind('liveHandleTimeMs', 'denominator');
    expect(finished.map(({ contact }) => contact)).toEqual(['ten']);
  });

  test('work after a contact runs until it is done, or the agent says that something else is', () => {
    const floor = usuallySix();
    floor.say('1:30:00', 'contact.queued', { contact: 'c', queue: 'sales' });
    floor.say('1:30:00', 'contact.answered', { contact: 'c', agent: 'ann' });
    floor.say('1:40:00', 'contact.ended', { contact: 'c' });
    floor.until('1:42:00');
    expect(floor.behind('liveHandleTimeMs', 'numerator')).toMatchObject([
      { contact: 'c', valueMs: 12 * MINUTE_MS },
    ]);
    floor.say('1:43:00', 'agent.stateChanged', { agent: 'ann', state: 'available' });
    expect(floor.behind('liveHandleTimeMs', 'numerator')).toEqual([]);
  });

  test('work after a contact no longer runs where the agent has gone home, nor when it comes again', () => {
    const floor = usuallySix();
    floor.say('1:30:00', 'contact.queued', { contact: 'c', queue: 'sales' });
    floor.say('1:30:00', 'contact.answered', { contact: 'c', agent: 'ann' });
    floor.say('1:40:00', 'contact.ended', { contact: 'c' });
    for (const [at, type] of [
      ['1:43:00', 'agent.signedOut'],
      ['1:55:00', 'agent.signedIn'],
    ] as const) {
      floor.say(at, type, { agent: 'ann' });
      expect(floor.behind('liveHandleTimeMs', 'numerator')).toEqual([]);
    }
  });
});
