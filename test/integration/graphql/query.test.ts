import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ContactView } from '#server/metrics/view.ts';
import type { HistoryAsked } from '#server/graphql/context.ts';
import { JournalUnavailable } from '#server/journal/journal.ts';
import { BEARER, startEdge, type Edge } from '#test/support/edge.ts';
import { fakeFloor } from '#test/support/floor-view.ts';
import { ask as askAt } from '#test/support/graphql-client.ts';

let edge: Edge;
const historyAsked: HistoryAsked[] = [];

beforeAll(async () => {
  const past = fakeFloor(Date.UTC(2026, 10, 2, 8));
  past.setQueue('sales', { waiting: 77 });
  edge = await startEdge({
    ports: {
      floorAt: () => Promise.resolve(past),
      history(asked) {
        historyAsked.push(asked);
        const { from: startAt, stepMs } = asked;
        const metric = 'offered';
        const startsAt = [startAt, startAt + stepMs];
        const series = { scope: 'total', label: '', metric, startAt, stepMs, startsAt } as const;
        return Promise.resolve([{ ...series, values: [1, null], corrected: [false, false] }]);
      },
    },
  });
});
afterAll(() => edge.stop());
beforeEach(() => {
  edge.floor.setQueue('sales', { waiting: 2, site: 'hq' });
  edge.floor.setQueue('help', { waiting: 1, channel: 'chat' });
});

const ask = (query: string, variables?: object) =>
  askAt(edge.origin, query, { headers: BEARER, variables });
const codeOf = async (query: string, variables?: object) =>
  (await ask(query, variables)).errors?.[0]?.extensions?.code;

describe('the floor', () => {
  test('is answered in the words of the contract', async () => {
    edge.floor.setAgent('amy', { state: 'afterContactWork', queues: ['sales'] });
    edge.floor.setSource('/http', { lastEventAt: edge.floor.now });
    const { data, errors } = await ask(`{
      floor(scope: { sites: ["hq"] }) {
        kind cursor recovered at
        total { key label waiting asOf stale forecast { waiting } }
        queues {
          id channel serviceLevelVariant thresholdMs targetRatio longestWaitingSince
          metrics(window: { kind: TODAY }) { offered serviceLevelRatio own: serviceLevelRatio(variant: AVAYA_VDN) }
          arrivalsToday { lengthMs offered expected }
        }
        agents { id state since }
        sources { id state lastEventAt }
        groups(by: SITE) { key }
        groupKeys(by: CHANNEL)
      }
    }`);
    expect(errors).toBeUndefined();
    expect(data.floor).toEqual({
      kind: 'SNAPSHOT',
      cursor: expect.stringContaining(edge.hub.cursor),
      recovered: true,
      at: '2026-11-02T09:00:00.000Z',
      total: {
        key: 'total',
        label: 'total',
        waiting: 2,
        asOf: '2026-11-02T09:00:00.000Z',
        stale: false,
        forecast: null,
      },
      queues: [
        {
          id: 'sales',
          channel: 'VOICE',
          serviceLevelVariant: 'NEG',
          thresholdMs: 20_000,
          targetRatio: 0.8,
          longestWaitingSince: null,
          metrics: { offered: 1, serviceLevelRatio: null, own: 0.5 },
          arrivalsToday: { lengthMs: 1_800_000, offered: [3, 1], expected: null },
        },
      ],
      agents: [{ id: 'amy', state: 'AFTER_CONTACT_WORK', since: '2026-11-02T09:00:00.000Z' }],
      sources: [{ id: '/http', state: 'LIVE', lastEventAt: '2026-11-02T09:00:00.000Z' }],
      groupKeys: ['VOICE'],
      groups: [{ key: 'hq' }],
    });
  });

  test('of a past moment is the one of that moment, and no place to resume from', async () => {
    const { data } = await ask(
      '{ floor(at: "2026-11-02T16:00:00.000+08:00") { at cursor queues { waiting } } }',
    );
    expect(data.floor).toMatchObject({ at: '2026-11-02T08:00:00.000Z', queues: [{ waiting: 77 }] });
    expect(data.floor.cursor).not.toBe(edge.hub.cursor);
  });

  test.each([
    '"2026-11-02T10:00:00.000Z"',
    '"2026-11-02"',
    '"2026-11-02T09:00:00"',
    '"2026-02-30T00:00:00Z"',
    '7',
  ])('is not answered for the moment %s', async (at) => {
    expect(await codeOf(`{ floor(at: ${at}) { at } }`)).toBe('BAD_INPUT');
  });

  test.each([0, 999, 86_400_001])('has no sliding window of %d ms', async (lengthMs) => {
    const query = `{ floor { queues { metrics(window: { kind: LAST, lengthMs: ${lengthMs} }) { offered } } } }`;
    const { errors } = await ask(query);
    expect(errors?.[0]).toMatchObject({
      message: expect.stringContaining(`but got ${lengthMs}`),
      extensions: { code: 'BAD_INPUT' },
    });
  });

  test('is what it is now, not what it was when it was asked last', async () => {
    edge.floor.setQueue('sales', { waiting: 31 });
    const { data } = await ask('{ floor { queues { id waiting } } }');
    expect(data.floor.queues).toContainEqual({ id: 'sales', waiting: 31 });
  });
});

