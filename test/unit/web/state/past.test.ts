import { expect, test } from 'vitest';
import { CommitPace } from '#web/state/commit-pace.ts';
import { Past, PATIENCE } from '#web/state/past.svelte.ts';
import { floorAt, pastServer } from '../past-scene.ts';

const PRESENT = 1_000_000;

function scene() {
  const server = pastServer();
  const present = { at: PRESENT as number | null };
  let jumps = 0;
  const past = new Past({
    clock: server.clock,
    pace: new CommitPace(server.clock),
    api: server.api,
    present: () => present.at,
    timeZone: () => 'UTC',
    onJump: () => (jumps += 1),
  });
  const shown = (): string[] => past.floor?.alerts.values().map(({ id }) => id) ?? [];
  /** Plays from a moment that is on show; the first answer has come. */
  const playFrom = async (at: number, speed: 1 | 60): Promise<void> => {
    past.seek(at);
    await server.answer();
    past.play(speed);
    server.plays.at(-1)!.events.onUpdate(floorAt(at));
  };
  return { ...server, server, past, present, shown, playFrom, jumps: () => jumps };
}

test('under a dragging hand one question is on its way, and then the newest wish is asked', async () => {
  const { past, asked, server, shown } = scene();
  for (const at of [100, 200, 300, 400]) past.seek(at);
  expect([asked, past.moment]).toEqual([['floor 100'], 400]);
  await server.answer();
  expect(asked).toEqual(['floor 100', 'floor 400']);
  // The board follows the hand on its way.
  expect([shown(), past.shownAt, past.loading]).toEqual([['alert 100'], 100, true]);
  await server.answer();
  expect([shown(), past.shownAt, past.loading]).toEqual([['alert 400'], 400, false]);
  expect(server.unanswered).toBe(0);
});

test('the board is of the present until the first moment has come, then wholly of the past', async () => {
  const { past, server } = scene();
  past.seek(500);
  expect([past.on, past.floor, past.loading]).toEqual([false, null, true]);
  await server.answer();
  expect([past.on, past.shownAt]).toEqual([true, 500]);
});

test('who opens a link is shown nothing before its moment', async () => {
  const { past, server, shown } = scene();
  past.open(500);
  expect([past.on, past.shownAt, shown()]).toEqual([true, null, []]);
  await server.answer();
  expect(shown()).toEqual(['alert 500']);
});

test('back in the present at once, and what was on its way does not lead back', async () => {
  const { past, server, jumps } = scene();
  past.seek(500);
  await server.answer();
  past.seek(600);
  past.live();
  expect([past.on, past.moment, past.shownAt, jumps()]).toEqual([false, null, null, 2]);
  await server.answer();
  expect([past.on, past.loading]).toEqual([false, false]);
  // The next visit asks anew, once the old question is answered.
  past.seek(700);
  await server.answer();
  expect(past.shownAt).toBe(700);
});

test('a moment that is not past is the present', async () => {
  const { past, asked } = scene();
  past.seek(PRESENT + 5);
  expect([past.mode.kind, asked]).toEqual(['live', []]);
  past.move(-1_000);
  expect(past.moment).toBe(PRESENT - 1_000);
});

test('nothing earlier than the log is asked for, and that is said', async () => {
  const { past, server, levers } = scene();
  levers.from = 300;
  void past.learnBounds();
  await server.answer();
  past.seek(100);
  expect([past.moment, past.trouble]).toEqual([300, 'tooEarly']);
  await server.answer();
  expect(past.shownAt).toBe(300);
});

test('an answer that fails or never comes leaves what was shown, and says so', async () => {
  const { past, server, levers, clock, shown } = scene();
  past.seek(500);
  await server.answer();
  levers.fails = true;
  past.seek(600);
  await server.answer();
  expect([past.trouble, shown(), past.shownAt]).toEqual(['unanswered', ['alert 500'], 500]);
  levers.fails = false;
  past.seek(700);
  clock.pass(PATIENCE.answerMs);
  expect([past.trouble, past.loading]).toEqual(['unanswered', false]);
  past.seek(800);
  // The answer that was given up comes after all: it is not taken for another.
  await server.answer();
  expect(past.shownAt).toBe(500);
  await server.answer();
  expect([past.shownAt, past.trouble]).toEqual([800, null]);
});

test('while it plays the clock runs at its speed, and stands when it is paused', async () => {
  const { past, clock, server, asked, playFrom } = scene();
  await playFrom(10_000, 60);
  clock.pass(1_000);
  expect(past.shownAt).toBe(70_000);
  past.pause();
  expect([past.playing, past.moment, server.plays[0]!.closed]).toEqual([false, 70_000, true]);
  await server.answer();
  clock.pass(60_000);
  expect([past.shownAt, asked.at(-1)]).toEqual([70_000, 'floor 70000']);
});

