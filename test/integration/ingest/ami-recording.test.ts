import { afterEach, expect, test } from 'vitest';
import { createAmiConnector } from '#server/ingest/ami/connector.ts';
import { decodeEvent } from '#schema/events/decode.ts';
import type { Connector, IncomingEvent } from '#server/ingest/connector.ts';
import { startAmiServer, type AmiServer } from '#test/support/ami-server.ts';
import {
  hasRecording,
  readConnections,
  readPolls,
  readTruth,
  type Poll,
} from '#test/support/asterisk-recording.ts';
import { fakeContext, type FakeContext } from '#test/support/connector-context.ts';
import { countContacts } from '#test/support/count-contacts.ts';
import { figures, wantedFigures } from '#test/support/recorded-figures.ts';

let server: AmiServer | null = null;
let connector: Connector | null = null;
afterEach(async () => {
  await connector?.stop();
  await server?.close();
});

/** Plays a whole recording, with every read cut by `cut`, its times on the connector's clock. */
async function play(
  run: 'main' | 'faults',
  options: { cut?: () => number; onPoll?: (poll: Poll, fake: FakeContext) => boolean } = {},
): Promise<{ fake: FakeContext; missed: Poll[] }> {
  const connections = readConnections(run);
  const polls = options.onPoll ? readPolls(run).filter((poll) => poll.queues) : [];
  const missed: Poll[] = [];
  let before = 0;
  server = await startAmiServer({ cut: options.cut });
  const fake = fakeContext({ startAt: connections[0]!.startAt });
  connector = createAmiConnector({
    id: '/asterisk/test',
    host: '127.0.0.1',
    port: server.port,
    user: 'wallboard',
    secret: 'secret',
    site: 'hq',
    resyncMs: 3_600_000,
    maxBackoffMs: 100,
    random: () => 0,
  });
  for (const [index, connection] of connections.entries()) {
    server.accepting = true;
    // The recording knows the answer to the first question of a connection only.
    let isFirst = true;
    server.queueStatus = () => {
      if (!isFirst) return { error: 'not recorded' };
      isFirst = false;
      return connection.firstStatus;
    };
    const synced = server.actions.filter(isStatus).length + 1;
    if (index === 0) await connector.start(fake.context);
    fake.clock.moveTo(connection.startAt);
    while (server.connections <= index) {
      fake.clock.advance(10);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await server.until(() => server!.actions.filter(isStatus).length >= synced);
    await server.settled();
    await idle();
    for (const chunk of connection.chunks) {
      // What holds from the last chunk to this one may be what a poll saw that ran in this time.
      while (polls[0] && polls[0].t_end + POLL_SLACK_MS < before) missed.push(polls.shift()!);
      const during = polls.filter((poll) => poll.t - POLL_SLACK_MS < chunk.at).slice(0, 3);
      if (during.length > 0 && options.onPoll) {
        await idle();
        for (const poll of during)
          if (options.onPoll(poll, fake)) polls.splice(polls.indexOf(poll), 1);
      }
      before = chunk.at;
      fake.clock.moveTo(chunk.at);
      await server.send(Buffer.from(chunk.text));
    }
    const isLast = index === connections.length - 1;
    server.accepting = isLast;
    if (!isLast) await server.drop();
  }
  await idle();
  return { fake, missed };
}

const POLL_SLACK_MS = 60;

const isStatus = (action: Readonly<Record<string, string>>): boolean =>
  action['Action'] === 'QueueStatus';

/** Lets what is under way between the connector and the fake log finish. */
async function idle(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

test.skipIf(!hasRecording)(
  'a recorded day through AMI gives the figures Asterisk and the callers agree on, however the stream is cut',
  async () => {
    const { fake, seed } = await recordedDay();
    for (const event of fake.events)
      expect(decodeEvent({ ...event, source: '/asterisk/test' }).ok, event.type).toBe(true);
    const counted = countContacts(fake.events);
    const truth = readTruth('main');
    expect(counted.odd, `seed ${seed}`).toEqual([]);
    for (const [queue, wanted] of [...Object.entries(truth.queues), ['all', truth.all] as const])
      expect(figures(counted.queues[queue]!), queue).toEqual(wantedFigures(wanted));
    for (const [name, wanted] of Object.entries(truth.agents)) {
      expect(counted.agents[name], name).toMatchObject({
        calls: wanted.calls,
        talk: wanted.talk,
        unanswered: wanted.ring_no_answer,
      });
    }
    expect(fake.refusals).toEqual([]);
    expect(counted.queues['all']).toMatchObject({ waiting: 0, talking: 0, lost: 0 });
  },
);

test.skipIf(!hasRecording)(
  'at every moment as many wait, are members and are paused as Asterisk says',
  async () => {
    const { missed, agreed } = await recordedDay();
    expect(missed.map((poll) => poll.t)).toEqual([]);
    expect(agreed).toBeGreaterThan(670);
  },
);

test.skipIf(!hasRecording)(
  'after a lost connection, two restarts and a crash the wall is right again, and what could not be seen is closed as lost',
  async () => {
    const floor = watchFloor();
    const { fake, missed } = await play('faults', {
      onPoll(poll, fake) {
        floor.follow(fake.events);
        return floor.differences(poll).length === 0;
      },
    });
    // Nobody listened for ten seconds; and one poll ran while Asterisk was going down.
    const unseen = missed.filter((poll) => poll.t < DROPPED_AT || poll.t > DROPPED_AT + 12_000);
    expect(unseen.map((poll) => poll.t)).toEqual([1_795_293_350_949]);
    const counted = countContacts(fake.events);
    const truth = readTruth('faults');
    for (const [queue, wanted] of [...Object.entries(truth.queues), ['all', truth.all] as const])
      expect(counted.queues[queue], queue).toMatchObject({
        offered: wanted['offered'],
        answered: wanted['answered'],
        abandoned: wanted['abandoned'],
        answeredWithin: wanted['answered_within'],
        shortAbandons: wanted['short_abandons'],
        maxWait: wanted['max_wait'],
        lost: wanted['lost'],
        waiting: 0,
        talking: 0,
      });
    // Three that waited when the connection broke were answered meanwhile: known with their end.
    expect(counted.odd).toHaveLength(3);
    for (const odd of counted.odd) expect(odd).toMatch(/overflowed of .* after answered$/);
    // Talks that ended unheard end when their agents' last call did; those of the crash, with the crash.
    const ends = fake.events.filter(
      (event) => event.type === 'contact.ended' && event.data['reason'] === 'lost',
    );
    expect(ends.map((event) => [event.data['contact'], event.at])).toEqual([
      ['pbx1-1795293236.31', 1_795_293_271_000],
      ['pbx1-1795293237.37', 1_795_293_274_000],
      ['pbx1-1795293241.41', 1_795_293_276_000],
      ['pbx1-1795293249.50', 1_795_293_273_000],
      ['pbx1-1795293368.19', CRASHED_AT],
      ['pbx1-1795293374.28', CRASHED_AT],
      ['pbx1-1795293392.41', CRASHED_AT],
      ['pbx1-1795293397.47', CRASHED_AT],
      ['pbx1-1795293403.57', CRASHED_AT],
    ]);
    expect(
      fake.health.map(({ health }) => health).filter((health) => health === 'resynced'),
    ).toHaveLength(3);
    expect(fake.refusals).toEqual([]);
  },
);

const DROPPED_AT = 1_795_293_270_000;
const CRASHED_AT = 1_795_293_430_000;

/** The main recording, played once for the tests that look at it, with reads cut by a seed. */
function recordedDay(): Promise<Day> {
  const playOnce = async () => {
    const seed = Number(process.env['SEED'] ?? 20_260_101);
    const random = seeded(seed);
    const floor = watchFloor();
    let agreed = 0;
    const played = await play('main', {
      cut: () => 1 + Math.floor(random() ** 3 * 6_000),
      onPoll(poll, fake) {
        floor.follow(fake.events);
        const agrees = floor.differences(poll).length === 0;
        if (agrees) agreed += 1;
        return agrees;
      },
    });
    return { ...played, agreed, seed };
  };
  day ??= playOnce();
  return day;
}

type Day = Awaited<ReturnType<typeof play>> & { agreed: number; seed: number };
let day: Promise<Day> | null = null;

/** Follows waiting, members and pauses from the events alone. */
function watchFloor() {
  const waiting = new Map<string, string>();
  const members = new Map<string, Set<string>>();
  const paused = new Map<string, string>();
  let next = 0;
  const take = ({ type, data }: IncomingEvent): void => {
    const { leg, queue, agent, state, reason } = data as Record<string, string>;
    if (type === 'contact.queued') waiting.set(leg!, queue!);
    else if (/^contact\.(answered|abandoned|overflowed)$/.test(type)) waiting.delete(leg!);
    else if (type === 'agent.signedIn')
      members.set(agent!, new Set(data['queues'] as readonly string[]));
    else if (type === 'agent.joinedQueue') members.get(agent!)!.add(queue!);
    else if (type === 'agent.leftQueue') members.get(agent!)!.delete(queue!);
    else if (type === 'agent.signedOut') {
      members.delete(agent!);
      paused.delete(agent!);
    } else if (type === 'agent.stateChanged' && state === 'paused')
      paused.set(agent!, reason ?? '');
    else if (type === 'agent.stateChanged') paused.delete(agent!);
  };
  return {
    follow(events: readonly IncomingEvent[]): void {
      for (; next < events.length; next += 1) take(events[next]!);
    },
    differences(poll: Poll): string[] {
      const found: string[] = [];
      const compare = (what: string, mine: readonly string[], theirs: readonly string[]): void => {
        const [a, b] = [mine.toSorted().join(', '), theirs.toSorted().join(', ')];
        if (a !== b) found.push(`${what}: ${a} instead of ${b}`);
      };
      for (const [queue, { members: listed, entries }] of Object.entries(poll.queues)) {
        const callers = [...waiting]
          .filter(([, each]) => each === queue)
          .map(([leg]) => leg.split('/')[0]!);
        compare(
          `waiting in ${queue}`,
          callers,
          entries.map((entry) => entry['Uniqueid']!),
        );
        const people = [...members].filter(([, queues]) => queues.has(queue)).map(([name]) => name);
        compare(`members of ${queue}`, people, [...new Set(listed.map((each) => each['Name']!))]);
      }
      const listed = Object.values(poll.queues).flatMap((queue) => queue.members);
      const names = [...new Set(listed.map((each) => each['Name']!))];
      compare(
        'paused',
        [...paused].filter(([, reason]) => reason !== 'unreachable').map(([name]) => name),
        names.filter((name) =>
          listed.every((each) => each['Name'] !== name || each['Paused'] === '1'),
        ),
      );
      return found;
    },
  };
}
