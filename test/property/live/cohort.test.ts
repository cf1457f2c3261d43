import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ExecutionResult } from 'graphql';
import {
  createFannedFloor,
  type FannedFloor,
  type SharedClient,
} from '#test/support/fanned-floor.ts';
import { runs } from '#test/support/runs.ts';

/*
 * Whatever happens on the floor, whoever comes, goes, stalls and comes back: a client that does what
 * its updates say ends with exactly what a query answers.
 */

const FIELDS = `
  kind cursor recovered at
  total { waiting }
  groups(by: CHANNEL) { key waiting }
  groupKeys(by: CHANNEL)
  queues { id waiting channel }
  agents { id state team queues }
  alerts { id state }
  sources { id accepted }
  removed { queues agents alerts }
  notices { text }`;
const LIVE = `subscription($scope: ScopeInput, $after: Cursor) { floor(scope: $scope, after: $after) { ${FIELDS} } }`;
const NOW = `query($scope: ScopeInput) { floor(scope: $scope) { ${FIELDS} } }`;

/** The same under another name: a cohort of its own, which may have left out something else. */
const OTHER = LIVE.replace('kind cursor', '__typename kind cursor');

type Step =
  | { do: 'queue'; id: string; waiting: number; channel: 'voice' | 'chat' }
  | { do: 'agent'; id: string; queues: string[]; team: string }
  | { do: 'signOut'; id: string }
  | { do: 'forget' | 'forgetQueue'; id: string }
  | { do: 'alert' | 'resolve'; id: string }
  | { do: 'notice' | 'source'; id: string }
  | { do: 'pass'; ms: number }
  | { do: 'join' | 'leave' | 'stall' | 'drain' | 'resume'; client: number; place: number };

type Clients = Map<
  number,
  {
    readonly client: SharedClient;
    readonly earlier: ExecutionResult[];
    readonly place: number;
    readonly query: string;
  }
>;

const queueId = fc.constantFrom('a', 'b', 'c');
const agentId = fc.constantFrom('x', 'y');
const alertId = fc.constantFrom('1', '2');
const client = fc.integer({ min: 0, max: 3 });
const place = fc.constantFrom(0, 0, 1);
const MOVES = ['join', 'join', 'leave', 'stall', 'drain', 'resume'] as const;
const SCOPES = [undefined, { queues: ['a', 'sales'] }];

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('queue' as const),
      id: queueId,
      // So few that a queue is often what it was before.
      waiting: fc.nat(2),
      channel: fc.constantFrom('voice' as const, 'chat' as const),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('agent' as const),
      id: agentId,
      queues: fc.uniqueArray(queueId, { maxLength: 2 }),
      team: fc.constantFrom('red', 'blue'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('signOut' as const), id: agentId }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('forget' as const), id: agentId }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('forgetQueue' as const), id: queueId }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom('alert' as const, 'resolve' as const),
      id: alertId,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constantFrom('notice' as const, 'source' as const),
      id: alertId,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('pass' as const),
      ms: fc.constantFrom(1, 20, 100, 250),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom(...MOVES),
      client,
      place,
    }),
  },
);

/** Much of one queue, and of who comes and goes meanwhile. */
const oneQueue: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('queue' as const),
      id: fc.constant('a'),
      waiting: fc.nat(1),
      channel: fc.constant('voice' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('forgetQueue' as const), id: fc.constant('a') }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.constantFrom(1, 100) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom(...MOVES),
      client: fc.nat(2),
      place: fc.constantFrom(0, 1),
    }),
  },
);

test.each([
  ['a whole floor', step, 40],
  ['one queue', oneQueue, 60],
])('clients of a cohort end with what is there: %s', async (_, steps, usual) => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(steps, { maxLength: 50 }),
      fc.constantFrom(3, 1_200),
      async (score, ringSize) => {
        const fanned = createFannedFloor({ ringSize });
        const clients: Clients = new Map();
        for (const id of ['a', 'sales']) fanned.floor.setQueue(id);
        for (const each of score) await perform(fanned, each, clients);
        await fanned.pass(1_000);
        for (const { client } of clients.values()) client.drain();
        for (const { client, earlier, place } of clients.values()) {
          const now = await fanned.query(NOW, { scope: SCOPES[place] });
          expect(mirrorOf([...earlier, ...client.results])).toEqual(mirrorOf([now]));
        }
        const shapes = [...clients.values()].map(({ place, query }) => place + query);
        expect(fanned.fanOut.cohorts).toBe(new Set(shapes).size);
        for (const { client } of clients.values()) client.leave();
        expect(fanned.fanOut.cohorts).toBe(0);
        expect(fanned.hub.readers).toBe(0);
      },
    ),
    runs(usual),
  );
});

