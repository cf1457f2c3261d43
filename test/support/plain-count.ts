import type { Instant } from '#schema/ids.ts';
import type { EventEntry } from './histories.ts';

/*
 * The core counts a second time, for tests alone: from the list of events, with plain loops, by the
 * rules of SPEC C-2 to C-9 and nothing of the floor's own code. Slow and meant to be read.
 */

/** One entry of a contact into a queue. */
export interface Stay {
  readonly contact: string;
  readonly queue: string;
  readonly at: Instant;
  /** Handed to an agent: in nobody's queue. */
  readonly direct: boolean;
  readonly how: 'first' | 'transferredIn' | 'requeued';
  key: string | null;
  exit: 'answered' | 'abandoned' | 'overflowed' | 'transferredOut' | null;
  exitAt: Instant;
  endedAt: Instant | null;
  passedOn: boolean;
  wrappedUp: boolean;
}

/** What counts at which instant, of one stay. */
export interface PlainMoment {
  readonly what: PlainCount;
  readonly at: Instant;
}

export const PLAIN_COUNTS = [
  'offered',
  'contactsOffered',
  'transferredIn',
  'requeued',
  'answered',
  'abandoned',
  'shortAbandoned',
  'overflowed',
  'transferredOut',
  'transferredAfterAnswer',
  'undecided',
  'answeredWithinThreshold',
  'abandonedWithinThreshold',
  'pastThreshold',
] as const;
export type PlainCount = (typeof PLAIN_COUNTS)[number];

/** Every stay of every contact, from all its events in order of time. */
export function staysOf(entries: readonly EventEntry[]): Stay[] {
  const byContact = new Map<string, EventEntry[]>();
  for (const entry of entries) {
    const contact = entry.data['contact'];
    if (typeof contact !== 'string' || entry.type.startsWith('vendor.')) continue;
    byContact.set(contact, [...(byContact.get(contact) ?? []), entry]);
  }
  return [...byContact].flatMap(([contact, events]) => tell(contact, events));
}

/** What a stay adds, as known at `now`. */
export function plainMoments(
  stay: Stay,
  policy: { readonly thresholdMs: number; readonly shortAbandonMs: number },
  now: Instant,
): PlainMoment[] {
  const moments: PlainMoment[] = [{ what: 'offered', at: stay.at }];
  const add = (what: PlainCount, at: Instant): void => void moments.push({ what, at });
  add(stay.how === 'first' ? 'contactsOffered' : stay.how, stay.at);
  const waitMs = (stay.exit === null ? now : stay.exitAt) - stay.at;
  const isShort =
    stay.exit === 'abandoned' && policy.shortAbandonMs > 0 && waitMs <= policy.shortAbandonMs;
  if (stay.exit === null) add('undecided', stay.at);
  else add(isShort ? 'shortAbandoned' : stay.exit, stay.exitAt);
  if (stay.passedOn) add('transferredAfterAnswer', stay.endedAt!);
  if (isShort) return moments;
  if (waitMs > policy.thresholdMs) add('pastThreshold', stay.at + policy.thresholdMs);
  else if (stay.exit === 'answered') add('answeredWithinThreshold', stay.exitAt);
  else if (stay.exit === 'abandoned') add('abandonedWithinThreshold', stay.exitAt);
  return moments;
}

/** Of one instant: first what is earlier in a contact's life. Leaving has no order of its own. */
const LIFE = ['queued', 'presented', 'unanswered', 'answered', 'held', 'resumed', 'message'];
const LEAVING = new Set(['contact.transferred', 'contact.overflowed', 'contact.abandoned']);

function stage({ type }: EventEntry): number {
  if (LEAVING.has(type)) return LIFE.length;
  if (type === 'contact.ended') return LIFE.length + 1;
  if (type === 'contact.wrappedUp') return LIFE.length + 2;
  const index = LIFE.indexOf(type.replace('contact.', ''));
  return index < 0 ? LIFE.length + 3 : index;
}

