import { expect, test } from 'vitest';
import { expectNumbers, lastMinutes } from '#test/support/by-hand.ts';
import { scenario, type Scenario } from '#test/support/scenario.ts';

/*
 * Ann's first five minutes, in seconds:
 *
 *   available 60 │ ringing 10 │ talking 50 │ holding 20 │ talking 30 │ work 30 │ available 40 │ paused 60
 *   0:00         1:00         1:10         2:00         2:20         2:50      3:20           4:00    5:00
 */
function ann(): Scenario {
  const floor = scenario();
  const { say } = floor;
  say('0:00', 'agent.signedIn', { agent: 'ann', queues: ['line'], team: 'blue' });
  say('0:50', 'contact.queued', { contact: 'a', queue: 'line' });
  say('1:00', 'contact.presented', { contact: 'a', agent: 'ann' });
  say('1:10', 'contact.answered', { contact: 'a', agent: 'ann' });
  say('2:00', 'contact.held', { contact: 'a' });
  say('2:20', 'contact.resumed', { contact: 'a' });
  say('2:50', 'contact.ended', { contact: 'a', by: 'customer' });
  say('3:20', 'contact.wrappedUp', { contact: 'a' });
  say('4:00', 'agent.stateChanged', { agent: 'ann', state: 'paused', reason: 'break' });
  floor.until('5:00');
  return floor;
}

test('occupancy is of the time she was ready, utilisation of the time she was here (A-7, A-8)', () => {
  expectNumbers(
    ann(),
    { queue: 'line' },
    {
      // The break is in neither side of occupancy …
      occupancyRatio: (10 + 50 + 20 + 30 + 30) / (10 + 50 + 20 + 30 + 30 + 60 + 40),
      // … and in the 300 s of utilisation; ringing is no handling.
      utilisationRatio: (50 + 20 + 30 + 30) / 300,
      talkUtilisationRatio: (50 + 20 + 30) / 300,
    },
  );
});

test('states are split where the window begins: of the last three minutes 20 s of hold, 30 s of talk', () => {
  // 2:00 to 5:00.
  expectNumbers(
    ann(),
    { queue: 'line', window: lastMinutes(3) },
    {
      occupancyRatio: (20 + 30 + 30) / (20 + 30 + 30 + 40),
      utilisationRatio: (20 + 30 + 30) / 180,
      talkUtilisationRatio: (20 + 30) / 180,
    },
  );
});

test('two agents are added up before dividing, and whoever went home still counts', () => {
  const floor = ann();
  floor.say('5:00', 'agent.signedIn', { agent: 'bob', queues: ['line'] });
  floor.say('6:40', 'agent.signedOut', { agent: 'bob' });
  floor.until('10:00');
  // Bob was available for 100 s; Ann has been on her break since.
  expectNumbers(
    floor,
    {},
    { occupancyRatio: 140 / (240 + 100), utilisationRatio: 130 / (600 + 100) },
  );
});

/** Planned to work from nine to twenty past. */
const NINE_TO_TWENTY_PAST = {
  agent: 'ann',
  shifts: [{ start: '2026-03-02T09:00:00Z', end: '2026-03-02T09:20:00Z' }],
};

test('of twenty planned minutes five were spent on a break that was not planned (A-9)', () => {
  const floor = scenario();
  const { say } = floor;
  say('0:00', 'schedule.published', NINE_TO_TWENTY_PAST);
  say('0:00', 'agent.signedIn', { agent: 'ann', queues: ['line'] });
  say('5:00', 'agent.stateChanged', { agent: 'ann', state: 'paused' });
  say('10:00', 'agent.stateChanged', { agent: 'ann', state: 'available' });
  say('20:00', 'agent.signedOut', { agent: 'ann' });
  expectNumbers(floor, {}, { adherenceRatio: (20 - 5) / 20, conformanceRatio: (5 + 10) / 20 });
  // 9:10 to 9:20: as planned.
  expectNumbers(
    floor,
    { window: lastMinutes(10) },
    { adherenceRatio: 10 / 10, conformanceRatio: 10 / 10 },
  );
});

test('all the planned time can be worked at the wrong hour: full conformance, hardly any adherence', () => {
  const floor = scenario();
  const { say } = floor;
  say('0:00', 'schedule.published', NINE_TO_TWENTY_PAST);
  say('25:00', 'agent.signedIn', { agent: 'ann', queues: ['line'] });
  say('45:00', 'agent.signedOut', { agent: 'ann' });
  expectNumbers(
    floor,
    {},
    {
      conformanceRatio: 20 / 20,
      // The first and the last two minutes are forgiven, the sixteen between them are not.
      adherenceRatio: (2 + 2) / 20,
    },
  );
});

test('without a plan there is no adherence, and it is not 100 %', () => {
  expectNumbers(ann(), {}, { adherenceRatio: null, conformanceRatio: null });
});

/*
 * Ann takes up to three chats at once; she is paused from 6:00 and finishes the last one.
 *
 *   a  ████████████            0:00 to 4:00
 *   b     ██████               1:00 to 3:00
 *   c                 ██████   5:00 to 7:00
 */
function chats(): Scenario {
  const floor = scenario();
  const { say } = floor;
  const begin = (at: string, contact: string): void => {
    say(at, 'contact.queued', { contact, queue: 'web' });
    say(at, 'contact.answered', { contact, agent: 'ann' });
  };
  const finish = (at: string, contact: string): void => {
    say(at, 'contact.ended', { contact });
    say(at, 'contact.wrappedUp', { contact });
  };
  say('0:00', 'queue.defined', { queue: 'web', channel: 'chat' });
  say('0:00', 'agent.signedIn', { agent: 'ann', queues: ['web'], capacity: { chat: 3 } });
  begin('0:00', 'a');
  begin('1:00', 'b');
  finish('3:00', 'b');
  finish('4:00', 'a');
  begin('5:00', 'c');
  say('6:00', 'agent.stateChanged', { agent: 'ann', state: 'paused' });
  finish('7:00', 'c');
  return floor;
}

test('three chat slots: how many are used, how often any is, how many at once (A-10)', () => {
  const floor = chats();
  // Minutes: 4 + 2 + 2 of slots used. Open are 3 slots for six minutes and, while paused, the used one.
  expectNumbers(
    floor,
    {},
    {
      slotOccupancyRatio: (4 + 2 + 2) / (3 * 6 + 1),
      chatOccupancyRatio: (4 + 2) / (6 + 1),
      averageConcurrency: (4 + 2 + 2) / (4 + 2),
    },
  );
  // 5:00 to 7:00.
  expectNumbers(
    floor,
    { window: lastMinutes(2) },
    {
      slotOccupancyRatio: 2 / (3 * 1 + 1),
      chatOccupancyRatio: 2 / 2,
      averageConcurrency: 2 / 2,
    },
  );
});

test('an agent’s own number is made the same way', () => {
  const { view } = ann();
  expect(view.agent('ann')!.occupancyRatio).toBeCloseTo(140 / 240, 9);
});
