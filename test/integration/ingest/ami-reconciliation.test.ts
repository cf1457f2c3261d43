import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { decodeEvent } from '#schema/events/decode.ts';
import { createAmiConnector } from '#server/ingest/ami/connector.ts';
import type { Connector } from '#server/ingest/connector.ts';
import { isGhost } from '#server/floor/reconcile.ts';
import { reconciliationView } from '#server/metrics/differences-view.ts';
import { startAmiServer, type AmiServer } from '#test/support/ami-server.ts';
import { fakeContext, type FakeContext } from '#test/support/connector-context.ts';
import { floorAlone, type FloorAlone } from '#test/support/floor-alone.ts';
import { untilWithClock } from '#test/support/until-with-clock.ts';

const START_AT = 1_795_300_000_000;
const SOURCE = '/asterisk/test';
let server: AmiServer;
let connector: Connector;
let fake: FakeContext;
let floor: FloorAlone;
let folded = 0;

beforeEach(async () => {
  server = await startAmiServer();
  fake = fakeContext({ startAt: START_AT });
  floor = floorAlone({ startAt: START_AT, source: SOURCE });
  folded = 0;
  connector = createAmiConnector({
    id: SOURCE,
    host: '127.0.0.1',
    port: server.port,
    user: 'wallboard',
    secret: 'right',
    random: () => 0.5,
  });
});
afterEach(async () => {
  await connector.stop();
  await server.close();
});

type Headers = Record<string, string | number>;
const text = (headers: Headers): string =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\r\n');
const QUEUE = text({ Event: 'QueueParams', Queue: 'sales', ServiceLevel: 30 });
const member = (name: string, more: Headers = {}): string =>
  text({
    Event: 'QueueMember',
    Queue: 'sales',
    Name: name,
    Location: `PJSIP/${name}`,
    Status: 1,
    Paused: 0,
    ...more,
  });
const caller = (n: number, wait: number): string =>
  text({ Event: 'QueueEntry', Queue: 'sales', Uniqueid: `1.${n}`, Wait: wait });
const send = (event: string, headers: Headers): Promise<void> =>
  server.send(
    Buffer.from(
      text({ Event: event, Privilege: 'agent,all', Queue: 'sales', ...headers }) + '\r\n\r\n',
    ),
  );
const joins = (n: number): Promise<void> => send('QueueCallerJoin', { Uniqueid: `1.${n}` });

/** Starts with the first list, and lets it be compared. */
async function begin(...items: string[]): Promise<void> {
  server.queueStatus = () => [QUEUE, ...items];
  await connector.start(fake.context);
  await nextList(QUEUE, ...items);
}

/** The next list says `items`; resolves when the wall has been compared with it. */
async function nextList(...items: string[]): Promise<void> {
  server.queueStatus = () => [QUEUE, ...items];
  const told = lists();
  await untilWithClock(fake, () => lists() > told);
  see();
}

const lists = (): number => fake.events.filter(({ type }) => type === 'source.reconciled').length;

/** Folds what the connector has told so far. */
function see(): void {
  for (const event of fake.events.slice(folded)) floor.take(event, fake.clock.now());
  folded = fake.events.length;
}

const source = () => reconciliationView(floor.state, SOURCE);
const waiting = (): number => floor.state.queues.get('sales')!.waiting.size;

const marks = (): string[] =>
  source().differences.map(({ kind, contact, agent, queue, confirmed, corrected }) =>
    [kind, contact ?? agent, queue, confirmed && 'confirmed', corrected && 'corrected']
      .filter(Boolean)
      .join(' '),
  );

