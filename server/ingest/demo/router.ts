import { MINUTE_MS, SECOND_MS } from '#schema/time/duration.ts';
import type { QueueId } from '#schema/ids.ts';
import { isOwn, type Desk, type Hall, type Line, type Visit } from './hall.ts';
import type { QueuePlan } from './queues.ts';

/**
 * Brings visits to desks: by priority, then by waiting time; to the agent that is idle longest. A
 * queue's own people serve it first, and only when it is empty others; and only a few of those may be
 * at work in it at once, so that a burst in one queue is not the end of them all.
 */
export interface Router {
  /** A visit enters a queue. The event that says so is the caller's to tell. */
  offer(visit: Visit, queue: QueuePlan): void;
  /** A desk may have room: a pause or a shift begins or ends, or a visit left it. */
  review(desk: Desk): void;
  /** A visit has left the desk for good, where it was one of `queue`. */
  release(desk: Desk, queue: QueueId): void;
  /** Nobody waits any more from now on. */
  close(): void;
}

/** What happens beyond routing: a visit was answered, or an idle desk may do something else than wait. */
export interface RouterEvents {
  answered(visit: Visit, desk: Desk): void;
  /** True where the desk went away (a pause, the end of the shift). */
  idle(desk: Desk): boolean;
  /** The agent did not take a contact. */
  missed(desk: Desk): void;
}

/** How long a telephone rings before the contact is taken away from the agent. */
const RING_LIMIT_MS = 18 * SECOND_MS;

/** Whoever writes with several people takes so much longer, on average, for each of them to greet a new one. */
const BETWEEN_CHATS_MS = 7 * SECOND_MS;

export function createRouter(hall: Hall, events: RouterEvents): Router {
  const { schedule } = hall;
  const lineOf = (queue: QueuePlan) => hall.lines.get(queue.id)!;

  function offer(visit: Visit, queue: QueuePlan): void {
    visit.queue = queue;
    visit.offeredAt = schedule.now();
    const turn = (visit.turn += 1);
    const still = () => visit.turn === turn;
    const patienceMs = patienceOf(visit);
    if (patienceMs !== null) schedule.after(patienceMs, () => still() && abandon(visit));
    schedule.after(queue.timeoutMs, () => still() && !visit.ringing && overflow(visit, 'timeout'));
    wait(visit);
  }

  function wait(visit: Visit): void {
    if (hall.closed) return overflow(visit, 'closed');
    const line = lineOf(visit.queue);
    const desk = bestDesk(hall, line);
    if (desk) return ring(visit, desk);
    const behind = line.waiting.findIndex((other) => isBefore(visit, other));
    line.waiting.splice(behind < 0 ? line.waiting.length : behind, 0, visit);
  }

  function ring(visit: Visit, desk: Desk): void {
    const { random } = visit;
    visit.ringing = desk;
    occupy(desk, visit.queue.id, 1);
    visit.tell('contact.presented', { agent: desk.plan.id });
    const turn = visit.turn;
    const still = () => visit.turn === turn && visit.ringing === desk;
    const voice = visit.queue.family === 'voice';
    if (random.chance(voice ? 0.012 : 0.006)) {
      schedule.after(RING_LIMIT_MS, () => still() && miss(visit, desk));
      return;
    }
    const answerMs = voice
      ? random.between(2, 6) * SECOND_MS
      : 2 * SECOND_MS + random.exponential(BETWEEN_CHATS_MS * desk.load);
    schedule.after(answerMs, () => still() && answer(visit, desk));
  }

  function miss(visit: Visit, desk: Desk): void {
    visit.ringing = null;
    visit.tell('contact.unanswered', { agent: desk.plan.id });
    occupy(desk, visit.queue.id, -1);
    if (desk.load === 0) events.missed(desk);
    wait(visit);
    review(desk);
  }

  function answer(visit: Visit, desk: Desk): void {
    visit.turn += 1;
    visit.ringing = null;
    visit.tell('contact.answered', { agent: desk.plan.id });
    events.answered(visit, desk);
  }

  function abandon(visit: Visit): void {
    visit.tell('contact.abandoned');
    leaveQueue(visit);
  }

  function overflow(visit: Visit, reason: string): void {
    const next = reason === 'timeout' && visit.moves === 0 ? nextQueue(visit) : null;
    const voicemail = visit.queue.family === 'voice' ? 'voicemail' : reason;
    visit.tell('contact.overflowed', next ? { toQueue: next.id, reason } : { reason: voicemail });
    leaveQueue(visit);
    visit.moves += 1;
    if (next) offer(visit, next);
  }

  function leaveQueue(visit: Visit): void {
    visit.turn += 1;
    const { waiting } = lineOf(visit.queue);
    const index = waiting.indexOf(visit);
    if (index >= 0) waiting.splice(index, 1);
    const desk = visit.ringing;
    visit.ringing = null;
    if (desk) release(desk, visit.queue.id);
  }

  /** A sister queue, and not from midnight on: who is still there goes home then. */
  function nextQueue(visit: Visit): QueuePlan | null {
    const others = hall.queues.filter(
      (queue) => queue.family === visit.queue.family && queue !== visit.queue,
    );
    if (others.length === 0 || schedule.now() >= hall.dayEndAt) return null;
    return visit.random.chance(0.6) ? visit.random.pick(others) : null;
  }

  function release(desk: Desk, queue: QueueId): void {
    occupy(desk, queue, -1);
    review(desk);
    // Another of those who help out may take over in the queue this one helped.
    const line = hall.lines.get(queue)!;
    while (!isOwn(desk, queue) && line.waiting.length > 0) {
      const next = bestDesk(hall, line);
      if (!next) break;
      ring(line.waiting.shift()!, next);
    }
  }

  function occupy(desk: Desk, queue: QueueId, by: 1 | -1): void {
    desk.load += by;
    if (!isOwn(desk, queue)) hall.lines.get(queue)!.helped += by;
    if (desk.load === 0) desk.idleSince = schedule.now();
  }

  function review(desk: Desk): void {
    while (hasRoom(desk)) {
      const visit = longestWaiting(hall, desk);
      if (!visit) break;
      const { waiting } = lineOf(visit.queue);
      waiting.splice(waiting.indexOf(visit), 1);
      ring(visit, desk);
    }
    if (desk.load === 0 && desk.signedIn && !desk.paused) events.idle(desk);
  }

  function close(): void {
    hall.closed = true;
    for (const line of hall.lines.values())
      for (const visit of [...line.waiting]) overflow(visit, 'closed');
  }

  return { offer, review, release, close };
}

