import type { QueueId } from '#schema/ids.ts';
import { MINUTE_MS, SECOND_MS } from '#schema/time/duration.ts';
import type { Desk, Hall, Visit } from './hall.ts';
import { AFTER_SIGMA, TALK_SIGMA, type QueuePlan } from './queues.ts';

/** What conversations need of the rest. */
export interface ConversationPorts {
  /** The visit moved on to another queue. */
  transferred(visit: Visit, queue: QueuePlan): void;
  /** After-contact work is done: the desk is free of the visit, which was one of `queue`. */
  done(desk: Desk, queue: QueueId): void;
}

const LONGEST_MS = 35 * MINUTE_MS;

/** From the answer to the end of after-contact work; the desk is occupied all the time. */
export function converse(
  hall: Hall,
  pair: { visit: Visit; desk: Desk },
  ports: ConversationPorts,
): void {
  const { visit } = pair;
  const talkMs = Math.min(LONGEST_MS, visit.random.logNormal(visit.queue.talkMs, TALK_SIGMA));
  const finish = (by: 'customer' | 'agent') => conclude(hall, { ...pair, by }, ports);
  if (visit.random.chance(0.004)) escalate(hall, visit, talkMs);
  if (visit.queue.family === 'voice') return speak(hall, visit, talkMs, finish);
  if (visit.queue.family === 'chat') return exchange(hall, visit, talkMs, finish);
  // Writing: work on the answer, send it, done.
  hall.schedule.after(talkMs, () => {
    visit.tell('contact.message', { from: 'agent' });
    hall.schedule.after(300, () => finish('agent'));
  });
}

type Finish = (by: 'customer' | 'agent') => void;

function speak(hall: Hall, visit: Visit, talkMs: number, finish: Finish): void {
  const { random } = visit;
  const { schedule } = hall;
  const by = random.chance(0.65) ? 'customer' : 'agent';
  if (!random.chance(0.16)) return schedule.after(talkMs, () => finish(by));
  const holdMs = Math.min(6 * MINUTE_MS, random.logNormal(35 * SECOND_MS, 0.6));
  const beforeMs = talkMs * random.between(0.2, 0.7);
  schedule.after(beforeMs, () => {
    visit.tell('contact.held');
    schedule.after(holdMs, () => {
      visit.tell('contact.resumed');
      schedule.after(talkMs - beforeMs, () => finish(by));
    });
  });
}

/** Turns of a chat: the customer writes, the agent answers, until the time is used up. */
function exchange(hall: Hall, visit: Visit, talkMs: number, finish: Finish): void {
  const { random } = visit;
  const { schedule } = hall;
  const endAt = schedule.now() + talkMs;
  function answerAfter(median: number): void {
    schedule.after(random.logNormal(median, 0.5), () => {
      visit.tell('contact.message', { from: 'agent' });
      const thinkMs = random.logNormal(55 * SECOND_MS, 0.6);
      if (schedule.now() + thinkMs >= endAt) {
        const by = random.chance(0.7) ? 'customer' : 'agent';
        const restMs = Math.max(5 * SECOND_MS, Math.min(thinkMs, endAt - schedule.now()));
        return schedule.after(restMs, () => finish(by));
      }
      schedule.after(thinkMs, () => {
        visit.tell('contact.message', { from: 'customer' });
        answerAfter(22 * SECOND_MS);
      });
    });
  }
  answerAfter(12 * SECOND_MS);
}

function conclude(
  hall: Hall,
  { visit, desk, by }: { visit: Visit; desk: Desk; by: 'customer' | 'agent' },
  ports: ConversationPorts,
): void {
  const { random, queue } = visit;
  const { schedule } = hall;
  const next = nextQueue(hall, visit);
  // What follows belongs to this queue's part of the contact, wherever the contact is by then.
  const tell = (type: string, data: object = {}) => visit.tell(type, { queue: queue.id, ...data });
  if (next) {
    tell('contact.transferred', {
      toQueue: next.id,
      kind: random.chance(0.7) ? 'blind' : 'consult',
    });
    visit.moves += 1;
    ports.transferred(visit, next);
  } else tell('contact.ended', { by });
  const afterMs = Math.min(5 * MINUTE_MS, random.logNormal(queue.afterMs, AFTER_SIGMA));
  schedule.after(afterMs, () => {
    tell('contact.wrappedUp');
    if (!next) lookBack(hall, visit, desk);
    ports.done(desk, queue.id);
  });
}

/** A visit is passed on once at most, within its family, and not from midnight on. */
function nextQueue(hall: Hall, visit: Visit): QueuePlan | null {
  const { random, queue } = visit;
  if (queue.family === 'desk' || !random.chance(0.05)) return null;
  if (visit.moves > 0 || hall.schedule.now() >= hall.dayEndAt) return null;
  const others = hall.queues.filter((each) => each.family === queue.family && each !== queue);
  return others.length > 0 ? random.pick(others) : null;
}

/** What is known of a contact afterwards: its topic, the customer's mark, now and then a quality check. */
function lookBack(hall: Hall, visit: Visit, desk: Desk): void {
  const { random, queue } = visit;
  const { schedule } = hall;
  if (random.chance(0.6))
    schedule.after(200, () => visit.tell('contact.tagged', { topic: random.pick(queue.topics) }));
  if (random.chance(queue.family === 'chat' ? 0.32 : 0.2)) {
    const score = random.pick([5, 5, 5, 5, 5, 4, 4, 4, 3, 2, 1]);
    schedule.after(random.between(10, 90) * SECOND_MS, () =>
      visit.tell('contact.rated', { score, scale: 5 }),
    );
  }
  if (random.chance(0.01)) {
    const score = Math.round(random.between(70, 100));
    schedule.after(10 * MINUTE_MS, () =>
      visit.tell('quality.scored', { agent: desk.plan.id, score, scale: 100 }),
    );
  }
  if (random.chance(0.004))
    visit.tell('knowledge.missed', { agent: desk.plan.id, query: random.pick(queue.topics) });
}

function escalate(hall: Hall, visit: Visit, talkMs: number): void {
  hall.schedule.after(talkMs * 0.5, () =>
    visit.tell('contact.escalated', { to: '协调组 Coordination', reason: '投诉 complaint' }),
  );
}
