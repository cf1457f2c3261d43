import type { Instant } from '#schema/ids.ts';
import { MINUTE_MS } from '#schema/time/duration.ts';
import type { IncomingEvent } from '#server/ingest/connector.ts';
import type { Calls } from './calls.ts';
import { isWaiting } from './call-matching.ts';
import { wholeSecond, type Entry } from './entry.ts';
import type { AmiPacket } from './packets.ts';
import { SETTLE_MS, type Correction } from './reconciliation.ts';

/** A call that ended before ours began can be this much later by the other clock. */
const LAST_CALL_TOLERANCE_MS = 2_000;
/**
 * A caller that lists have not named for so long is gone, whatever became of the event that should
 * have said so (a channel that changed its Uniqueid in a transfer has none). Long enough for two
 * lists more: until then it is shown as a difference.
 */
const GHOST_MS = 2 * MINUTE_MS;

export interface QueueStatus {
  readonly items: readonly AmiPacket[];
  readonly askedAt: Instant;
  /** The first list of a connection: what it does not name ended while nobody listened. */
  readonly fresh: boolean;
}

/** The callers of each whole QueueStatus answer against the calls that events told of. */
export interface CallerLists {
  /** `lostAt`: Asterisk was silent from here until this connection. */
  compare(
    status: QueueStatus,
    times: { readonly at: Instant; readonly lostAt: Instant },
  ): { readonly events: IncomingEvent[]; readonly corrected: Correction[] };
}

export function createCallerLists(calls: Calls): CallerLists {
  /** Since which list a call that waits was not named any more, by its leg. */
  let missing = new Map<string, Instant>();

  const closeGhosts = (callers: readonly AmiPacket[], at: Instant): [Entry, Instant][] => {
    const before = missing;
    missing = new Map();
    const ghosts: [Entry, Instant][] = [];
    for (const entry of calls.open) {
      if (!isWaiting(entry) || callers.some((caller) => isIn(caller, entry))) continue;
      const since = before.get(entry.leg) ?? at;
      if (at - since >= GHOST_MS) ghosts.push([entry, since]);
      else missing.set(entry.leg, since);
    }
    return ghosts;
  };

  return {
    compare(status, { at, lostAt }) {
      const events: IncomingEvent[] = [];
      const corrected: Correction[] = [];
      const callers = status.items.filter((item) => item.get('Event') === 'QueueEntry');
      const gone: [Entry, Instant][] = status.fresh
        ? missedEnds({ calls, status, callers, at, lostAt })
        : [];
      gone.push(...closeGhosts(callers, at).filter(([entry]) => !gone.some(([e]) => e === entry)));
      for (const [entry, endedAt] of gone) {
        const { contact, queue } = entry;
        events.push(...calls.lose(entry, endedAt));
        corrected.push({ kind: 'unknownToSource', contact, queue });
      }
      for (const caller of callers) {
        const contact = caller.get('Uniqueid');
        const queue = caller.get('Queue');
        if (!contact || !queue) continue;
        if (calls.open.some((entry) => isIn(caller, entry) && entry.phase !== 'talking')) continue;
        if (calls.closedSince(contact, queue, wholeSecond(status.askedAt))) continue;
        const joinedAt = at - (Number(caller.get('Wait')) || 0) * 1000;
        events.push(...calls.discover({ packet: caller, joinedAt }));
        // On a new connection it is news; and who has just come is on the way to be told.
        if (!status.fresh && at - joinedAt > SETTLE_MS)
          corrected.push({ kind: 'unknownToFloor', contact, queue });
      }
      return { events, corrected };
    },
  };
}

/**
 * Waiting callers that are not listed any more, and talks whose agent is free or has had another
 * call since; each with when it ended at the earliest.
 */
function missedEnds(options: {
  calls: Calls;
  status: QueueStatus;
  callers: readonly AmiPacket[];
  at: Instant;
  lostAt: Instant;
}): [Entry, Instant][] {
  const { calls, status, callers, at, lostAt } = options;
  const ended: [Entry, Instant][] = [];
  for (const entry of calls.open) {
    if (calls.isOfThisConnection(entry)) continue;
    if (entry.phase !== 'talking') {
      const isListed = callers.some(
        (caller) =>
          isIn(caller, entry) &&
          Math.abs(at - Number(caller.get('Wait')) * 1000 - entry.joinedAt) <= 5_000,
      );
      if (!isListed) ended.push([entry, at]);
      continue;
    }
    const member = status.items.find(
      (item) =>
        item.get('Event') === 'QueueMember' &&
        item.get('Queue') === entry.queue &&
        item.get('Location') === entry.interface,
    );
    const lastCallAt = Number(member?.get('LastCall')) * 1000 || 0;
    const hadAnother = lastCallAt > entry.answeredAt! + LAST_CALL_TOLERANCE_MS;
    if (member?.get('InCall') === '1' && !hadAnother) continue;
    const from = Math.min(wholeSecond(lostAt || at), at);
    ended.push([entry, lastCallAt >= from && lastCallAt <= at ? lastCallAt : from]);
  }
  return ended;
}

function isIn(caller: AmiPacket, entry: Entry): boolean {
  return caller.get('Uniqueid') === entry.contact && caller.get('Queue') === entry.queue;
}
