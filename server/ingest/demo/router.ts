import { MINUTE_MS, SECOND_MS } from '#schema/time/duration.ts';
import type { Desk, Hall, Line, Visit } from './hall.ts';
import type { QueuePlan } from './queues.ts';

/** Brings visits to desks: by priority, then by waiting time; to the agent that is idle longest. */
export interface Router {
  /** A visit enters a queue. The event that says so is the caller's to tell. */
  offer(visit: Visit, queue: QueuePlan): void;
  /** A desk may have room: a pause or a shift begins or ends, or a visit left it. */
  review(desk: Desk): void;
  /** A visit has left the desk for good. */
  release(desk: Desk): void;
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
    const desk = bestDesk(line);
    if (desk) return ring(visit, desk);
    const behind = line.waiting.findIndex((other) => isBefore(visit, other));
    line.waiting.splice(behind < 0 ? line.waiting.length : behind, 0, visit);
  }

  function ring(visit: Visit, desk: Desk): void {
    const { random } = visit;
    visit.ringing = desk;
    desk.load += 1;
    visit.tell('contact.presented', { agent: desk.plan.id });
    const turn = visit.turn;
    const still = () => visit.turn === turn && visit.ringing === desk;
    const voice = visit.queue.family === 'voice';
    if (random.chance(voice ? 0.012 : 0.006)) {
      schedule.after(RING_LIMIT_MS, () => still() && miss(visit, desk));
      return;
    }
    const answerMs = voice ? random.between(2, 6) : random.between(1, 9);
    schedule.after(answerMs * SECOND_MS, () => still() && answer(visit, desk));
  }

  function miss(visit: Visit, desk: Desk): void {
    visit.ringing = null;
    visit.tell('contact.unanswered', { agent: desk.plan.id });
    desk.load -= 1;
    if (desk.load === 0) {
      desk.idleSince = schedule.now();
      events.missed(desk);
    }
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
    if (desk) release(desk);
  }

  /** A sister queue, and not from midnight on: who is still there goes home then. */
  function nextQueue(visit: Visit): QueuePlan | null {
    const others = hall.queues.filter(
      (queue) => queue.family === visit.queue.family && queue !== visit.queue,
    );
    if (others.length === 0 || schedule.now() >= hall.dayEndAt) return null;
    return visit.random.chance(0.6) ? visit.random.pick(others) : null;
  }

  function release(desk: Desk): void {
    desk.load -= 1;
    if (desk.load === 0) desk.idleSince = schedule.now();
    review(desk);
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

function bestDesk(line: Line): Desk | null {
  let best: Desk | null = null;
  for (const desk of line.desks) {
    if (!hasRoom(desk)) continue;
    const better = !best || desk.load < best.load;
    if (better || (desk.load === best!.load && desk.idleSince < best!.idleSince)) best = desk;
  }
  return best;
}

function longestWaiting(hall: Hall, desk: Desk): Visit | null {
  let first: Visit | null = null;
  for (const queue of desk.plan.queues) {
    const visit = hall.lines.get(queue)?.waiting[0];
    if (visit && (!first || isBefore(visit, first))) first = visit;
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