function tell(contact: string, told: EventEntry[]): Stay[] {
  const stays: Stay[] = [];
  const events = told.toSorted(
    (a, b) => a.at - b.at || stage(a) - stage(b) || (a.id < b.id ? -1 : 1),
  );
  const instants = [...new Set(events.map((event) => event.at))];
  for (const at of instants) {
    const now = events.filter((event) => event.at === at);
    const isSomewhere = stays.some(
      (stay) => stay.exit === null || (stay.exit === 'answered' && stay.endedAt === null),
    );
    const first = isSomewhere ? ['contact.transferred', 'contact.overflowed'] : [];
    for (const event of now) if (first.includes(event.type)) happen(contact, stays, event);
    for (const event of now) if (!first.includes(event.type)) happen(contact, stays, event);
  }
  return stays;
}

function happen(contact: string, stays: Stay[], { type, at, data }: EventEntry): void {
  const meant = stays
    .toReversed()
    .filter((stay) =>
      data['leg'] ? stay.key === data['leg'] : !data['queue'] || stay.queue === data['queue'],
    );
  const waiting = meant.find((stay) => stay.exit === null);
  const served = meant.find((stay) => stay.exit === 'answered' && stay.endedAt === null);
  const leave = (stay: Stay, exit: NonNullable<Stay['exit']>): void => {
    stay.exit = exit;
    stay.exitAt = at;
  };
  const passOn = (stay: Stay): void => {
    stay.endedAt = at;
    stay.passedOn = true;
  };
  const enter = (queue: string, key: string | null, direct = false): void => {
    const before = stays.filter((stay) => !stay.direct);
    const again = before.some((stay) => stay.queue === queue);
    const how = again ? 'requeued' : before.length > 0 ? 'transferredIn' : 'first';
    stays.push({
      ...{ contact, queue, at, direct, how, key },
      ...{ exit: null, exitAt: 0, endedAt: null, passedOn: false, wrappedUp: false },
    });
  };
  /** A source that tells the new entry itself, up to 5 s before, is not taken to mean two. */
  const goOn = (from: Stay): void => {
    const queue = data['toQueue'] as string | undefined;
    if (!queue || data['leg']) return;
    const later = stays.slice(stays.indexOf(from) + 1);
    if (!later.some((stay) => stay.queue === queue && stay.at >= at - 5_000)) enter(queue, null);
  };

  if (type === 'contact.queued') {
    const queue = data['queue'] as string;
    const key = (data['leg'] as string | undefined) ?? null;
    if (key !== null && stays.some((stay) => stay.key === key)) return;
    const same = stays.find(
      (stay) =>
        stay.exit === null &&
        !stay.direct &&
        stay.queue === queue &&
        (key === null || stay.key === null),
    );
    if (same) {
      same.key ??= key;
      return;
    }
    if (key === null)
      for (const stay of stays)
        if (stay.exit === null) leave(stay, 'transferredOut');
        else if (stay.exit === 'answered' && stay.endedAt === null) passOn(stay);
    enter(queue, key);
  } else if (type === 'contact.answered') {
    if (waiting) leave(waiting, 'answered');
  } else if (type === 'contact.abandoned') {
    if (waiting) leave(waiting, 'abandoned');
  } else if (type === 'contact.overflowed') {
    if (!waiting) return;
    leave(waiting, 'overflowed');
    goOn(waiting);
  } else if (type === 'contact.transferred') {
    const from = served ?? waiting;
    if (!from) return;
    if (served) passOn(served);
    else leave(from, 'transferredOut');
    goOn(from);
    if (data['toAgent'] && !data['toQueue']) enter(from.queue, null, true);
  } else if (type === 'contact.ended') {
    if (served) served.endedAt = at;
    else if (waiting) leave(waiting, data['by'] === 'system' ? 'overflowed' : 'abandoned');
  } else if (type === 'contact.wrappedUp') {
    const done = meant.find((stay) => stay.exit === 'answered' && !stay.wrappedUp);
    if (!done) return;
    done.endedAt ??= at;
    done.wrappedUp = true;
  }
}