describe('the contacts behind a number', () => {
  const PAGE = `query($first: Int, $after: String) {
    contacts(window: { kind: LAST, lengthMs: 60000 }, metric: SERVICE_LEVEL_RATIO, part: DENOMINATOR, first: $first, after: $after) {
      totalCount nodes { id offeredAt channel } pageInfo { hasNextPage endCursor }
    }
  }`;

  test('come in pages that neither repeat nor skip while the list changes', async () => {
    const contacts = ['c', 'a', 'b'].map((id, index) => contact(id, index < 2 ? 5 : 6));
    edge.floor.setContacts(contacts);
    const first = (await ask(PAGE, { first: 2 })).data.contacts;
    expect(first.nodes.map(({ id }: ContactView) => id)).toEqual(['a', 'c']);
    expect(first).toMatchObject({ totalCount: 3, pageInfo: { hasNextPage: true } });
    edge.floor.setContacts([contact('earlier', 1), ...contacts.filter(({ id }) => id !== 'c')]);
    const { endCursor } = first.pageInfo;
    const second = (await ask(PAGE, { first: 2, after: endCursor })).data.contacts;
    expect(second.nodes.map(({ id }: ContactView) => id)).toEqual(['b']);
    expect(second.pageInfo.hasNextPage).toBe(false);
    expect(edge.floor.numbersAsked.at(-1)).toEqual({
      scope: {},
      window: { kind: 'last', lengthMs: 60_000 },
      asked: { metric: 'serviceLevelRatio', variant: null },
      part: 'denominator',
    });
  });

  test.each([{ first: -1 }, { first: 501 }, { after: 'x' }, { after: '' }])(
    'are not paged by %j',
    async (variables) => {
      expect(await codeOf(PAGE, variables)).toBe('BAD_INPUT');
    },
  );
});

describe('history', () => {
  const HISTORY = `query($from: DateTime!, $to: DateTime!, $stepMs: Int!) {
    history(scope: {}, metric: [OFFERED, LONGEST_WAIT_MS], from: $from, to: $to, stepMs: $stepMs) { metric values startAt }
  }`;
  const day = { from: '2026-11-01T00:00:00Z', to: '2026-11-02T00:00:00Z', stepMs: 1_800_000 };

  test('is asked in inner words and answered in outer ones', async () => {
    expect((await ask(HISTORY, day)).data.history).toEqual([
      { metric: 'OFFERED', values: [1, null], startAt: '2026-11-01T00:00:00.000Z' },
    ]);
    expect(historyAsked.at(-1)).toMatchObject({ metrics: ['offered', 'longestWaitMs'] });
  });

  test.each([{ to: day.from }, { stepMs: 0 }, { stepMs: 1_000 }])(
    'is not answered for %j',
    async (parts) => {
      expect(await codeOf(HISTORY, { ...day, ...parts })).toBe('BAD_INPUT');
    },
  );
});

test('what this version does not answer says so', async () => {
  const bare = await startEdge();
  const asked = [
    'history(scope: {}, metric: OFFERED, from: "2026-11-01T00:00:00Z", to: "2026-11-02T00:00:00Z", stepMs: 60000) { metric }',
    'floor(at: "2026-11-01T00:00:00Z") { at }',
  ];
  for (const field of asked) {
    const { errors } = await askAt(bare.origin, `{ ${field} }`, { headers: BEARER });
    expect(errors?.[0]?.extensions?.code).toBe('NOT_YET');
  }
  await bare.stop();
});

test('definitions and alerts are told in the language asked for, quoted or bare', async () => {
  const { data } = await ask(
    `query($v: Locale) { a: metricDefinitions(locale: zh) { name id } b: metricDefinitions(locale: "zh-CN") { name }
       c: metricDefinitions(locale: zh_CN) { name } d: metricDefinitions(locale: fr) { name }
       e: metricDefinitions { name } f: metricDefinitions(locale: $v) { name } g: metricDefinitions(locale: ZH) { name } }`,
    { v: 'zh' },
  );
  const names = Object.values(data).map((list) => (list as { name: string }[])[0]!.name);
  const [zh, en] = ['当前排队', 'Waiting now'];
  expect(names).toEqual([zh, zh, zh, en, en, zh, zh]);
  expect(data.a[0].id).toBe('WAITING');
});

