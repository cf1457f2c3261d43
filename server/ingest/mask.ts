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
const CUSTOMER =
  /^(customer|caller|callerid|calleridnum|callernumber|phone|phonenumber|mobile|msisdn|email|openid|external)$/i;
const DIGIT_RUN = /\+?\d(?:[\s().\-/]?\d){6,}/g;

/**
 * The event's data with everything that could reach a customer masked. Where a customer is named,
 * `customerKey` is added: the same customer gives the same key on this installation, and the key
 * cannot be turned back without `secret`. A key that the source sends itself is turned into one too.
 */
export function maskData(
  data: Readonly<Record<string, unknown>>,
  secret: string,
): Readonly<Record<string, unknown>> {
  const masked: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(data)) masked[field] = maskField(field, value);
  const named = customerIn(data);
  if (named === null) delete masked.customerKey;
  else masked.customerKey = createHmac('sha256', secret).update(named).digest('hex').slice(0, 16);
  return masked;
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

function maskField(field: string, value: unknown): unknown {
  if (CUSTOMER.test(field))
    return typeof value === 'string' || typeof value === 'number'
      ? maskCustomer(String(value))
      : maskDeep(value);
  if (PASS.has(field) && typeof value !== 'object') return value;
  if (PASS.has(field) && Array.isArray(value) && value.every((each) => typeof each === 'string'))
    return value;
  return maskDeep(value);
}

function maskDeep(value: unknown): unknown {
  if (typeof value === 'string')
    return isTime(value) ? value : value.replace(DIGIT_RUN, (run) => maskCustomer(run));
  if (Array.isArray(value)) return value.map(maskDeep);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value).map(([field, inner]) => [field, maskField(field, inner)]),
    );
  return value;
}

/** Digits that are a time, not a number: `2026-11-21T…`. */
function isTime(value: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(value);
}
