import { expect, test } from 'vitest';
import { DAY_MS } from '#schema/time/duration.ts';
import { createSessions, SESSION_LENGTH_MS } from '#server/http/session.ts';
import { handClock } from '#test/support/connector-context.ts';

const secret = new Uint8Array(32).fill(1);

test('a session is good for 400 days and not a day longer', () => {
  const clock = handClock(0);
  const sessions = createSessions({ clock, secret });
  const value = sessions.issue();
  clock.advance(SESSION_LENGTH_MS - 1);
  expect(sessions.verify(value)).toMatchObject({ issuedAt: 0 });
  clock.advance(1);
  expect(sessions.verify(value)).toBeNull();
});

test('a session that is looked at goes on, under the same name', () => {
  const clock = handClock(0);
  const sessions = createSessions({ clock, secret });
  const first = sessions.verify(sessions.issue())!;
  clock.advance(DAY_MS - 1);
  expect(sessions.renew(first)).toBeNull();
  clock.advance(1);
  const renewed = sessions.verify(sessions.renew(first)!)!;
  expect(renewed).toEqual({ id: first.id, issuedAt: DAY_MS });
});

test('another secret, a later date than now or a short secret lets nobody in', () => {
  const clock = handClock(DAY_MS);
  const sessions = createSessions({ clock, secret });
  const other = createSessions({ clock, secret: new Uint8Array(32).fill(2) });
  expect(sessions.verify(other.issue())).toBeNull();
  const ahead = createSessions({ clock: handClock(2 * DAY_MS), secret });
  expect(sessions.verify(ahead.issue())).toBeNull();
  expect(() => createSessions({ clock, secret: new Uint8Array(16) })).toThrow('32 bytes');
});
