import { describe, expect, test } from 'vitest';
import { liveFloor, OTHER, told } from '#test/support/live-floor.ts';

describe('a row that is as it was told', () => {
  /** Everybody has been told that one waits in `a`. */
  async function told1() {
    const fanned = liveFloor();
    const first = await fanned.live();
    await fanned.call('a');
    return { ...fanned, first };
  }
  const A1 = { id: 'a', waiting: 1 };

  test('is left out, and told again when it is another', async () => {
    const { set, pass, first } = await told1();
    set('a', 1);
    await pass(100);
    expect(told(first).at(-1)).toMatchObject({ kind: 'PATCH', queues: [], total: null });
    set('a', 2);
    await pass(100);
    expect(told(first).at(-1)).toMatchObject({
      queues: [{ id: 'a', waiting: 2 }],
      total: { waiting: 2 },
    });
  });

  test('is told where it had gone', async () => {
    const { set, pass, first, floor, changed, gone } = await told1();
    floor.removeQueue('a');
    changed(gone([], ['a']));
    await pass(100);
    expect(told(first).at(-1).removed.queues).toEqual(['a']);
    set('a', 1);
    await pass(100);
    expect(told(first).at(-1).queues).toEqual([A1]);
  });

  test('is told where a newcomer has seen a newer one', async () => {
    const { set, pass, coalesce, live } = await told1();
    await coalesce();
    set('a', 2);
    const newcomer = await live();
    expect(told(newcomer)[0].queues[0]).toEqual({ id: 'a', waiting: 2 });
    set('a', 1);
    await pass(100);
    expect(told(newcomer)[1]).toMatchObject({ queues: [A1], total: { waiting: 1 } });
  });

  test('is told where a newcomer has not seen it', async () => {
    const { set, pass, coalesce, live, floor, changed, gone } = await told1();
    await coalesce();
    floor.removeQueue('a');
    changed(gone([], ['a']));
    const newcomer = await live();
    expect(told(newcomer)[0].queues).toEqual([{ id: 'b', waiting: 0 }]);
    set('a', 1);
    await pass(100);
    expect(told(newcomer)[1].queues).toEqual([A1]);
  });

  test('is told where one that lagged has been given a newer one', async () => {
    const { set, pass, coalesce, live, call } = await told1();
    const slow = await live();
    slow.stall();
    await call('b');
    await coalesce();
    set('b', 7);
    slow.drain();
    expect(told(slow).at(-1).queues).toEqual([{ id: 'b', waiting: 7 }]);
    set('b', 1);
    await pass(100);
    expect(told(slow).at(-1).queues).toEqual([{ id: 'b', waiting: 1 }]);
  });

  test('is told where somebody comes from elsewhere, who may have another', async () => {
    const { set, pass, coalesce, live, shared } = await told1();
    await coalesce();
    set('a', 2);
    const elsewhere = await shared({ query: OTHER });
    expect(told(elsewhere)[0].queues[0]).toEqual({ id: 'a', waiting: 2 });
    const back = await live({ after: told(elsewhere)[0].cursor });
    expect(told(back)).toMatchObject([{ kind: 'PATCH', queues: [] }]);
    set('a', 1);
    await pass(100);
    expect(told(back)[1].queues).toEqual([A1]);
  });

  test('is told where its roll-up was gone', async () => {
    const { floor, changed, pass, first } = await told1();
    const move = async (channel: 'voice' | 'chat'): Promise<void> => {
      floor.setQueue('b', { channel });
      changed({ queues: new Set(['b']), total: true });
      await pass(100);
    };
    await move('chat');
    await move('voice');
    expect(told(first).at(-1).groups).toEqual([{ key: 'VOICE' }]);
    await move('chat');
    expect(told(first).at(-1).groups).toEqual([{ key: 'VOICE' }, { key: 'CHAT' }]);
  });
});
