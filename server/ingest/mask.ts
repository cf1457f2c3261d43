import { createHmac } from 'node:crypto';

/*
 * Customers' numbers never reach the log. What a field holds is judged by its name first (ids and
 * names of the floor pass as the source chose them), then by its look: a run of seven or more digits, however it is
 * broken up, is taken for a number that could reach a person.
 */

/** Fields that name things of the floor; they pass as they are. */
const PASS: ReadonlySet<string> = new Set([
  'contact',
  'queue',
  'agent',
  'leg',
  'toQueue',
  'toAgent',
  'source',
  'queues',
  'employeeNo',
  'team',
  'site',
  'name',
  'business',
  'timeZone',
  'dayStart',
  'customerKey',
]);
/** Fields that name a customer, in the contract and as connectors tend to call it. */
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
const DIGIT_RUN = /\+?\d(?:[\s().\-/]?\d){6,}/g;

/** Masks one event's data after the other. */
export type Mask = (data: Data) => Data;

type Data = Readonly<Record<string, unknown>>;

/** Pseudonyms kept at hand; customers call again within minutes, or never. */
const MOST_KEYS = 10_000;

/**
 * Makes the mask of an installation. It answers an event's data with everything that could reach a
 * customer masked; the same object where there is nothing to mask. Where a customer is named,
 * `customerKey` is added: the same customer gives the same key on this installation, and the key
 * cannot be turned back without `secret`. A key that the source sends itself is turned into one too.
 */
export function createMask(secret: string): Mask {
  const keys = new Map<string, string>();
  return (data) => {
    const masked = maskFields(data);
    const named = customerIn(data);
    if (named !== null) return { ...masked, customerKey: keyOf(named) };
    if (data.customerKey === undefined) return masked;
    const { customerKey: _dropped, ...rest } = masked;
    return rest;
  };

  function keyOf(named: string): string {
    const known = keys.get(named);
    if (known !== undefined) return known;
    // The one that was put in first goes: a customer of long ago.
    if (keys.size >= MOST_KEYS) keys.delete(keys.keys().next().value!);
    const key = createHmac('sha256', secret).update(named).digest('hex').slice(0, 16);
    keys.set(named, key);
    return key;
  }
}

/** Who the customer is: by what names them, or by a key of the source's own, which is no less a secret. */
function customerIn({ customer, customerKey }: Readonly<Record<string, unknown>>): string | null {
  const key = typeof customerKey === 'string' && customerKey !== '' ? customerKey : null;
  if (typeof customer !== 'string' || customer === '') return key;
  // Masked before, by another Tidewall: what is left is shared by many.
  return key !== null && customer.includes('•••') ? key : customer;
}

/** A customer's number or address with only its last digits (or its domain's look) left. */
export function maskCustomer(value: string): string {
  const at = value.indexOf('@');
  if (at > 0) return `${value.slice(0, 1)}•••@•••`;
  const digits = value.replace(/\D/g, '');
  if (digits.length >= 7) return `•••${digits.slice(-3)}`;
  return value === '' ? '' : '•••';
}

/** The same object where every field may stay as it is. */
function maskFields(data: Data): Data {
  let masked: Record<string, unknown> | null = null;
  for (const field in data) {
    const value = data[field];
    const kept = maskField(field, value);
    if (kept !== value) (masked ??= { ...data })[field] = kept;
  }
  return masked ?? data;
}

function maskField(field: string, value: unknown): unknown {
  if (typeof value === 'string') {
    if (PASS.has(field)) return value;
    return isCustomer(field) ? maskCustomer(value) : maskText(value);
  }
  if (typeof value === 'number' && isCustomer(field)) return maskCustomer(String(value));
  if (typeof value !== 'object' || value === null) return value;
  if (PASS.has(field) && Array.isArray(value) && value.every((each) => typeof each === 'string'))
    return value;
  return maskDeep(value);
}

function maskDeep(value: unknown): unknown {
  if (typeof value === 'string') return maskText(value);
  if (Array.isArray(value)) return value.map(maskDeep);
  return typeof value === 'object' && value !== null ? maskFields(value as Data) : value;
}

/** However it is written: `callerIdNum` too. */
function isCustomer(field: string): boolean {
  return CUSTOMER.has(field.toLowerCase());
}

function maskText(value: string): string {
  if (!hasDigitsForNumber(value) || isTime(value)) return value;
  return value.replace(DIGIT_RUN, (run) => maskCustomer(run));
}

/** Seven digits, wherever they stand: without them there is no run of seven. */
function hasDigitsForNumber(value: string): boolean {
  let digits = 0;
  for (let index = 0; index < value.length && digits < 7; index += 1) {
    const code = value.charCodeAt(index);
    if (code >= 0x30 && code <= 0x39) digits += 1;
  }
  return digits >= 7;
}

/** Digits that are a time, not a number: `2026-11-21T…`. */
function isTime(value: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(value);
}
