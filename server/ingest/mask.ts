import { createHmac } from 'node:crypto';
import { maskFields } from './mask-fields.ts';
import { fieldsOfType } from './mask-schema.ts';
import { isMaskedCustomer, plainCustomer } from './mask-text.ts';

/** What of an event's data may be stored. */
export type Mask = (type: string, data: Data) => Data;

type Data = Readonly<Record<string, unknown>>;

/** Pseudonyms kept at hand; customers call again within minutes, or never. */
const MOST_KEYS = 10_000;
/** A pseudonym of ours: no digit is in it, and so no number either. */
const PSEUDONYM = /^[a-p]{16}$/;
const LETTERS = 'ghijklmnopabcdef';

/**
 * Makes the mask of an installation: customers' numbers never reach the log. It answers an event's
 * data with everything that could reach a customer masked; the same object where there is nothing to
 * mask. Where a customer is named, `customerKey` is added: the same customer gives the same key on
 * this installation, however the number is written, and the key cannot be turned back without
 * `secret`. A key that the source sends itself is turned into one too. What is masked stays as it is.
 */
export function createMask(secret: string): Mask {
  const keys = new Map<string, string>();
  return (type, data) => {
    const masked = maskFields(data, fieldsOfType(type));
    const customerKey = customerKeyOf(data);
    if (customerKey === data.customerKey) return masked;
    if (customerKey !== undefined) return { ...masked, customerKey };
    const { customerKey: _dropped, ...rest } = masked;
    return rest;
  };

  /** By what names the customer, or by a key of the source's own, which is no less a secret. */
  function customerKeyOf({ customer, customerKey }: Data): string | undefined {
    const key = typeof customerKey === 'string' && customerKey !== '' ? customerKey : undefined;
    const named = typeof customer === 'number' ? String(customer) : customer;
    const isNamed = typeof named === 'string' && named !== '';
    // Masked before, maybe by another Tidewall: what is left is shared by many.
    if (isNamed && (key === undefined || !isMaskedCustomer(named))) return keyOf(named);
    return key === undefined || PSEUDONYM.test(key) ? key : keyOf(key);
  }

  function keyOf(named: string): string {
    const known = keys.get(named);
    if (known !== undefined) return known;
    // The one that was put in first goes: a customer of long ago.
    if (keys.size >= MOST_KEYS) keys.delete(keys.keys().next().value!);
    const digest = createHmac('sha256', secret).update(plainCustomer(named)).digest();
    const key = lettersOf(digest.subarray(0, 8));
    keys.set(named, key);
    return key;
  }
}

/** Hexadecimal in letters only: `a` to `f`, and `g` to `p` for the digits. */
function lettersOf(bytes: Uint8Array): string {
  let letters = '';
  for (const byte of bytes) letters += LETTERS[byte >> 4]! + LETTERS[byte & 15]!;
  return letters;
}
