import { maskCustomer, maskNumber, maskText } from './mask-text.ts';

/*
 * Values of which no schema tells anything: at any depth, names of fields, texts and numbers are
 * masked by their look, and by the name of the field where that names a customer.
 */

/** What may be stored of a value; the same value where all of it may. */
export type Keep = (value: unknown) => unknown;
/** How the fields of an object are kept; those that are not here are unknown. */
export type Fields = ReadonlyMap<string, Keep>;

type Data = Readonly<Record<string, unknown>>;

/** Fields that name a customer, in the contract and as connectors tend to call it (`caller_id` too). */
const CUSTOMER: ReadonlySet<string> = new Set([
  'customer',
  'caller',
  'callerid',
  'calleridnum',
  'callernumber',
  'phone',
  'phonenumber',
  'mobile',
  'msisdn',
  'email',
  'openid',
  'external',
]);

const OTHER_SPELLING = /[A-Z_-]/;
const NO_FIELDS: Fields = new Map();

/** A value of which nothing is known. */
export const keepUnknown: Keep = (value) => {
  if (typeof value === 'string') return maskText(value);
  if (typeof value === 'number') return maskNumber(value);
  return keepInside(value, keepUnknown, keepUnknownField);
};

/** A value that names a customer, with all that is in it. */
export const keepCustomer: Keep = (value) => {
  if (typeof value === 'string') return maskCustomer(value);
  if (typeof value === 'number') return maskCustomer(String(value));
  return keepInside(value, keepCustomer, () => keepCustomer);
};

function keepUnknownField(field: string): Keep {
  return isCustomer(field) ? keepCustomer : keepUnknown;
}

/** What may be stored of an object; the same one where all of it may. */
export function maskFields(data: Data, fields: Fields, keepOther = keepUnknownField): Data {
  let masked: Record<string, unknown> | null = null;
  let isRenamed = false;
  for (const field in data) {
    const value = data[field];
    let keep = fields.get(field);
    if (keep === undefined) {
      isRenamed ||= maskText(field) !== field;
      keep = keepOther(field);
    }
    const kept = keep(value);
    if (kept !== value) (masked ??= { ...data })[field] = kept;
  }
  return isRenamed ? renamed(masked ?? data, fields) : (masked ?? data);
}

/** Names of fields masked as well. Those that look the same then are told apart: `•••000 n2`. */
function renamed(data: Data, fields: Fields): Data {
  const names = new Set(Object.keys(data));
  const counts = new Map<string, number>();
  const entries = Object.entries(data).map(([field, value]) => {
    const name = fields.has(field) ? field : maskText(field);
    if (name === field) return [field, value] as const;
    let count = counts.get(name) ?? 0;
    let free: string;
    do free = (count += 1) === 1 ? name : `${name} n${count}`;
    while (names.has(free));
    names.add(free);
    counts.set(name, count);
    return [free, value] as const;
  });
  return Object.fromEntries(entries);
}

function keepInside(value: unknown, keepItem: Keep, keepField: (field: string) => Keep): unknown {
  if (Array.isArray(value)) return keepItems(value, keepItem);
  return isObject(value) ? maskFields(value, NO_FIELDS, keepField) : value;
}

/** What may be stored of a list; the same one where all of it may. */
export function keepItems(items: readonly unknown[], keep: Keep): readonly unknown[] {
  let kept: unknown[] | null = null;
  for (let index = 0; index < items.length; index += 1) {
    const item = keep(items[index]);
    if (item !== items[index]) (kept ??= [...items])[index] = item;
  }
  return kept ?? items;
}

/** The field's name says that it names a customer. */
export function isCustomer(field: string): boolean {
  if (CUSTOMER.has(field)) return true;
  return OTHER_SPELLING.test(field) && CUSTOMER.has(field.toLowerCase().replace(/[_-]/g, ''));
}

export function isObject(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