function hasRoom(desk: Desk): boolean {
  const working = desk.signedIn && !desk.paused && !desk.leaving && desk.duePause === null;
  return working && desk.load < desk.plan.capacity;
}

/** The queue's own people first, then who helps out. */
function bestDesk(hall: Hall, line: Line): Desk | null {
  const own = idlest(line, (desk) => isOwn(desk, line.plan.id));
  if (own || !mayHelp(line)) return own;
  return idlest(line, (desk) => !isOwn(desk, line.plan.id) && isSpare(hall, desk));
}

function idlest(line: Line, suits: (desk: Desk) => boolean): Desk | null {
  let best: Desk | null = null;
  for (const desk of line.desks) {
    if (!hasRoom(desk) || !suits(desk)) continue;
    const better = !best || desk.load < best.load;
    if (better || (desk.load === best!.load && desk.idleSince < best!.idleSince)) best = desk;
  }
  return best;
}

/** At most a quarter as many others as the queue has people of its own at work; three at the least. */
function mayHelp(line: Line): boolean {
  let own = 0;
  for (const desk of line.desks)
    if (desk.signedIn && !desk.paused && isOwn(desk, line.plan.id)) own += 1;
  return line.helped < Math.max(LEAST_HELP, Math.ceil(own * HELP_SHARE));
}

/**
 * Whether a desk may be lent to another queue: its own is not one that is served before others, and
 * keeps an idle desk. Where it has hardly anybody, at night, they all help each other.
 */
function isSpare(hall: Hall, desk: Desk): boolean {
  const own = hall.lines.get(desk.plan.queues[0]!)!;
  let working = 0;
  let idle = 0;
  for (const other of own.desks) {
    if (!other.signedIn || other.paused || !isOwn(other, own.plan.id)) continue;
    working += 1;
    if (other !== desk && hasRoom(other)) idle += 1;
  }
  return working <= FEW || (idle > 0 && own.plan.priority === 1);
}

/** So many at work are too few to keep one back. */
const FEW = 2;
const LEAST_HELP = 3;
const HELP_SHARE = 1 / 4;

function longestWaiting(hall: Hall, desk: Desk): Visit | null {
  const own = hall.lines.get(desk.plan.queues[0]!)?.waiting[0];
  if (own) return own;
  if (!isSpare(hall, desk)) return null;
  let first: Visit | null = null;
  for (const queue of desk.plan.queues.slice(1)) {
    const line = hall.lines.get(queue);
    const visit = line?.waiting[0];
    if (visit && mayHelp(line) && (!first || isBefore(visit, first))) first = visit;
  }
  return first;
}

function isBefore(left: Visit, right: Visit): boolean {
  if (left.priority !== right.priority) return left.priority > right.priority;
  return left.offeredAt < right.offeredAt;
}

/** Most people wait for minutes; one or two in a hundred ring off at once; mails wait for ever. */
function patienceOf({ queue, random }: Visit): number | null {
  if (queue.patienceMs === null) return null;
  if (random.chance(0.015)) return random.between(1, 5) * SECOND_MS;
  // Ringing off in the very second of arrival would look like a fault of the telephone system.
  return Math.min(40 * MINUTE_MS, 2 * SECOND_MS + random.exponential(queue.patienceMs));
}
