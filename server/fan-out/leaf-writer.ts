import { isEnumType, type GraphQLLeafType } from 'graphql';

/** Writes a value of a scalar or an enum as JSON. Throws where it is none of the type. */
export function leafWriter(type: GraphQLLeafType): (value: unknown) => string {
  if (isEnumType(type)) {
    const names = type.getValues().map(({ name, value }) => [value as unknown, `"${name}"`]);
    const texts = new Map(names as [unknown, string][]);
    return (value) => texts.get(value) ?? scalarText(type.serialize(value));
  }
  return (value) => scalarText(type.serialize(value));
}

/** What JSON writes in another way than as it is: control characters, quotes, and halves of pairs. */
const UNUSUAL = /[^ !#-[\]-\uD7FF\uE000-\uFFFF]/;

function scalarText(value: unknown): string {
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value) ? `${value}` : 'null';
    case 'boolean':
      return value ? 'true' : 'false';
    case 'string':
      return UNUSUAL.test(value) ? JSON.stringify(value) : `"${value}"`;
    default: {
      // What is no value at all, graphql-js has a word for.
      const text = value === null ? undefined : JSON.stringify(value);
      if (text === undefined) throw new TypeError(`a value is expected, but got ${String(value)}`);
      return text;
    }
  }
}