describe('every minute the wall is compared with what Asterisk lists (SPEC S-6 to S-9)', () => {
  test('the list to begin with is no difference, and equal lists find none', async () => {
    await begin(member('Alice'), caller(7, 42));
    expect(source()).toMatchObject({ differences: [], corrections: 0 });
    const firstAt = source().reconciledAt!;
    await nextList(member('Alice'), caller(7, 100));
    expect(source()).toMatchObject({ differences: [], corrections: 0 });
    expect(source().reconciledAt! - firstAt).toBeGreaterThanOrEqual(60_000);
    expect(source().reconciledAt! - firstAt).toBeLessThan(62_000);
  });

  test('a waiting caller whom no event told of is put on the wall, and that it was so is shown', async () => {
    await begin(member('Alice'));
    await nextList(member('Alice'), caller(9, 33));
    expect(waiting()).toBe(1);
    expect(marks()).toEqual(['unknownToFloor 1.9 sales corrected']);
    expect(source()).toMatchObject({ differenceCount: 0, corrections: 1 });
    await nextList(member('Alice'), caller(9, 93));
    expect(source()).toMatchObject({ differences: [], corrections: 1 });
  });

  test('a caller who vanished without an event is marked, then confirmed, and after two minutes taken off as lost', async () => {
    await begin(member('Alice'));
    await joins(1);
    await server.settled();
    fake.clock.advance(20_000);
    await nextList(member('Alice'));
    expect(marks()).toEqual(['unknownToSource 1.1 sales']);
    expect(waiting()).toBe(1);
    const missedAt = Math.floor(source().reconciledAt! / 1000) * 1000;
    await nextList(member('Alice'));
    expect(marks()).toEqual(['unknownToSource 1.1 sales confirmed']);
    await nextList(member('Alice'));
    expect(marks()).toEqual(['unknownToSource 1.1 sales corrected']);
    expect(waiting()).toBe(0);
    const closed = fake.events.find(({ type }) => type === 'contact.overflowed')!;
    expect(closed).toMatchObject({ at: missedAt, data: { reason: 'lost' } });
    await nextList(member('Alice'));
    expect(source()).toMatchObject({ differences: [], corrections: 1 });
  });

  test('a caller missing from one list only was never gone', async () => {
    await begin(member('Alice'));
    await joins(1);
    await server.settled();
    await nextList(member('Alice'));
    for (let minute = 1; minute < 5; minute += 1)
      await nextList(member('Alice'), caller(1, 60 * minute));
    expect(marks()).toEqual([]);
    expect(waiting()).toBe(1);
  });

  test('members who came, went or paused without an event are put right, and that is shown', async () => {
    await begin(member('Alice'), member('Bob'), member('Chi'));
    await nextList(member('Alice', { Paused: 1 }), member('Chi'), member('Dai'));
    expect(marks()).toEqual([
      'pausedAtSourceOnly Alice corrected',
      'unknownToFloor Dai corrected',
      'unknownToSource Bob corrected',
    ]);
    expect(floor.state.agents.get('Alice')!.state).toBe('paused');
    expect(floor.state.agents.get('Bob')!.state).toBe('signedOut');
    expect(isGhost(floor.state, 'Dai')).toBe(false);
    await nextList(member('Alice', { Paused: 1 }), member('Chi'), member('Dai'));
    expect(source()).toMatchObject({ differences: [], corrections: 3 });
  });

  test('an agent whom another system signed out and whom Asterisk still calls is marked while that is so', async () => {
    await begin(member('Alice'));
    const at = fake.clock.now();
    const signedOut = {
      id: 'hr',
      source: '/hr',
      type: 'agent.signedOut',
      data: { agent: 'Alice' },
    };
    floor.take({ ...signedOut, at }, at);
    await nextList(member('Alice'));
    expect(marks()).toEqual(['unknownToFloor Alice']);
    await nextList(member('Alice'));
    expect(marks()).toEqual(['unknownToFloor Alice confirmed']);
    await nextList();
    expect(marks()).toEqual(['unknownToSource Alice corrected']);
  });

  test('an event that was on its way when the list was written makes no difference', async () => {
    await begin(member('Alice'), member('Bob'));
    await joins(1);
    await server.settled();
    const asked = server.actions.filter(isStatus).length;
    // Caller 1 has left, 2 has come, Bob is gone and Dai is there: the events come after the list.
    server.queueStatus = () => [QUEUE, member('Alice'), member('Dai'), caller(2, 0)];
    await untilWithClock(fake, () => server.actions.filter(isStatus).length > asked);
    await server.settled();
    await send('QueueCallerAbandon', { Uniqueid: '1.1', HoldTime: 50 });
    await joins(2);
    await send('QueueMemberRemoved', { MemberName: 'Bob', Interface: 'PJSIP/Bob' });
    await send('QueueMemberAdded', { MemberName: 'Dai', Interface: 'PJSIP/Dai', Paused: 0 });
    await untilWithClock(fake, () => lists() === 2);
    see();
    expect(source()).toMatchObject({ differences: [], corrections: 0 });
    expect(waiting()).toBe(1);
  });

  test('callers that were lost with the connection are counted; who came and went meanwhile is news', async () => {
    await begin(member('Alice'));
    await joins(1);
    await server.settled();
    server.queueStatus = () => [QUEUE, member('Bob'), caller(2, 10)];
    await server.drop();
    await untilWithClock(fake, () => lists() === 2);
    see();
    expect(marks()).toEqual(['unknownToSource 1.1 sales corrected']);
    expect(source().corrections).toBe(1);
  });

  test('a list whose connection broke before it was compared is not compared at all', async () => {
    server.queueStatus = () => [QUEUE, member('Alice')];
    await connector.start(fake.context);
    await untilWithClock(fake, () => fake.events.some(({ type }) => type === 'agent.signedIn'));
    server.accepting = false;
    await server.drop();
    await untilWithClock(fake, () => fake.health.some(({ health }) => health === 'lost'));
    fake.clock.advance(20_000);
    expect(lists()).toBe(0);
  });

  test('a caller without a usable id does not cost the whole list', async () => {
    const nameless = text({
      Event: 'QueueEntry',
      Queue: 'sales',
      Uniqueid: 'x'.repeat(300),
      Wait: 9,
    });
    server.queueStatus = () => [QUEUE, member('Alice'), nameless, caller(1, 9)];
    await connector.start(fake.context);
    await untilWithClock(fake, () => lists() === 1);
    const list = fake.events.find(({ type }) => type === 'source.reconciled')!;
    expect(decodeEvent({ ...list, source: SOURCE }).ok).toBe(true);
    expect(list.data['waiting']).toEqual([{ contact: '1.1', queue: 'sales' }]);
  });
});

const isStatus = (action: Readonly<Record<string, string>>): boolean =>
  action['Action'] === 'QueueStatus';
