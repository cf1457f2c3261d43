import { createHash, timingSafeEqual } from 'node:crypto';

/** Compares without telling by its time how much of a guess was right, or how long the secret is. */
export function isSameSecret(given: string, secret: string): boolean {
  return timingSafeEqual(digest(given), digest(secret));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