describe('a person', () => {
  const ANSWER =
    'mutation($id: ID!, $by: String!) { acknowledgeAlert(id: $id, by: $by) { id state acknowledgedBy } }';

  test('answers for an alert', async () => {
    edge.floor.setAlert('a1');
    const { data } = await ask(ANSWER, { id: 'a1', by: '  王\u0000敏 ' });
    expect(data.acknowledgeAlert).toEqual({
      id: 'a1',
      state: 'ACKNOWLEDGED',
      acknowledgedBy: '王 敏',
    });
    const { data: seen } = await ask('{ alerts { id } floor { alerts { id state } } }');
    expect(seen).toEqual({
      alerts: [{ id: 'a1' }],
      floor: { alerts: [{ id: 'a1', state: 'ACKNOWLEDGED' }] },
    });
  });

  test('is told where there is no such alert, or no name', async () => {
    expect(await codeOf(ANSWER, { id: 'none', by: 'me' })).toBe('NOT_FOUND');
    expect(await codeOf(ANSWER, { id: 'a1', by: ' \n' })).toBe('BAD_INPUT');
  });

  test('posts a notice', async () => {
    const { data } = await ask('mutation { postNotice(text: "Fire drill at 3", level: "info") }');
    expect(data.postNotice).toBe(true);
    expect(edge.notices.at(-1)).toEqual({
      text: 'Fire drill at 3',
      level: 'info',
      until: null,
      viewer: { kind: 'token' },
    });
    const past = 'mutation { postNotice(text: "x", until: "2026-11-02T09:00:00Z") }';
    expect(await codeOf(past)).toBe('BAD_INPUT');
  });

  test('hears when the disk refuses', async () => {
    const full = await startEdge({
      ports: { postNotice: () => Promise.reject(new JournalUnavailable('ENOSPC')) },
    });
    const { errors } = await askAt(full.origin, 'mutation { postNotice(text: "x") }', {
      headers: BEARER,
    });
    expect(errors?.[0]).toMatchObject({ extensions: { code: 'UNAVAILABLE' } });
    expect(JSON.stringify(errors)).not.toContain('ENOSPC');
    await full.stop();
  });
});

describe('what a request may be', () => {
  test('the schema may be read', async () => {
    const { data } = await ask(getIntrospectionQuery());
    expect(data.__schema.queryType.name).toBe('Query');
  });

  test('an unexpected fault shows no insides', async () => {
    const faulty = await startEdge({
      ports: {
        server: () => {
          throw new Error('secret insides');
        },
      },
    });
    const { errors } = await askAt(faulty.origin, '{ server { buildId } }', {
      headers: BEARER,
    });
    expect(errors?.[0]?.message).toBe('Unexpected error.');
    expect(JSON.stringify(errors)).not.toMatch(/secret|\.ts/);
    await faulty.stop();
  });

  test('too long or too deep is refused before anything is computed', async () => {
    const long = `{ ${'__typename '.repeat(5_001)} }`;
    expect((await ask(long)).errors?.[0]?.message).toMatch(/token/i);
    const deep = `{ floor ${'{ queues '.repeat(12)} { id } ${'}'.repeat(12)} }`;
    expect((await ask(deep)).errors?.some(({ message }) => /12 levels/.test(message))).toBe(true);
    const response = await fetch(`${edge.origin}/graphql`, {
      method: 'POST',
      headers: { ...BEARER, 'content-type': 'application/json' },
      body: JSON.stringify({ query: `{ __typename # ${'x'.repeat(1_000_001)}\n }` }),
    });
    expect(response.status).toBe(413);
  });

  test('a read by address changes nothing', async () => {
    const before = edge.notices.length;
    const query = encodeURIComponent('mutation { postNotice(text: "x") }');
    const response = await fetch(`${edge.origin}/graphql?query=${query}`, { headers: BEARER });
    expect(response.status).toBe(405);
    expect(edge.notices).toHaveLength(before);
  });

  test('no GraphQL at all is an answer of the specification', async () => {
    const { status, errors } = await ask('{ floor');
    expect(errors?.[0]?.message).toMatch(/Syntax Error/);
    expect([200, 400]).toContain(status);
  });
});

function contact(id: string, offeredAt: number): ContactView {
  return {
    id,
    queue: 'sales',
    channel: 'voice',
    offeredAt,
    answeredAt: null,
    leftAt: null,
    endedAt: null,
    waitMs: null,
    agent: null,
    agentName: null,
    exit: null,
    topic: null,
    countedAt: null,
    valueMs: null,
    reason: null,
  };
}
