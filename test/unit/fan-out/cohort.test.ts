import { describe, expect, test } from 'vitest';
import { LIVE, liveFloor, OTHER, told } from '#test/support/live-floor.ts';

describe('subscriptions that are alike', () => {
  test('cost one execution an update, and newcomers none', async () => {
    const fanned = liveFloor();
    const clients = await Promise.all(Array.from({ length: 50 }, () => fanned.live()));
    expect(fanned.executions).toBe(1);
    await fanned.call('a');
    expect(fanned.executions).toBe(2);
    for (const client of clients) {
      expect(told(client)).toMatchObject([
        { kind: 'SNAPSHOT', recovered: true },
        { kind: 'PATCH', queues: [{ id: 'a', waiting: 1 }] },
      ]);
      expect(client.texts.map((text, at) => text === clients[0]!.texts[at])).toEqual([true, true]);
    }
    clients.forEach((client) => client.leave());
    expect([fanned.fanOut.cohorts, fanned.hub.readers]).toEqual([0, 0]);
  });

  test('are those of one document however it is written, one scope and one set of variables', async () => {
    const fanned = liveFloor();
    const spaced = LIVE.replaceAll('\n', '   ').replace('queues {', 'queues, # comment\n {');
    const scope = { queues: ['a'], sites: null };
    await fanned.live({ scope });
    await fanned.shared({ query: spaced, variables: { scope: { sites: null, queues: ['a'] } } });
    await fanned.live({ scope, after: 'e1.0' });
    expect(fanned.fanOut.cohorts).toBe(1);
    await fanned.live({ scope: { queues: ['b'] } });
    await fanned.shared({ query: LIVE.replace('waiting', 'serving') });
    expect(fanned.fanOut.cohorts).toBe(3);
    expect(fanned.hub.readers).toBe(5);
  });

  test('watch their sliding windows once, as long as anybody is there', async () => {
    const fanned = liveFloor();
    const query = `subscription { floor { total { metrics(window: { kind: LAST, lengthMs: 60000 }) { offered } } } }`;
    const clients = [await fanned.shared({ query }), await fanned.shared({ query })];
    expect(fanned.watched).toEqual([60_000]);
    clients[0]!.leave();
    clients[0]!.leave();
    expect(fanned.watched).toEqual([60_000]);
    clients[1]!.leave();
    expect(fanned.watched).toEqual([]);
  });

  test('end with the hub', async () => {
    const fanned = liveFloor();
    const client = await fanned.live();
    fanned.hub.close();
    expect([client.hasEnded, fanned.fanOut.cohorts]).toEqual([true, 0]);
  });

  test('are told the fault of an update together, without its insides', async () => {
    const fanned = liveFloor();
    const client = await fanned.live();
    const queue = fanned.floor.queue('a')!;
    Object.defineProperty(queue, 'waiting', {
      get: () => {
        throw new Error('secret');
      },
    });
    fanned.changed({ queues: new Set(['a']) });
    await fanned.pass(100);
    expect(client.results[1]).toMatchObject({
      data: null,
      errors: [{ message: 'Unexpected error.' }],
    });
    expect(client.texts[1]).not.toContain('secret');
  });
});

describe('a newcomer', () => {
  test('gets a snapshot of now, not of when the last one came', async () => {
    const fanned = liveFloor();
    await fanned.live();
    await fanned.pass(60_000);
    const [{ at }] = told(await fanned.live());
    expect(at).toBe(new Date(fanned.clock.now()).toISOString());
  });

  test('that saw what the next update takes back is told that it is gone', async () => {
    const fanned = liveFloor();
    await fanned.live();
    await fanned.coalesce();
    fanned.floor.setAgent('amy', { queues: ['a'] });
    fanned.changed({ agents: new Set(['amy']) });
    const client = await fanned.live();
    expect(told(client)[0].agents).toEqual([{ id: 'amy', team: null }]);
    fanned.floor.removeAgent('amy');
    fanned.changed(fanned.gone(['amy']));
    await fanned.pass(100);
    expect(told(client)[1].removed.agents).toEqual(['amy']);
  });

  test('that saw a queue in a place it has left again is told all roll-ups', async () => {
    const fanned = liveFloor();
    await fanned.live();
    await fanned.coalesce();
    const move = (channel: 'voice' | 'chat'): void => {
      fanned.floor.setQueue('a', { channel });
      fanned.changed({ queues: new Set(['a']), total: true });
    };
    move('chat');
    fanned.floor.setQueue('c', { channel: 'chat' });
    fanned.changed({ queues: new Set(['c']), total: true });
    const client = await fanned.live();
    move('voice');
    await fanned.pass(100);
    expect(told(client)[1].groups).toEqual([{ key: 'VOICE' }, { key: 'CHAT' }]);
  });
});

