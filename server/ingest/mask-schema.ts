import type * as v from 'valibot';
import { id, text } from '#schema/events/fields.ts';
import { EVENT_SCHEMAS } from '#schema/events/types.ts';
import {
  isCustomer,
  isObject,
  keepCustomer,
  keepItems,
  keepUnknown,
  maskFields,
  type Fields,
  type Keep,
} from './mask-fields.ts';

/*
 * What of an event's data is masked how. A field that its event type knows is judged by its schema:
 * ids, the floor's own names, numbers, times and words of a list pass; texts are searched for
 * numbers. Of all else nothing is known.
 */

/** Fields that name things of the floor, in event types that have them. */
const FLOOR_NAMES: ReadonlySet<string> = new Set([
  'name',
  'site',
  'team',
  'business',
  'employeeNo',
]);
const pass: Keep = (value) => value;
const keepId: Keep = (value) => (typeof value === 'string' ? value : keepUnknown(value));

/** Ids pass in every event, also of types that a later Tidewall will know; keys are `createMask`'s affair. */
const IN_EVERY_EVENT: readonly (readonly [string, Keep])[] = [
  ...['contact', 'leg', 'queue', 'toQueue', 'agent', 'toAgent'].map(
    (one) => [one, keepId] as const,
  ),
  ['customerKey', pass],
];
const NO_FIELDS: Fields = new Map();
const UNKNOWN_TYPE: Fields = new Map(IN_EVERY_EVENT);
const BY_TYPE: ReadonlyMap<string, Fields> = new Map(
  Object.entries(EVENT_SCHEMAS).map(([type, schema]) => [
    type,
    new Map([...fieldsOf(schema), ...IN_EVERY_EVENT]),
  ]),
);

/** How the data of such an event is kept. */
export function fieldsOfType(type: string): Fields {
  return BY_TYPE.get(type) ?? UNKNOWN_TYPE;
}

/** The parts of valibot's schemas that are read here. */
interface Parts {
  readonly type: string;
  readonly entries?: Readonly<Record<string, Parts>>;
  readonly pipe?: readonly Parts[];
  readonly wrapped?: Parts;
  readonly options?: readonly Parts[];
  readonly item?: Parts;
  readonly value?: Parts;
}

function fieldsOf(schema: v.GenericSchema | Parts): [string, Keep][] {
  const { entries } = first(schema);
  return Object.entries(entries!).map(([field, entry]) => [field, keepAs(field, entry)]);
}

/** How a field is kept that holds what its schema accepts. */
function keepAs(field: string, schema: Parts): Keep {
  if (schema.wrapped) return keepAs(field, schema.wrapped);
  if (FLOOR_NAMES.has(field)) return pass;
  if (isCustomer(field)) return keepCustomer;
  if (schema === (id as Parts)) return pass;
  if (schema === (text as Parts)) return keepUnknown;
  const { type, options, item, value } = first(schema);
  switch (type) {
    case 'loose_object': {
      const fields: Fields = new Map(fieldsOf(schema));
      return (data) => (isObject(data) ? maskFields(data, fields) : data);
    }
    case 'array': {
      const keep = keepAs(field, item!);
      return (items) => (Array.isArray(items) ? keepItems(items, keep) : items);
    }
    case 'record': {
      const keep = keepAs(field, value!);
      return (data) => (isObject(data) ? maskFields(data, NO_FIELDS, () => keep) : data);
    }
    case 'union': {
      // Each lets pass what is not of its kind.
      const keeps = options!.map((option) => keepAs(field, option));
      return (data) => keeps.reduce((kept, keep) => keep(kept), data);
    }
    case 'unknown':
      return keepUnknown;
    default:
      return pass;
  }
}

function first(schema: Parts): Parts {
  return schema.pipe ? first(schema.pipe[0]!) : schema;
}
