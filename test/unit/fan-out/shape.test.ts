import { parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { cohortKey, shapeOf } from '#server/fan-out/shape.ts';

const LIVE = 'subscription Live($after: Cursor) { floor(after: $after) { at } }';

describe('what may be shared', () => {
  test.each([
    ['a subscription to the floor', 'subscription { floor { at } }', null],
    ['with a cursor written down', 'subscription { floor(after: "e.1") { at } }', null],
    ['with a cursor by variable', LIVE, 'after'],
    [
      'beside other operations that ask for a variable of that name',
      `${LIVE} query Other($after: String) { contacts(after: $after) { totalCount } }`,
      'after',
    ],
  ])('%s', (_, query, afterVariable) => {
    const operationName = query.includes('Live') ? 'Live' : null;
    expect(shapeOf(parse(query), operationName)).toMatchObject({ afterVariable });
  });
});

describe('what is not', () => {
  test.each([
    ['a query', 'query { floor { at } }'],
    ['two fields', 'subscription { floor { at } other: floor { at } }'],
    ['another field', 'subscription { __typename }'],
    [
      'a field inside a fragment',
      'subscription { ...F } fragment F on Subscription { floor { at } }',
    ],
    ['a field that may be left out', 'subscription($on: Boolean!) { floor @skip(if: $on) { at } }'],
    ['a cursor that decides more', 'subscription($c: Cursor) { floor(after: $c) { x(c: $c) } }'],
    [
      'a cursor that decides more in a fragment',
      'subscription($c: Cursor) { floor(after: $c) { ...F } } fragment F on FloorUpdate { x(c: $c) }',
    ],
    ['an operation that is not there', 'subscription A { floor { at } } query B { floor { at } }'],
  ])('%s', (_, query) => {
    expect(shapeOf(parse(query))).toBeNull();
  });
});

describe('who is alike', () => {
  const key = (
    query: string,
    variables: Record<string, unknown> = {},
    { rights = 'all', operationName }: { rights?: string; operationName?: string } = {},
  ): string =>
    cohortKey({ shape: shapeOf(parse(query), operationName)!, variables, rights, operationName });
  const SCOPED = 'subscription($scope: ScopeInput) { floor(scope: $scope) { at } }';

  test('whoever asks the same in other words, from wherever', () => {
    expect(key(LIVE, { after: 'e.1' })).toBe(key(LIVE.replaceAll(' ', '\n # \n'), { after: null }));
    expect(key(SCOPED, { scope: { queues: ['a'], teams: ['b'] } })).toBe(
      key(SCOPED, { scope: { teams: ['b'], queues: ['a'] } }),
    );
  });

  test.each([
    ['other fields', key(LIVE.replace('at }', 'kind }'))],
    ['another name for a field', key(LIVE.replace('at }', 'a: at }'))],
    ['other variables', key(LIVE, { more: 1 })],
    ['other rights', key(LIVE, {}, { rights: 'some' })],
    ['another operation of the document', key(LIVE, {}, { operationName: 'Live' })],
  ])('nobody with %s', (_, other) => {
    expect(other).not.toBe(key(LIVE));
  });

  test('nobody with a list in another order', () => {
    const of = (queues: string[]): string => key(SCOPED, { scope: { queues } });
    expect(of(['a', 'b'])).not.toBe(of(['b', 'a']));
  });
});
