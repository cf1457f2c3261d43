import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { DAY_MS, MINUTE_MS } from '#schema/time/duration.ts';
import type { Clock } from '#server/kit/clock.ts';

/** A browser that signed in. Nothing of it is kept at the server: the cookie itself is the proof. */
export interface Session {
  readonly id: string;
  readonly issuedAt: number;
}

export interface Sessions {
  /** A new session's cookie value. */
  issue(): string;
  /** The session behind a cookie value; `null` where it is not ours or too old. */
  verify(value: string): Session | null;
  /** The same session, valid from now; `null` while it is younger than a day. */
  renew(session: Session): string | null;
}

/** A wall that is looked at once a year stays signed in; browsers keep no cookie longer than 400 days. */
export const SESSION_LENGTH_MS = 400 * DAY_MS;

/** `secret`: kept in the data folder, so that sessions outlive a restart; whoever knows it can sign in. */
export function createSessions(options: { clock: Clock; secret: Uint8Array }): Sessions {
  const { clock, secret } = options;
  if (secret.length < 32) {
    throw new Error(`a session secret is expected to have 32 bytes, but got ${secret.length}`);
  }
  return {
    issue: () => seal({ id: randomBytes(12).toString('base64url'), issuedAt: clock.now() }),
    verify(value) {
      const [payload, signature, ...rest] = value.split('.');
      if (!payload || !signature || rest.length > 0) return null;
      const given = Buffer.from(signature, 'base64url');
      const expected = sign(payload);
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
      const session = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Session;
      const ageMs = clock.now() - session.issuedAt;
      // A clock that was set back a little must not sign everybody out.
      return ageMs > -5 * MINUTE_MS && ageMs < SESSION_LENGTH_MS ? session : null;
    },
    renew({ id, issuedAt }) {
      const now = clock.now();
      return now - issuedAt < DAY_MS ? null : seal({ id, issuedAt: now });
    },
  };

  function seal(session: Session): string {
    const payload = Buffer.from(JSON.stringify(session)).toString('base64url');
    return `${payload}.${sign(payload).toString('base64url')}`;
  }

  function sign(payload: string): Buffer {
    return createHmac('sha256', secret).update(payload).digest();
  }
}