test('one alone in its cohort is told what it would be told without, but for what it has', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 50 }), place, async (score, at) => {
      const fanned = createFannedFloor();
      for (const id of ['a', 'sales']) fanned.floor.setQueue(id);
      const variables: Record<string, unknown> = { scope: SCOPES[at] };
      let shared = await fanned.shared({ query: LIVE, variables });
      let alone = await fanned.alone({ query: LIVE, variables });
      for (const each of score) {
        if (each.do === 'resume') {
          expectAlike(shared.results, alone.results);
          const after = updateOf(alone.results.at(-1)!).cursor;
          shared.leave();
          await alone.leave();
          shared = await fanned.shared({ query: LIVE, variables: { ...variables, after } });
          alone = await fanned.alone({ query: LIVE, variables: { ...variables, after } });
        } else if (!('client' in each)) await perform(fanned, each, new Map());
        await fanned.pass(0);
      }
      await fanned.pass(1_000);
      expectAlike(shared.results, alone.results);
      await alone.leave();
    }),
    runs(40),
  );
});

/** The same updates, where one leaves out nothing but rows that the client has so already. */
function expectAlike(fewer: readonly ExecutionResult[], all: readonly ExecutionResult[]): void {
  expect(fewer.length).toBe(all.length);
  fewer.forEach((result, place) => {
    const [told, full] = [updateOf(result), updateOf(all[place]!)];
    const had = mirrorOf(all.slice(0, place)) as Update;
    const rows = { total: told.total ?? full.total, ...filled(told, full, had) };
    if (told.total === null && full.total !== null) expect(full.total).toEqual(had.total);
    expect({ ...told, ...rows }).toEqual(full);
  });
}

/** What was told, with what was left out because the client `had` it so. */
function filled(told: Update, full: Update, had: Update): Partial<Update> {
  const kinds = ['groups', 'queues', 'agents'] as const;
  return Object.fromEntries(
    kinds.map((kind) => {
      const texts = new Set([...told[kind], ...had[kind]].map((row) => JSON.stringify(row)));
      return [kind, full[kind].filter((row) => texts.has(JSON.stringify(row)))];
    }),
  );
}

async function perform(fanned: FannedFloor, each: Step, clients: Clients): Promise<void> {
  const { floor, changed } = fanned;
  const removed = {
    queues: new Set<string>(),
    agents: new Set<string>(),
    alerts: new Set<string>(),
  };
  switch (each.do) {
    case 'queue':
      floor.setQueue(each.id, { waiting: each.waiting, channel: each.channel });
      return changed({ queues: new Set([each.id]), total: true });
    case 'agent':
      floor.setAgent(each.id, { state: 'available', queues: each.queues, team: each.team });
      return changed({ agents: new Set([each.id]), total: true });
    case 'signOut':
      if (!floor.agent(each.id)) return;
      floor.setAgent(each.id, { state: 'signedOut' });
      return changed({ removed: { ...removed, agents: new Set([each.id]) }, total: true });
    case 'forgetQueue':
      floor.removeQueue(each.id);
      return changed({
        // Who served it may be in no scope any more.
        agents: new Set(
          floor.agentIds({}).filter((id) => floor.agent(id)!.queues.includes(each.id)),
        ),
        removed: { ...removed, queues: new Set([each.id]) },
        total: true,
      });
    case 'forget':
      floor.removeAgent(each.id);
      return changed({ removed: { ...removed, agents: new Set([each.id]) }, total: true });
    case 'alert':
      floor.setAlert(each.id, { state: 'firing' });
      return changed({ alerts: new Set([each.id]) });
    case 'resolve':
      if (!floor.alert(each.id)) return;
      floor.setAlert(each.id, { state: 'resolved' });
      return changed({ alerts: new Set([each.id]) });
    case 'notice':
      floor.setNotices([
        { id: each.id, text: `n${each.id}`, level: null, postedAt: floor.now, until: null },
      ]);
      return changed({ notices: true });
    case 'source':
      floor.setSource(each.id, { accepted: floor.now % 1_000_000 });
      return changed({ sources: new Set([each.id]) });
    case 'pass':
      return fanned.pass(each.ms);
    default:
      return move(fanned, each, clients);
  }
}