describe('a member that lags', () => {
  test('is told all it missed as one patch, with what is gone, once for all who lag alike', async () => {
    const fanned = liveFloor();
    fanned.floor.setAgent('amy', { queues: ['a'] });
    const [slow, other, fast] = [await fanned.live(), await fanned.live(), await fanned.live()];
    slow.stall();
    other.stall();
    await fanned.call('a');
    fanned.floor.removeAgent('amy');
    fanned.changed(fanned.gone(['amy']));
    await fanned.pass(100);
    await fanned.call('b');
    const before = fanned.executions;
    slow.drain();
    other.drain();
    expect(fanned.executions - before).toBe(1);
    expect(told(slow).slice(1)).toMatchObject([
      {
        kind: 'PATCH',
        cursor: told(fast).at(-1).cursor,
        queues: [{ id: 'a' }, { id: 'b' }],
        removed: { agents: ['amy'] },
      },
    ]);
    expect(other.texts.at(-1)).toBe(slow.texts.at(-1));
    // Three updates came to each of the two as one.
    expect(fanned.fanOut.counts.skipped).toBe(4);
  });

  test('is told an alert that is forgotten by now as gone', async () => {
    const fanned = liveFloor();
    fanned.floor.setQueue('sales');
    fanned.floor.setAlert('1');
    const slow = await fanned.live();
    slow.stall();
    fanned.floor.setAlert('1', { state: 'resolved' });
    fanned.changed({ alerts: new Set(['1']) });
    await fanned.pass(100);
    await fanned.call('a');
    const { alert } = fanned.floor;
    fanned.floor.alert = (id) => (id === '1' ? null : alert(id));
    slow.drain();
    expect(told(slow)[1]).toMatchObject({ alerts: [], removed: { alerts: ['1'] } });
  });

  test('by more than is kept is given everything, and told so', async () => {
    const fanned = liveFloor();
    const slow = await fanned.live();
    await fanned.live();
    slow.stall();
    // More than the hub itself remembers.
    for (let count = 0; count <= 1_200; count += 1) await fanned.call('a');
    slow.drain();
    expect(told(slow)[1]).toMatchObject({ kind: 'SNAPSHOT', recovered: false });
  });

  test('costs no more executions where many lag at many places', async () => {
    const fanned = liveFloor();
    const slow = [];
    for (let count = 0; count < 30; count += 1) {
      slow.push(await fanned.live());
      slow.at(-1)!.stall();
      await fanned.call('a');
    }
    const before = fanned.executions;
    slow.forEach((client) => client.drain());
    expect(fanned.executions - before).toBeLessThanOrEqual(10);
    for (const client of slow)
      expect(told(client).at(-1).queues).toContainEqual({ id: 'a', waiting: 30 });
  });
});

describe('a member that comes back', () => {
  test.each([
    ['to a cohort that was there all the time', true],
    ['to nobody', false],
  ])('%s is given one patch of all since', async (_, others) => {
    const fanned = liveFloor();
    fanned.floor.setAgent('amy', { queues: ['a'] });
    if (others) await fanned.live();
    const first = await fanned.live();
    const after = told(first)[0].cursor;
    first.leave();
    await fanned.call('a');
    fanned.floor.removeAgent('amy');
    fanned.changed(fanned.gone(['amy']));
    await fanned.pass(100);
    const again = await fanned.live({ after });
    expect(told(again)).toMatchObject([
      { kind: 'PATCH', recovered: true, queues: [{ id: 'a' }], removed: { agents: ['amy'] } },
    ]);
    await fanned.call('b');
    expect(told(again)[1]).toMatchObject({ kind: 'PATCH', queues: [{ id: 'b' }] });
  });

  test('while an update is coalescing is told what that one takes away', async () => {
    const fanned = liveFloor();
    fanned.floor.setAgent('amy', { queues: ['a'] });
    const first = await fanned.live();
    await fanned.coalesce();
    fanned.floor.removeAgent('amy');
    fanned.changed(fanned.gone(['amy']));
    const after = told(first).at(-1).cursor;
    first.leave();
    const again = await fanned.live({ after });
    await fanned.pass(100);
    expect(told(again)).toMatchObject([
      { kind: 'PATCH', removed: { agents: [] } },
      { kind: 'PATCH', removed: { agents: ['amy'] } },
    ]);
  });

  test('is told what is gone that only those elsewhere had seen', async () => {
    const fanned = liveFloor();
    await fanned.live();
    await fanned.coalesce();
    fanned.floor.setAgent('amy', { queues: ['a'] });
    fanned.changed({ agents: new Set(['amy']) });
    const elsewhere = await fanned.shared({ query: OTHER });
    const [{ cursor, agents }] = told(elsewhere);
    expect(agents).toEqual([{ id: 'amy', team: null }]);
    elsewhere.leave();
    fanned.floor.removeAgent('amy');
    fanned.changed(fanned.gone(['amy']));
    await fanned.pass(100);
    const back = await fanned.live({ after: cursor });
    expect(told(back)[0]).toMatchObject({ kind: 'PATCH', removed: { agents: ['amy'] } });
  });

  test.each(['e0.1', 'e1.7', 'nonsense'])(
    'from %s is given everything, and told so',
    async (after) => {
      const fanned = liveFloor();
      const usual = await fanned.live();
      expect(told(await fanned.live({ after }))[0]).toMatchObject({
        kind: 'SNAPSHOT',
        recovered: false,
      });
      expect(told(usual)[0].recovered).toBe(true);
    },
  );

  test('where nothing has changed is told so at once', async () => {
    const fanned = liveFloor();
    const after = told(await fanned.live())[0].cursor;
    expect(told(await fanned.live({ after }))).toMatchObject([
      { kind: 'PATCH', cursor: after, queues: [] },
    ]);
  });
});