test('what is told sets the clock right, and patches change only what they name', async () => {
  const { past, clock, plays, shown, playFrom } = scene();
  await playFrom(10_000, 1);
  clock.pass(2_000);
  plays[0]!.events.onUpdate({ ...floorAt(11_800, 'PATCH') });
  clock.frame();
  expect(shown()).toEqual(['alert 10000', 'alert 11800']);
  expect(past.shownAt).toBe(11_800);
  clock.pass(1_000);
  expect(past.shownAt).toBe(12_800);
});

test('another speed goes on from the clock, and the stream before it is not heard', async () => {
  const { past, clock, plays, shown, playFrom } = scene();
  await playFrom(10_000, 1);
  clock.pass(5_000);
  past.play(60);
  expect(plays.map(({ from, speed, closed }) => [from, speed, closed])).toEqual([
    [10_000, 1, true],
    [15_000, 60, false],
  ]);
  plays[0]!.events.onUpdate(floorAt(99_999));
  plays[0]!.events.onEnd({ tooMany: false });
  expect([past.playing, shown()]).toEqual([true, ['alert 10000']]);
});

test('who plays before the first moment has come sees the present until it is there', async () => {
  const { past, plays, shown } = scene();
  past.seek(500);
  past.play(10);
  expect([past.on, past.loading]).toEqual([false, true]);
  plays[0]!.events.onUpdate(floorAt(500));
  expect([past.on, past.loading, shown()]).toEqual([true, false, ['alert 500']]);
});

test('where the past reaches the present the board is live again', async () => {
  const { past, clock, plays, playFrom } = scene();
  await playFrom(PRESENT - 10_000, 1);
  clock.pass(9_000);
  plays[0]!.events.onEnd({ tooMany: false });
  expect([past.mode.kind, past.on, past.trouble]).toEqual(['live', false, null]);
});

test('a connection lost while it plays is no arrival: it stands where it was told last', async () => {
  const { past, clock, plays, playFrom } = scene();
  await playFrom(10_000, 1);
  clock.pass(4_000);
  plays[0]!.events.onEnd({ tooMany: false });
  expect([past.mode, past.on, past.trouble]).toEqual([
    { kind: 'still', moment: 10_000 },
    true,
    'lost',
  ]);
});

test('a stream that falls silent does not let the clock run on', async () => {
  const { past, clock, playFrom } = scene();
  await playFrom(10_000, 1);
  clock.pass(PATIENCE.silenceMs + 1_000);
  expect([past.playing, past.trouble, past.shownAt]).toEqual([false, 'lost', 10_000]);
  expect(clock.timers).toBe(0);
});

test('a quiet night plays on: a connection that is heard is no silence', async () => {
  const { past, clock, plays, playFrom } = scene();
  await playFrom(10_000, 1);
  for (let seconds = 0; seconds < 60; seconds += 5) {
    clock.pass(5_000);
    plays[0]!.events.onHeard();
  }
  expect([past.playing, past.shownAt]).toEqual([true, 70_000]);
});

test('the clock of what plays never passes the present', async () => {
  const { past, clock, playFrom } = scene();
  await playFrom(PRESENT - 60_000, 60);
  clock.pass(3_000);
  expect(past.shownAt).toBe(PRESENT);
});

test('steps lead to where something happened, one at a time, and say where there is nothing', async () => {
  const { past, asked, server, levers } = scene();
  levers.step = 900;
  void past.step('previousAlert');
  void past.step('previousAlert');
  expect(asked).toEqual([`previousAlert ${PRESENT}`]);
  await server.answer();
  expect(past.moment).toBe(900);
  await server.answer();
  levers.step = null;
  void past.step('nextAlert');
  await server.answer();
  expect([past.trouble, past.moment]).toEqual(['noAlert', 900]);
});

test('a step that is answered after the hand went elsewhere leads nowhere', async () => {
  const { past, server, levers } = scene();
  levers.step = 900;
  void past.step('previousEvent');
  past.seek(400);
  await server.answer();
  await server.answer();
  expect(past.moment).toBe(400);
});

test('where too many play already, it says so and shows the moment all the same', async () => {
  const { past, plays, server, shown } = scene();
  past.seek(500);
  await server.answer();
  past.play(10);
  plays[0]!.events.onEnd({ tooMany: true });
  expect([past.trouble, past.playing, past.moment, shown()]).toEqual([
    'tooMany',
    false,
    500,
    ['alert 500'],
  ]);
});