async function move(
  fanned: FannedFloor,
  each: Extract<Step, { client: number }>,
  clients: Clients,
): Promise<void> {
  const known = clients.get(each.client);
  if (each.do === 'join' ? known : !known) return;
  switch (each.do) {
    case 'join':
      return enter({ place: each.place, query: LIVE, earlier: [] });
    case 'leave':
      known!.client.leave();
      clients.delete(each.client);
      return;
    case 'stall':
      return known!.client.stall();
    case 'drain':
      return known!.client.drain();
    case 'resume': {
      const earlier = [...known!.earlier, ...known!.client.results];
      const { client, place, query } = known!;
      client.leave();
      // Where it goes on, somebody may be who has something else.
      const next = each.place === 0 ? query : query === LIVE ? OTHER : LIVE;
      return enter({ place, query: next, earlier, after: updateOf(earlier.at(-1)!).cursor });
    }
  }

  async function enter(entered: {
    readonly place: number;
    readonly query: string;
    readonly earlier: ExecutionResult[];
    readonly after?: string;
  }): Promise<void> {
    const { place, query, earlier, after } = entered;
    const client = await fanned.shared({ query, variables: { scope: SCOPES[place], after } });
    clients.set(each.client, { client, earlier, place, query });
  }
}

interface Update {
  readonly kind: string;
  readonly cursor: string;
  readonly total: unknown;
  readonly groups: { key: string }[];
  readonly groupKeys: string[];
  readonly queues: { id: string }[];
  readonly agents: { id: string }[];
  readonly alerts: { id: string; state: string }[];
  readonly sources: { id: string }[];
  readonly removed: { queues: string[]; agents: string[]; alerts: string[] };
  readonly notices: unknown;
}

function updateOf({ data, errors }: ExecutionResult): Update {
  expect(errors).toBeUndefined();
  return (data as unknown as { floor: Update }).floor;
}

/** What a client has that does what its updates say. */
function mirrorOf(results: readonly ExecutionResult[]): object {
  let total: unknown = null;
  let notices: unknown = null;
  let groupKeys: string[] = [];
  const kept = {
    groups: new Map(),
    queues: new Map(),
    agents: new Map(),
    alerts: new Map(),
    sources: new Map(),
  };
  for (const update of results.map(updateOf)) {
    if (update.kind === 'SNAPSHOT') for (const map of Object.values(kept)) map.clear();
    total = update.total ?? total;
    notices = update.notices ?? notices;
    groupKeys = update.groupKeys;
    for (const group of update.groups) kept.groups.set(group.key, group);
    for (const kind of ['queues', 'agents', 'alerts', 'sources'] as const)
      for (const each of update[kind]) kept[kind].set(each.id, each);
    for (const kind of ['queues', 'agents', 'alerts'] as const)
      for (const id of update.removed[kind]) kept[kind].delete(id);
    for (const { id, state } of update.alerts) if (state === 'RESOLVED') kept.alerts.delete(id);
  }
  for (const key of kept.groups.keys()) if (!groupKeys.includes(key)) kept.groups.delete(key);
  const sorted = Object.entries(kept).map(([kind, map]) => [
    kind,
    [...map.values()].toSorted(byKey),
  ]);
  return { total, notices, groupKeys: groupKeys.toSorted(), ...Object.fromEntries(sorted) };
}

function byKey(a: { id?: string; key?: string }, b: { id?: string; key?: string }): number {
  return (a.id ?? a.key!) < (b.id ?? b.key!) ? -1 : 1;
}
