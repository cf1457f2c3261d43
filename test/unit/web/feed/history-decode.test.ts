import { expect, test } from 'vitest';
import { scopeOnWire } from '#web/feed/history/client.ts';
import { decodeScopes, decodeSeries } from '#web/feed/history/decode.ts';
import { SCOPE_KINDS } from '#web/state/history-model.ts';

const SERIES = {
  scope: 'total',
  label: 'All',
  metric: 'SERVICE_LEVEL_RATIO',
  stepMs: 1_800_000,
  startsAt: ['2026-11-22T00:00:00.000Z', '2026-11-22T00:30:00.000Z'],
  values: [0.9, null],
  corrected: [false, true],
} as const;

test('a series is read with its instants, and nothing stays nothing', () => {
  expect(decodeSeries({ history: [SERIES] })).toEqual([
    {
      ...SERIES,
      metric: 'serviceLevelRatio',
      startsAt: [Date.parse(SERIES.startsAt[0]), Date.parse(SERIES.startsAt[1])],
    },
  ]);
});

test('a series whose lists do not fit is refused: a value would stand at a wrong time', () => {
  expect(() => decodeSeries({ history: [{ ...SERIES, values: [1] }] })).toThrow(
    'as many values as steps are expected, but got 1 for 2',
  );
  expect(() => decodeSeries({ history: [{ ...SERIES, corrected: [] }] })).toThrow('expected');
});

test('what can be chosen is told once, by name, and nothing that is none', () => {
  const queue = { channel: 'CHAT', business: null, language: 'zh' } as const;
  const { scopes, agents } = decodeScopes({
    floor: {
      queues: [
        { ...queue, id: 'b', name: 'Sales', site: 'hq' },
        { ...queue, id: 'a', name: 'Billing', site: 'hq' },
      ],
      agents: [
        { id: '7', name: null, team: null, site: null },
        { id: '8', name: 'Ann', team: 'early', site: 'west' },
      ],
    },
  });
  expect(scopes.map(({ kind, id, name }) => `${kind}:${id}:${name}`)).toEqual([
    'queue:a:Billing',
    'queue:b:Sales',
    'channel:CHAT:CHAT',
    'site:hq:hq',
    'site:west:west',
    'team:early:early',
    'language:zh:zh',
    'agent:7:7',
    'agent:8:Ann',
  ]);
  expect(agents).toEqual([
    { id: '7', name: '7', team: null },
    { id: '8', name: 'Ann', team: 'early' },
  ]);
});

test('each kind of scope asks for its own field, and the floor for none', () => {
  const fields = SCOPE_KINDS.map((kind) => Object.keys(scopeOnWire({ kind, id: 'x' })).join());
  expect(fields).toEqual([
    '',
    'queues',
    'channels',
    'sites',
    'teams',
    'businesses',
    'languages',
    'agents',
  ]);
});
