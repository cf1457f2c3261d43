import { afterEach, beforeEach, expect, test } from 'vitest';
import { createAmiConnector, type AmiConnectorOptions } from '#server/ingest/ami/connector.ts';
import type { Connector } from '#server/ingest/connector.ts';
import { startAmiServer, type AmiServer } from '#test/support/ami-server.ts';
import { fakeContext, type FakeContext } from '#test/support/connector-context.ts';
import { untilWithClock } from '#test/support/until-with-clock.ts';

const START_AT = 1_795_300_000_000;
let server: AmiServer;
let running: Connector[] = [];
beforeEach(async () => {
  server = await startAmiServer();
});
afterEach(async () => {
  for (const connector of running) await connector.stop();
  running = [];
  await server.close();
});

async function connectTo(options: Partial<AmiConnectorOptions> = {}, after?: FakeContext) {
  const startAt = after ? after.clock.now() : START_AT;
  const fake = fakeContext({ startAt, after });
  const connector = createAmiConnector({
    id: '/asterisk/test',
    host: '127.0.0.1',
    port: server.port,
    user: 'wallboard',
    secret: 'right',
    random: () => 0.5,
    ...options,
  });
  running.push(connector);
  await connector.start(fake.context);
  return { fake, connector };
}

const says = (fake: FakeContext, health: string) => (): boolean =>
  fake.health.some((each) => each.health === health);
const types = (fake: FakeContext): string[] => fake.events.map(({ type }) => type);
const packet = (lines: Record<string, string | number>): Buffer =>
  Buffer.from(
    Object.entries(lines)
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join('') + '\r\n',
  );
const call = (event: string, n: number, more: Record<string, string | number> = {}): Buffer =>
  packet({ Event: event, Privilege: 'agent,all', Queue: 'sales', Uniqueid: `1.${n}`, ...more });
const QUEUE = 'Event: QueueParams\r\nQueue: sales\r\nServiceLevel: 30';
const member = (inCall: 0 | 1, lastCall = 0): string =>
  'Event: QueueMember\r\nQueue: sales\r\nName: Alice\r\nLocation: PJSIP/1\r\nStatus: 1\r\nPaused: 0\r\n' +
  `InCall: ${inCall}\r\nLastCall: ${lastCall}`;
const caller = (n: number, wait: number): string =>
  `Event: QueueEntry\r\nQueue: sales\r\nUniqueid: 1.${n}\r\nCallerIDNum: +491\r\nWait: ${wait}`;

test('a wrong secret is reported in the server’s words and tried again slowly', async () => {
  server.refuseLogin = 'Authentication failed';
  const { fake } = await connectTo({ secret: 'wrong' });
  await untilWithClock(fake, says(fake, 'lost'));
  expect(fake.health).toEqual([{ health: 'lost', reason: 'Authentication failed' }]);
  const refusedAt = fake.clock.now();
  server.refuseLogin = null;
  await untilWithClock(fake, says(fake, 'connected'));
  expect(fake.clock.now() - refusedAt).toBeGreaterThanOrEqual(59_000);
});

test('queues, members and waiting callers are known right after the login, with their real waiting time', async () => {
  server.queueStatus = () => [QUEUE, member(0), caller(7, 42)];
  const { fake } = await connectTo({ site: 'hq' });
  await untilWithClock(fake, () => types(fake).includes('contact.queued'));
  const [defined, signedIn, state, queued] = fake.events;
  expect(defined!.data).toEqual({
    queue: 'sales',
    name: 'sales',
    channel: 'voice',
    site: 'hq',
    thresholdMs: 30_000,
  });
  expect(signedIn!.data).toMatchObject({
    agent: 'Alice',
    name: 'Alice',
    site: 'hq',
    queues: ['sales'],
  });
  expect(state!.data).toEqual({ agent: 'Alice', state: 'available' });
  expect(queued).toMatchObject({ at: Math.floor(fake.clock.now() / 1000) * 1000 - 42_000 });
  expect(queued!.data).toMatchObject({ contact: '1.7', customer: '+491' });
});

