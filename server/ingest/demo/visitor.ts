import { SECOND_MS } from '#schema/time/duration.ts';
import type { Hall, Visit } from './hall.ts';
import type { QueuePlan } from './queues.ts';
import type { Random } from './random.ts';

/**
 * A contact arrives. Most chats meet the assistant first, which resolves some of them
 * before any queue; the others are offered at once.
 */
export function arrive(hall: Hall, visit: Visit, offer: (visit: Visit) => void): void {
  const { random, queue } = visit;
  const customer = inventCustomer(random, queue);
  const goOn = () => enter(hall, { visit, customer }, offer);
  if (queue.family !== 'chat' || !random.chance(BOT_MEETS)) return goOn();
  visit.tell('bot.engaged', { queue: queue.id, customer });
  const stepsMs = [2, 5, 24, 27].map((at) => at * SECOND_MS * random.between(0.8, 1.2));
  stepsMs.forEach((atMs, index) =>
    hall.schedule.after(atMs, () =>
      visit.tell('contact.message', { from: index % 2 === 0 ? 'customer' : 'bot' }),
    ),
  );
  const endMs = random.between(34, 60) * SECOND_MS;
  const resolved = random.chance(BOT_RESOLVES);
  hall.schedule.after(endMs, () => {
    if (resolved) return visit.tell('bot.resolved');
    visit.tell('bot.handedOver');
    hall.schedule.after(5, goOn);
  });
}

/** Share of the chats that the assistant meets first, and of these that it resolves. */
export const BOT_MEETS = 0.6;
export const BOT_RESOLVES = 0.45;

/** How a customer is known on the queue's channel; invented, and in ranges that are never assigned. */
export function inventCustomer(random: Random, queue: QueuePlan): string {
  // The E.164 country code 999 is reserved; example.com is nobody's, by RFC 2606.
  const number = String(Math.floor(random.next() * 40_000)).padStart(6, '0');
  if (queue.channel === 'email') return `customer${number}@example.com`;
  if (queue.family !== 'voice') return `user-${number}`;
  return `+9991${number}${number.slice(2, 5)}`;
}

function enter(
  hall: Hall,
  { visit, customer }: { visit: Visit; customer: string },
  offer: (visit: Visit) => void,
): void {
  const { random, queue } = visit;
  visit.tell('contact.queued', {
    queue: queue.id,
    channel: queue.channel,
    direction: 'inbound',
    customer,
    priority: visit.priority,
    ...(queue.media.length > 0 && { media: random.pick(queue.media) }),
    ...(queue.family !== 'voice' && { topic: random.pick(queue.topics) }),
  });
  if (queue.family !== 'voice')
    hall.schedule.after(20, () =>
      visit.tell('contact.message', { from: 'customer', queue: queue.id }),
    );
  if (queue.dueMs !== null) {
    const dueAt = new Date(hall.schedule.now() + queue.dueMs).toISOString();
    hall.schedule.after(10, () => visit.tell('contact.due', { queue: queue.id, dueAt }));
  }
  offer(visit);
}
