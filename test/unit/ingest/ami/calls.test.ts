import { describe, expect, test } from 'vitest';
import { createCalls, type Calls } from '#server/ingest/ami/calls.ts';
import { packetOf, type AmiPacket } from '#server/ingest/ami/packets.ts';
import type { IncomingEvent } from '#server/ingest/connector.ts';

const T = 1_795_300_000_000;

/** An event of caller `1.1` in sales, unless said otherwise. */
function event(name: string, more: Record<string, string | number> = {}): AmiPacket {
  const all = { Event: name, Privilege: 'agent,all', Queue: 'sales', Uniqueid: '1.1', ...more };
  return packetOf(Object.entries(all));
}

/** Plays events at seconds after T; tells type, second and what is given of the data. */
function play(
  calls: Calls,
  score: readonly (readonly [second: number, packet: AmiPacket])[],
): IncomingEvent[] {
  return score.flatMap(([second, packet]) => calls.take(packet, T + second * 1000).events);
}

const brief = (events: readonly IncomingEvent[]): string[] =>
  events.map(({ type, at, data }) => {
    const what = (data['reason'] ?? data['by'] ?? data['kind'] ?? '') as string;
    return `${type.slice(8)} ${(at - T) / 1000} ${what}`.trim();
  });

const hears = event('Newchannel', { Privilege: 'call,all', Uniqueid: '9.9' });
const alice = { MemberName: 'Alice', Interface: 'PJSIP/1' };
const picked = event('DialEnd', { Privilege: 'call,all', DialStatus: 'ANSWER' });

describe('how a caller leaves a queue unanswered', () => {
  test('a hang-up before is what makes an abandon of an Abandon', () => {
    const score = [
      [0, hears],
      [0, event('QueueCallerJoin')],
      [7, event('HangupRequest', { Privilege: 'call,all' })],
      [7, event('QueueCallerAbandon', { HoldTime: 7 })],
      [7, event('QueueCallerLeave')],
    ] as const;
    expect(brief(play(createCalls({}), score))).toEqual(['queued 0', 'abandoned 7']);
  });

  test('without one the dialplan took the caller: by its timeout, for want of agents, or otherwise', () => {
    const score = [
      [0, hears],
      [0, event('QueueCallerJoin')],
      [60, event('QueueCallerAbandon', { HoldTime: 60 })],
    ] as const;
    const last = (options: Parameters<typeof createCalls>[0]): string =>
      brief(play(createCalls(options), score))[1]!;
    expect(last({ timeoutMs: { sales: 60_000 } })).toBe('overflowed 60 timeout');
    expect(last({ isEmpty: () => true })).toBe('overflowed 60 empty');
    expect(last({})).toBe('overflowed 60 routed');
  });

  test('where no channel is heard, an Abandon is believed', () => {
    const score = [
      [0, event('QueueCallerJoin')],
      [60, event('QueueCallerAbandon', { HoldTime: 60 })],
    ] as const;
    expect(brief(play(createCalls({}), score))[1]).toBe('abandoned 60');
  });

  test('a Leave that nobody picked up for was a key', () => {
    const score = [
      [0, hears],
      [0, event('QueueCallerJoin')],
      [11, event('QueueCallerLeave')],
    ] as const;
    expect(brief(play(createCalls({}), score))[1]).toBe('overflowed 11 key');
  });

  test('who hangs up on an agent that has just picked up has abandoned, with or without a word of it', () => {
    const score = [
      [0, hears],
      [0, event('QueueCallerJoin')],
      [8, picked],
      [8, event('QueueCallerLeave')],
      [9, event('HangupRequest', { Privilege: 'call,all' })],
    ] as const;
    const told = event('QueueCallerAbandon', { HoldTime: 9 });
    expect(brief(play(createCalls({}), [...score, [9, told]]))).toEqual([
      'queued 0',
      'abandoned 9',
    ]);
    const gone = event('Hangup', { Privilege: 'call,all' });
    expect(brief(play(createCalls({}), [...score, [9, gone]]))).toEqual([
      'queued 0',
      'abandoned 8',
    ]);
  });

  test('where no channel is heard, the next queue, or time, tells that it was a key', () => {
    const left = [
      [0, event('QueueCallerJoin')],
      [11, event('QueueCallerLeave')],
    ] as const;
    const calls = createCalls({});
    const events = play(calls, [...left, [12, event('QueueCallerJoin', { Queue: 'support' })]]);
    expect(brief(events)).toEqual(['queued 0', 'overflowed 11 key', 'queued 12']);
    const quiet = createCalls({});
    play(quiet, left);
    expect(brief(quiet.advance(quiet.nextAt!))).toEqual(['overflowed 11 key']);
  });
});

