import { describe, expect, test } from 'vitest';
import { NO_CHANGE, type ChangeSet } from '#server/live/change-set.ts';
import { createHub, type Hub } from '#server/live/hub.ts';
import type { HubUpdate } from '#server/live/hub-update.ts';
import { handClock } from '#test/support/connector-context.ts';

function setup(options: { ringSize?: number } = {}) {
  const clock = handClock(1_000_000);
  const hub = createHub({ clock, epoch: 'e', ...options });
  return { clock, hub };
}

const queues = (...ids: string[]): ChangeSet => ({
  ...NO_CHANGE,
  queues: new Set(ids),
  total: true,
});
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Reads all along, like a client whose line is fast. */
function read(hub: Hub, after?: string) {
  const updates: HubUpdate[] = [];
  const iterator = hub.subscribe({ after });
  const ended = (async () => {
    for await (const update of iterator) updates.push(update);
  })();
  return { updates, ended, stop: () => iterator.return!() };
}

describe('how often', () => {
  test('the first change after a quiet moment goes out at once', async () => {
    const { hub } = setup();
    const { updates } = read(hub);
    hub.publish(queues('a'), 5);
    await turn();
    expect(updates.map(({ kind, at }) => [kind, at])).toEqual([
      ['snapshot', 0],
      ['patch', 5],
    ]);
  });

  test('a thousand changes a second are at most ten updates a second', async () => {
    const { hub, clock } = setup();
    const { updates } = read(hub);
    await turn();
    updates.length = 0;
    for (let ms = 0; ms < 1_000; ms += 1) {
      hub.publish(queues(`q${ms}`), ms);
      await turn();
      clock.advance(1);
    }
    await turn();
    expect(updates.length).toBeLessThanOrEqual(11);
    const told = updates.flatMap(({ change }) => [...change.queues]);
    expect(new Set(told).size).toBe(1_000);
  });

  test('nothing is told of nothing', async () => {
    const { hub } = setup();
    const { updates } = read(hub);
    hub.publish(NO_CHANGE, 1);
    await turn();
    expect(updates).toHaveLength(1);
  });

  test('a clock that is set back does not silence the floor', async () => {
    let now = 10_000_000;
    const clock = handClock(0);
    const hub = createHub({ clock: { now: () => now, after: clock.after }, epoch: 'e' });
    const { updates } = read(hub);
    hub.publish(queues('a'), 1);
    await turn();
    now -= 3_600_000;
    hub.publish(queues('b'), 2);
    clock.advance(100);
    await turn();
    expect(updates.at(-1)!.change.queues).toEqual(new Set(['b']));
  });
});

describe('a reader', () => {
  test('that is slow is given one update of everything it missed', async () => {
    const { hub, clock } = setup();
    const updates = hub.subscribe();
    await updates.next();
    for (const id of ['a', 'b', 'c']) {
      hub.publish(queues(id), 1);
      clock.advance(100);
      await turn();
    }
    const { value } = await updates.next();
    expect(value).toMatchObject({ kind: 'patch', cursor: 'e.3', recovered: true });
    expect(value.change.queues).toEqual(new Set(['a', 'b', 'c']));
    const waiting = updates.next();
    hub.publish(queues('d'), 2);
    clock.advance(100);
    expect((await waiting).value.change.queues).toEqual(new Set(['d']));
  });

  test('that is slower than the ring starts anew', async () => {
    const { hub, clock } = setup({ ringSize: 2 });
    const updates = hub.subscribe();
    await updates.next();
    for (const id of ['a', 'b', 'c']) {
      hub.publish(queues(id), 1);
      clock.advance(100);
      await turn();
    }
    expect((await updates.next()).value).toMatchObject({ kind: 'snapshot', recovered: false });
  });

  test.each([
    ['e.1', 'patch', true, ['b', 'c']],
    ['e.3', 'patch', true, []],
    ['e.0', 'snapshot', false, []],
    ['e.4', 'snapshot', false, []],
    ['other.2', 'snapshot', false, []],
    ['e.02', 'snapshot', false, []],
    ['', 'snapshot', false, []],
  ])('that was at %j is given a %s', async (after, kind, recovered, ids) => {
    const { hub, clock } = setup({ ringSize: 2 });
    for (const id of ['a', 'b', 'c']) {
      hub.publish(queues(id), 1);
      await turn();
      clock.advance(100);
    }
    const { value } = await hub.subscribe({ after }).next();
    expect(value).toMatchObject({ kind, recovered, cursor: 'e.3' });
    expect([...value.change.queues]).toEqual(ids);
  });

  test('that leaves while it waits is let go at once, however often it leaves', async () => {
    const { hub } = setup();
    const { updates, ended, stop } = read(hub);
    await turn();
    expect(hub.readers).toBe(1);
    await Promise.all([stop(), stop()]);
    await ended;
    expect(hub.readers).toBe(0);
    hub.publish(queues('a'), 1);
    await turn();
    expect(updates).toHaveLength(1);
  });

  test('is ended with the hub, which says nothing afterwards', async () => {
    const { hub, clock } = setup();
    const { ended } = read(hub);
    await turn();
    hub.publish(queues('a'), 1);
    await turn();
    hub.publish(queues('b'), 1);
    hub.close();
    hub.close();
    await ended;
    expect(hub.readers).toBe(0);
    expect(clock.nextAt).toBeNull();
    expect(await hub.subscribe().next()).toEqual({ done: true, value: undefined });
  });
});

test('what is removed and comes back is changed, and the other way round', async () => {
  const { hub, clock } = setup();
  const updates = hub.subscribe();
  await updates.next();
  const gone = { ...NO_CHANGE.removed, queues: new Set(['a']) };
  hub.publish({ ...queues('b'), removed: gone }, 1);
  hub.publish(queues('a'), 2);
  hub.publish({ ...NO_CHANGE, removed: { ...gone, queues: new Set(['b']) } }, 3);
  clock.advance(100);
  const { change } = (await updates.next()).value;
  expect(change.queues).toEqual(new Set(['a']));
  expect(change.removed.queues).toEqual(new Set(['b']));
});
