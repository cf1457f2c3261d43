import type { Instant } from '#schema/ids.ts';
import { planQueues } from '#server/ingest/demo/queues.ts';
import { agentId, cloudEvent, type CloudEvent } from './wall-floor.ts';

/** Contacts coming and going for as long as one likes; the floor neither fills nor empties. */
export interface FloorTraffic {
  /** The next `count` events, all of the instant `now`. */
  next(count: number, now: Instant): CloudEvent[];
}

interface Contact {
  readonly contact: string;
  readonly queue: string;
  agent?: string;
}

/** How many wait in each queue, and which share of the agents talks and wraps up. */
const WAITING = 2;
const TALKING = 0.6;
const WRAPPING = 0.1;

/** Traffic on a floor that `wallFloor` made of as many queues and agents. */
export function floorTraffic(floor: {
  readonly queues: number;
  readonly agents: number;
}): FloorTraffic {
  const queues = planQueues(floor.queues).map(({ id }) => id);
  const idle = Array.from({ length: floor.agents }, (_, agent) => agentId(agent));
  const waiting: Contact[] = [];
  const talking: Contact[] = [];
  const wrapping: Contact[] = [];
  let contacts = 0;

  return { next: (count, now) => Array.from({ length: count }, () => step(now)) };

  /** What is fullest goes on: so all stages keep their size, and every kind of event comes as often. */
  function step(now: Instant): CloudEvent {
    if (wrapping.length > WRAPPING * floor.agents) {
      const { contact, agent } = wrapping.shift()!;
      idle.push(agent!);
      return cloudEvent('contact.wrappedUp', now, { contact });
    }
    if (talking.length > TALKING * floor.agents) {
      const over = talking.shift()!;
      wrapping.push(over);
      return cloudEvent('contact.ended', now, { contact: over.contact });
    }
    if (waiting.length > WAITING * queues.length) {
      const taken = waiting.shift()!;
      taken.agent = idle.shift()!;
      talking.push(taken);
      return cloudEvent('contact.answered', now, { contact: taken.contact, agent: taken.agent });
    }
    contacts += 1;
    const came = { contact: `traffic-${contacts}`, queue: queues[(contacts * 7) % queues.length]! };
    waiting.push(came);
    return cloudEvent('contact.queued', now, { ...came });
  }
}
