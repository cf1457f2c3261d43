import { expect, test } from 'vitest';
import { METRIC_DEFINITIONS } from '#schema/metrics/definitions.ts';
import { decodeContacts, decodeRegistry, onWire } from '#web/feed/decode-why.ts';
import type { RegistryQuery } from '#web/feed/generated/graphql.gen.ts';

test('every metric’s name comes back from the wire as it went', () => {
  const wire = METRIC_DEFINITIONS.map(({ id, formula }) => ({
    id: onWire(id),
    name: id,
    explanation: id,
    formula,
  }));
  const answer = { en: wire, zh: wire, floor: { total: null } } as unknown as RegistryQuery;
  expect(decodeRegistry(answer).map(({ id }) => id)).toEqual(
    METRIC_DEFINITIONS.map(({ id }) => id),
  );
});

test('a site’s own numbers stand beside the others, in both languages', () => {
  const custom = [
    {
      id: 'repeatShare',
      nameEn: 'Repeats',
      nameZh: '重复率',
      unit: 'RATIO',
      direction: 'DOWN',
      formula: 'repeated / identified',
    },
  ];
  const answer = {
    en: [],
    zh: [],
    floor: { total: { metrics: { custom } } },
  } as unknown as RegistryQuery;
  expect(decodeRegistry(answer)).toMatchObject([
    { id: 'site.repeatShare', name: { en: 'Repeats', zh: '重复率' }, rule: null },
  ]);
});

test('at its end a list has no next page, though it has a last place', () => {
  const page = { totalCount: 0, nodes: [], pageInfo: { hasNextPage: false, endCursor: 'x' } };
  expect(decodeContacts(page).next).toBeNull();
  expect(decodeContacts({ ...page, pageInfo: { hasNextPage: true, endCursor: 'x' } }).next).toBe(
    'x',
  );
});