test('a server that is not there is tried again, said once to be lost, and found when it comes', async () => {
  const { port } = server;
  await server.close();
  const { fake } = await connectTo({ port });
  await untilWithClock(fake, says(fake, 'lost'));
  await untilWithClock(fake, () => fake.clock.now() - START_AT > 120_000);
  expect(fake.health).toEqual([{ health: 'lost', reason: 'ECONNREFUSED' }]);
  server = await startAmiServer({ port });
  await untilWithClock(fake, says(fake, 'connected'));
});

test('app_queue that is not loaded yet is asked again', async () => {
  let asked = 0;
  server.queueStatus = () => {
    asked += 1;
    return asked < 3 ? { error: 'Invalid/unknown command: QueueStatus.' } : [QUEUE];
  };
  const { fake } = await connectTo();
  await untilWithClock(fake, () => types(fake).includes('queue.defined'));
  expect(asked).toBe(3);
});

test('before FullyBooted nothing is asked', async () => {
  server.booted = false;
  const { fake } = await connectTo();
  await server.until(() => server.actions.length === 1);
  await server.settled();
  expect(server.actions.map((action) => action['Action'])).toEqual(['Login']);
  await server.send(packet({ Event: 'FullyBooted', Status: 'Fully Booted' }));
  await server.until(() => server.actions.some((action) => action['Action'] === 'QueueStatus'));
  expect(fake.health.map(({ health }) => health)).toEqual(['connected']);
});

test('a quiet but living server is not called lost; one that stopped answering is', async () => {
  const { fake } = await connectTo({ resyncMs: 3_600_000 });
  await untilWithClock(fake, says(fake, 'connected'));
  for (let second = 0; second < 120; second += 5) {
    const pings = server.actions.length;
    fake.clock.advance(5_000);
    if (second % 10 === 5) await server.until(() => server.actions.length > pings);
    await server.settled();
  }
  expect(says(fake, 'lost')()).toBe(false);
  server.mute = true;
  await untilWithClock(fake, says(fake, 'lost'));
  expect(fake.health.at(-1)!.reason).toMatch(/^silent for \d+ s$/);
});

test('a client cut off in half a packet says so, and does not take the half for a fact', async () => {
  const { fake } = await connectTo();
  await untilWithClock(fake, says(fake, 'connected'));
  await server.send(call('QueueCallerJoin', 1));
  await server.send(call('QueueCallerJoin', 2).subarray(0, 40));
  await server.drop();
  await untilWithClock(fake, says(fake, 'lost'));
  expect(fake.health.at(-1)!.reason).toBe('cut off in the middle of a packet');
  expect(types(fake).filter((type) => type === 'contact.queued')).toHaveLength(1);
});

test('`core restart now`: what Asterisk still says is counted, the rest is closed after the login', async () => {
  server.queueStatus = () => [QUEUE, member(0)];
  const { fake } = await connectTo();
  await untilWithClock(fake, () => types(fake).includes('agent.signedIn'));
  for (const n of [1, 2, 3]) await server.send(call('QueueCallerJoin', n));
  await server.send(call('SoftHangupRequest', 1, { Privilege: 'call,all' }));
  await server.send(call('QueueCallerAbandon', 1, { HoldTime: 0 }));
  await server.send(call('QueueCallerLeave', 1));
  const interfaceOf = { MemberName: 'Alice', Interface: 'PJSIP/1' };
  await server.send(call('AgentConnect', 2, { ...interfaceOf, HoldTime: 0 }));
  await server.send(packet({ Event: 'Shutdown', Shutdown: 'Cleanly', Restart: 'True' }));
  server.accepting = false;
  await server.drop();
  await untilWithClock(fake, says(fake, 'lost'));
  server.accepting = true;
  await untilWithClock(fake, says(fake, 'resynced'));
  const told = (n: number) =>
    fake.events
      .filter(({ data }) => data['contact'] === `1.${n}`)
      .map(({ type, data }) => `${type}${data['reason'] ? ` ${data['reason'] as string}` : ''}`);
  expect(told(1)).toEqual(['contact.queued', 'contact.abandoned']);
  expect(told(2)).toEqual([
    'contact.queued',
    'contact.answered',
    'contact.ended lost',
    'contact.wrappedUp',
  ]);
  expect(told(3)).toEqual(['contact.queued', 'contact.overflowed lost']);
});