describe('times are those that Asterisk counts', () => {
  const answered = (hold: number, second: number): string[] =>
    brief(
      play(createCalls({}), [
        [0, event('QueueCallerJoin')],
        [second, event('AgentConnect', { ...alice, HoldTime: hold })],
      ]),
    );

  test('the wait is HoldTime where the clock agrees', () => {
    expect(answered(20, 21)[1]).toBe('answered 20');
    expect(answered(21, 20)[1]).toBe('answered 21');
  });

  test('and where it does not: a stalled network makes no long waits', () => {
    expect(answered(5, 20)[1]).toBe('answered 5');
  });
});

describe('an end that does not say whose it is', () => {
  const two = [
    [0, event('QueueCallerJoin')],
    [2, event('AgentConnect', { ...alice, HoldTime: 2 })],
    [10, event('QueueCallerJoin', { Uniqueid: '1.2' })],
    [12, event('AgentConnect', { ...alice, Uniqueid: '1.2', HoldTime: 2 })],
  ] as const;

  test('is of the talk that began when it says: an agent can have two after a REFER', () => {
    const calls = createCalls({});
    play(calls, two);
    const complete = { ...alice, Uniqueid: '', HoldTime: 2, TalkTime: 28, Reason: 'agent' };
    const [ended] = play(calls, [[30, event('AgentComplete', complete)]]);
    expect(ended!.data['contact']).toBe('1.1');
    expect(ended!.at).toBe(T + 30_000);
  });

  test('is refused where no talk fits', () => {
    const complete = event('AgentComplete', { ...alice, Uniqueid: '', TalkTime: 3 });
    expect(createCalls({}).take(complete, T).refused).toMatch(/fits no call/);
  });
});

test('a transfer into the same queue is a second entry, though it begins before the first is over', () => {
  const events = play(createCalls({}), [
    [0, event('QueueCallerJoin')],
    [5, event('AgentConnect', { ...alice, HoldTime: 5 })],
    [9, event('BlindTransfer', { TransfereeUniqueid: '1.1' })],
    [10, event('QueueCallerJoin')],
    [10, event('AgentComplete', { ...alice, HoldTime: 5, TalkTime: 5, Reason: 'transfer' })],
    [14, event('AgentConnect', { MemberName: 'Bob', Interface: 'PJSIP/2', HoldTime: 4 })],
  ]);
  expect(brief(events)).toEqual([
    'queued 0',
    'answered 5',
    'queued 10',
    'transferred 10 blind',
    'wrappedUp 10',
    'answered 14',
  ]);
  expect(events.map(({ data }) => data['leg'])).toEqual([
    '1.1/sales/1',
    '1.1/sales/1',
    '1.1/sales/2',
    '1.1/sales/1',
    '1.1/sales/1',
    '1.1/sales/2',
  ]);
  expect(events[3]!.data['toQueue']).toBe('sales');
});

test('what began before the connection is told from its HoldTime and TalkTime', () => {
  const complete = { ...alice, HoldTime: 6, TalkTime: 30, Reason: 'caller' };
  const events = play(createCalls({}), [[100, event('AgentComplete', complete)]]);
  expect(brief(events)).toEqual([
    'queued 64',
    'answered 70',
    'ended 100 customer',
    'wrappedUp 100',
  ]);
});

test('a call given up too early is put right when its agent’s event comes', () => {
  const calls = createCalls({});
  play(calls, [[0, event('QueueCallerJoin')]]);
  expect(brief(calls.lose(calls.open[0]!, T + 12_000))).toEqual(['overflowed 12 lost']);
  const complete = { ...alice, HoldTime: 6, TalkTime: 30, Reason: 'agent' };
  const events = play(calls, [[36, event('AgentComplete', complete)]]);
  expect(brief(events)).toEqual(['answered 6', 'ended 36 agent', 'wrappedUp 36']);
  expect(new Set(events.map(({ data }) => data['leg']))).toEqual(new Set(['1.1/sales/1']));
});

test('the agent’s hold is told, the caller’s own is not', () => {
  const hold = (name: string, uniqueid: string): AmiPacket =>
    event(name, { Privilege: 'call,all', Uniqueid: uniqueid, Linkedid: '1.1' });
  const events = play(createCalls({}), [
    [0, event('QueueCallerJoin')],
    [0, picked],
    [2, event('AgentConnect', { ...alice, HoldTime: 2 })],
    [4, hold('Hold', '1.5')],
    [5, hold('Hold', '1.1')],
    [9, hold('Unhold', '1.5')],
    [9, hold('Unhold', '1.6')],
  ]);
  expect(brief(events).slice(2)).toEqual(['held 4', 'resumed 9']);
});

test('a caller’s number is told as the customer, a hidden one is not', () => {
  const customer = (number: string): unknown =>
    play(createCalls({}), [[0, event('QueueCallerJoin', { CallerIDNum: number })]])[0]!.data[
      'customer'
    ];
  expect(['+49123', 'anonymous', '<unknown>', ''].map(customer)).toEqual([
    '+49123',
    undefined,
    undefined,
    undefined,
  ]);
});
