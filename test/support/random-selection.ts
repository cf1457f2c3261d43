import {
  getNamedType,
  isEnumType,
  isNonNullType,
  isObjectType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
} from 'graphql';
import { createFloorSchema } from '#server/graphql/schema.ts';
import { createRandom, type Random } from '#server/ingest/demo/random.ts';

/** What every selection may use. */
export const VARIABLES = {
  declared: '$window: WindowInput!, $length: Int!, $yes: Boolean!, $no: Boolean!, $locale: Locale',
  values: { window: { kind: 'LAST', lengthMs: 60_000 }, length: 900_000, yes: true, no: false },
};

const SCHEMA = createFloorSchema();
const MOST_FIELDS = 5;
const DEEPEST = 5;

/** A valid selection of a FloorUpdate: aliases, arguments, fragments of all kinds, directives, fields asked twice. */
export function randomSelection(seed: number): {
  readonly text: string;
  readonly fragments: string;
} {
  const random = createRandom(String(seed));
  const fragments: string[] = [];
  /** The same name stands for the same field and arguments everywhere: so they may always be merged. */
  const names = new Map<string, string>();
  const all = `kind @include(if: $yes) cursor @skip(if: $no) unused: alerts { text(locale: $locale) }
    early: total { metrics(window: $window) { offered } arrivalsToday(lengthMs: $length) { offered } }`;
  const update = SCHEMA.getType('FloorUpdate') as GraphQLObjectType;
  const text = `{ ${all} ${fieldsOf(update, 1)} }`;
  return { text, fragments: fragments.join(' ') };

  function fieldsOf(type: GraphQLObjectType | GraphQLInterfaceType, depth: number): string {
    const parts: string[] = [];
    const most = 1 + Math.floor(random.next() * MOST_FIELDS);
    for (let count = 0; count < most; count += 1) parts.push(partOf(type, depth));
    return parts.join(' ');
  }

  function partOf(type: GraphQLObjectType | GraphQLInterfaceType, depth: number): string {
    const inner = (): string =>
      fieldOf(type, depth) + (random.chance(0.3) ? ` ${fieldOf(type, depth)}` : '');
    const part = random.next();
    if (part < 0.6) return fieldOf(type, depth);
    if (part < 0.65) return '__typename';
    if (part < 0.75) return `...${directive(random)} { ${inner()} }`;
    if (part < 0.85) return `... on ${type.name}${directive(random)} { ${inner()} }`;
    if (part < 0.92) return statusPart(type, depth);
    const name = `F${fragments.length}`;
    const place = fragments.push('') - 1;
    fragments[place] = `fragment ${name} on ${type.name} { ${inner()} }`;
    return random.chance(0.3) ? `...${name} ...${name}` : `...${name}${directive(random)}`;
  }

  /** What queues and roll-ups have in common, asked of either. */
  function statusPart(type: GraphQLObjectType | GraphQLInterfaceType, depth: number): string {
    const status = SCHEMA.getType('Status') as GraphQLInterfaceType;
    const isOne = isObjectType(type) && type.getInterfaces().includes(status);
    return isOne ? `... on Status { ${fieldOf(status, depth)} }` : fieldOf(type, depth);
  }

  function fieldOf(type: GraphQLObjectType | GraphQLInterfaceType, depth: number): string {
    const fields = Object.values(type.getFields()).filter(
      (field) => depth < DEEPEST || !isObjectType(getNamedType(field.type)),
    );
    const field = random.pick(fields);
    const inner = getNamedType(field.type);
    const set = isObjectType(inner) ? ` { ${fieldsOf(inner, depth + 1)} }` : '';
    return `${named(field)}${directive(random)}${set}`;
  }

  function named({ name, args }: GraphQLField<unknown, unknown>): string {
    const given = args
      .filter((arg) => isRequired(arg) || random.chance(0.7))
      .map((arg) => `${arg.name}: ${valueOf(random, arg)}`);
    if (given.length === 0 && random.chance(0.7)) return name;
    const call = given.length === 0 ? name : `${name}(${given.join(', ')})`;
    if (!names.has(call)) names.set(call, `a${names.size}`);
    return `${names.get(call)}: ${call}`;
  }
}

function directive(random: Random): string {
  const which = random.next();
  if (which < 0.8) return '';
  return which < 0.87
    ? ' @include(if: $yes)'
    : which < 0.93
      ? ' @skip(if: $no)'
      : ' @skip(if: $yes)';
}

function isRequired({ type, defaultValue }: GraphQLArgument): boolean {
  return isNonNullType(type) && defaultValue === undefined;
}

function valueOf(random: Random, { type, name }: GraphQLArgument): string {
  const inner = getNamedType(type);
  if (isEnumType(inner)) return random.pick(inner.getValues()).name;
  switch (inner.name) {
    case 'WindowInput':
      return random.pick(['{ kind: TODAY }', '{ kind: LAST, lengthMs: 90000 }', '$window']);
    case 'Int':
      return random.pick(['1800000', '3600000', '$length']);
    case 'Locale':
      return random.pick(['en', '"zh-CN"', '$locale']);
    default:
      throw new Error(`a value for ${name}: ${inner.name} is expected to be known here`);
  }
}