test('a talk that goes on through a lost connection is not closed, and ends with its own end', async () => {
  server.queueStatus = () => [QUEUE, member(1)];
  const { fake } = await connectTo();
  await untilWithClock(fake, says(fake, 'connected'));
  const interfaceOf = { MemberName: 'Alice', Interface: 'PJSIP/1' };
  await server.send(call('QueueCallerJoin', 1));
  await server.send(call('AgentConnect', 1, { ...interfaceOf, HoldTime: 0 }));
  await server.drop();
  await untilWithClock(fake, says(fake, 'resynced'));
  expect(types(fake)).not.toContain('contact.ended');
  const answered = fake.events.find(({ type }) => type === 'contact.answered')!;
  const talk = Math.floor((fake.clock.now() - answered.at) / 1000);
  await server.send(call('AgentComplete', 1, { ...interfaceOf, TalkTime: talk, Reason: 'caller' }));
  await untilWithClock(fake, () => types(fake).includes('contact.ended'));
  const ended = fake.events.find(({ type }) => type === 'contact.ended')!;
  expect(ended.at - answered.at).toBe(talk * 1000);
  expect(ended.data['by']).toBe('customer');
});

test('after a restart of Tidewall the calls it knew are the same calls, and those that are gone are closed', async () => {
  server.queueStatus = () => [QUEUE, member(0)];
  const first = await connectTo();
  await untilWithClock(first.fake, () => types(first.fake).includes('agent.signedIn'));
  await server.send(call('QueueCallerJoin', 1));
  await server.send(call('QueueCallerJoin', 2));
  const queued = (): unknown[] => types(first.fake).filter((type) => type === 'contact.queued');
  await untilWithClock(first.fake, () => queued().length === 2);
  await first.connector.stop();
  await first.connector.stop();
  const joinedAt = first.fake.events.at(-1)!.at;
  let now = (): number => 0;
  server.queueStatus = () => [QUEUE, member(0), caller(2, Math.floor((now() - joinedAt) / 1000))];
  const { fake } = await connectTo({}, first.fake);
  now = fake.clock.now;
  await fake.until(() => types(fake).includes('contact.overflowed'));
  expect(fake.events.at(-1)!.data).toMatchObject({ contact: '1.1', reason: 'lost' });
  expect(types(fake).filter((type) => type === 'contact.queued')).toHaveLength(2);
  expect(types(fake).filter((type) => type === 'agent.signedIn')).toHaveLength(1);
});

test('a disk that refuses costs no event and no order', async () => {
  const { fake } = await connectTo();
  await untilWithClock(fake, says(fake, 'connected'));
  fake.diskFull = true;
  await server.send(call('QueueCallerJoin', 1));
  fake.clock.advance(3_000);
  await server.send(call('QueueCallerJoin', 2));
  fake.diskFull = false;
  await untilWithClock(
    fake,
    () => types(fake).filter((type) => type === 'contact.queued').length === 2,
  );
  expect(fake.events.map(({ data }) => data['contact'])).toEqual(['1.1', '1.2']);
});

test('the end of after-contact work is told when the configured wrap-up time is over', async () => {
  const { fake } = await connectTo({ wrapUpMs: { sales: 8_000 } });
  await untilWithClock(fake, says(fake, 'connected'));
  const interfaceOf = { MemberName: 'Alice', Interface: 'PJSIP/1', HoldTime: 0 };
  await server.send(call('QueueCallerJoin', 1));
  await server.send(call('AgentConnect', 1, interfaceOf));
  await server.send(call('AgentComplete', 1, { ...interfaceOf, TalkTime: 0, Reason: 'agent' }));
  await untilWithClock(fake, () => types(fake).includes('contact.ended'));
  expect(types(fake)).not.toContain('contact.wrappedUp');
  await untilWithClock(fake, () => types(fake).includes('contact.wrappedUp'));
  const [ended, wrappedUp] = fake.events.slice(-2);
  expect(wrappedUp!.at - ended!.at).toBe(8_000);
});

test('a name that would smuggle another action in is refused before anything is sent', () => {
  const create = (): Connector =>
    createAmiConnector({
      id: '/asterisk/test',
      host: '127.0.0.1',
      port: 1,
      user: 'a\r\nAction: Originate',
      secret: 'b',
    });
  expect(create).toThrow('an AMI Username is expected to be one line, but got a line break in it');
});
