import type { SourceId } from '#schema/ids.ts';

/** Stands for "no id". A hash is never it. */
export const NO_HASH = 0;

const HIGH = 2 ** 20;

/**
 * A number from 1 to 2^52 for `(source, id)`, evenly spread; commands have no source. Two ids may share
 * one: whoever finds a hash looks at the entry itself before calling it known.
 */
export function idHash(source: SourceId | null, id: string): number {
  // Two lanes of 32 bits that see every character with different multipliers, each mixed at the end.
  let a = source === null ? 0x2545f491 : 0x51ed270b;
  let b = 0x9e3779b1;
  if (source !== null) {
    for (let index = 0; index < source.length; index++) {
      const code = source.charCodeAt(index);
      a = Math.imul(a ^ code, 0x01000193);
      b = Math.imul(b + code, 0x85ebca6b) ^ (b >>> 15);
    }
    a = Math.imul(a ^ 0x1f, 0x01000193);
  }
  for (let index = 0; index < id.length; index++) {
    const code = id.charCodeAt(index);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b + code, 0x85ebca6b) ^ (b >>> 15);
  }
  a = mixed(a ^ (b >>> 7));
  b = mixed(b ^ a);
  return (a >>> 0) * HIGH + (b >>> 12) + 1;
}

function mixed(value: number): number {
  let x = value ^ (value >>> 16);
  x = Math.imul(x, 0x7feb352d);
  x ^= x >>> 15;
  x = Math.imul(x, 0x846ca68b);
  return x ^ (x >>> 16);
}
