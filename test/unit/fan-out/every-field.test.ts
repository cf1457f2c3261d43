import {
  getNamedType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLInputType,
  type GraphQLObjectType,
} from 'graphql';
import { expect, test } from 'vitest';
import { createFloorSchema } from '#server/graphql/schema.ts';
import { createFannedFloor } from '#test/support/fanned-floor.ts';

test('every field that an update has is written at once, as graphql-js would answer it', async () => {
  const { floor, shared, query: ask, fanOut } = createFannedFloor();
  floor.setQueue('sales');
  floor.setAgent('amy', { queues: ['sales'] });
  floor.setAlert('1');
  floor.setSource('a');
  floor.setNotices([{ id: 'n', text: 'n', level: null, postedAt: floor.now, until: null }]);
  const update = createFloorSchema().getType('FloorUpdate') as GraphQLObjectType;
  const query = `{ floor ${allFieldsOf(update)} }`;
  expect(query).toContain('arrivalsToday');
  const client = await shared({ query: `subscription ${query}` });
  expect(client.texts).toEqual([JSON.stringify(await ask(query))]);
  expect(fanOut.counts).toEqual({ made: 1, executed: 0, told: 1, skipped: 0 });
});

/** A selection of everything, with any value for what has to be said. */
function allFieldsOf(type: GraphQLObjectType): string {
  const fields = Object.values(type.getFields()).map((field) => {
    const said = field.args
      .filter(({ type: asked, defaultValue }) => isNonNullType(asked) && defaultValue === undefined)
      .map(({ name, type: asked }) => `${name}: ${anyOf(asked)}`);
    const inner = getNamedType(field.type);
    const args = said.length > 0 ? `(${said.join(', ')})` : '';
    return `${field.name}${args}${isObjectType(inner) ? ` ${allFieldsOf(inner)}` : ''}`;
  });
  return `{ ${fields.join(' ')} }`;
}

function anyOf(type: GraphQLInputType): string {
  const named = getNamedType(type);
  if (isListType(type)) return '[]';
  if (isEnumType(named)) return named.getValues()[0]!.name;
  if (named.name === 'WindowInput') return '{ kind: TODAY }';
  throw new Error(`a value of ${named.name} is expected to be known here`);
}
