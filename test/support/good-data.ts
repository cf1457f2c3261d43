import fc from 'fast-check';
import { id, instant, text } from '#schema/events/fields.ts';
import { EVENT_SCHEMAS, type EventType } from '#schema/events/types.ts';

/** The parts of valibot's schemas that are read here. */
interface Parts {
  readonly type: string;
  readonly entries?: Readonly<Record<string, Parts>>;
  readonly pipe?: readonly Parts[];
  readonly wrapped?: Parts;
  readonly options?: readonly unknown[];
  readonly item?: Parts;
}

/** Ids as sources choose them, some of them numbers. */
const ids = fc.oneof(
  fc.uuid(),
  fc.constantFrom('1795291634.10', '8004005555', 'sales', 'PJSIP/1001', '/asterisk/hq', '销售'),
);
/** Words of a floor that name nobody. */
const words = fc.oneof(
  fc.constantFrom(
    'billing',
    '1,234 calls',
    'v1.24.3',
    '10:00-12:30, 4 of you',
    '客户情绪激动',
    'PIN',
  ),
  fc
    .date({ noInvalidDate: true, min: new Date(0), max: new Date('2099-12-31') })
    .map((date) => date.toISOString()),
);
/** Names of the floor are its own business: also a team that is called like a number. */
const names = fc.oneof(words, fc.constantFrom('13811110034', 'Team 4008001234'));
const NAMES: ReadonlySet<string> = new Set(['name', 'site', 'team', 'business', 'employeeNo']);
const numbers = fc.oneof(
  fc.integer({ min: 0, max: 5 }),
  fc.integer({ min: 1_000_000, max: 1e15 }),
  fc.double({ min: 0, max: 1, noNaN: true }),
);
const instants = fc.integer({ min: 0, max: 4e12 }).map((at) => new Date(at).toISOString());

/** Data as a source of good will sends it for the type, without what names a customer; not all of it fits. */
export function goodData(type: EventType): fc.Arbitrary<Record<string, unknown>> {
  return objects(EVENT_SCHEMAS[type]);
}

function objects(schema: Parts): fc.Arbitrary<Record<string, unknown>> {
  const fields = Object.entries(first(schema).entries!).filter(
    ([name]) => !name.startsWith('customer'),
  );
  return fc.record(
    Object.fromEntries(fields.map(([name, entry]) => [name, valuesOf(name, entry)])),
    { requiredKeys: fields.filter(([, entry]) => entry.type !== 'optional').map(([name]) => name) },
  );
}

function valuesOf(field: string, schema: Parts): fc.Arbitrary<unknown> {
  if (schema.wrapped) return valuesOf(field, schema.wrapped);
  if (schema === (id as Parts)) return ids;
  if (schema === (text as Parts)) return NAMES.has(field) ? names : words;
  if (schema === (instant as Parts)) return instants;
  const { type, options, item } = first(schema);
  switch (type) {
    case 'number':
      return /ratio/i.test(field) ? fc.double({ min: 0, max: 1, noNaN: true }) : numbers;
    case 'boolean':
      return fc.boolean();
    case 'picklist':
      return fc.constantFrom(...options!);
    case 'array':
      return fc.array(valuesOf(field, item!), { maxLength: 3 });
    case 'record':
      return fc.dictionary(
        fc.constantFrom('voice', 'chat', 'phone'),
        fc.integer({ min: 0, max: 9 }),
      );
    case 'loose_object':
      return objects(schema);
    case 'union':
      // A text there names a customer (`external`), or is a name of the floor.
      return fc.oneof(
        ...(options as Parts[])
          .filter((option) => NAMES.has(field) || option !== (text as Parts))
          .map((option) => valuesOf(field, option)),
      );
    case 'string':
      return fc.constantFrom(field === 'dayStart' ? '08:15' : 'Europe/Berlin');
    default:
      return fc.constant(null);
  }
}

function first(schema: Parts): Parts {
  return schema.pipe ? first(schema.pipe[0]!) : schema;
}
