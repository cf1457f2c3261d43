import { planQueues } from '#server/ingest/demo/queues.ts';
import { MINUTE_MS, SECOND_MS } from '#schema/time/duration.ts';
import type { Instant } from '#schema/ids.ts';

export type CloudEvent = Readonly<Record<string, unknown>>;

/** A floor that is full: every agent signed in, every queue with served and waiting contacts. */
export function wallFloor(options: {
  readonly queues: number;
  readonly agents: number;
  readonly now: Instant;
}): CloudEvent[] {
  const { now } = options;
  const queues = planQueues(options.queues);
  const beganAt = now - 20 * MINUTE_MS;
  const events = queues.map(({ id, name, channel, site, business, language, thresholdMs }) => {
    const policy = { queue: id, name, channel, site, business, language, thresholdMs };
    return cloudEvent('queue.defined', beganAt, policy);
  });
  for (let agent = 0; agent < options.agents; agent += 1) {
    const own = [0, 7].map((step) => queues[(agent + step) % queues.length]!.id);
    const team = `北京一组 Team ${1 + (agent % 8)}`;
    const named = { agent: agentId(agent), name: `王小明 Agent ${agent}`, team };
    events.push(cloudEvent('agent.signedIn', beganAt, { ...named, queues: own, capacity: 3 }));
  }
  queues.forEach(({ id: queue }, place) => {
    for (let visit = 0; visit < 10; visit += 1) {
      const contact = `${queue}/${visit}`;
      const at = beganAt + visit * 100 * SECOND_MS;
      events.push(cloudEvent('contact.queued', at, { contact, queue }));
      // The last two go on waiting.
      if (visit > 7) continue;
      const agent = agentId((place + visit) % options.agents);
      events.push(
        cloudEvent('contact.answered', at + (5 + 3 * visit) * SECOND_MS, { contact, agent }),
        cloudEvent('contact.ended', at + 80 * SECOND_MS, { contact }),
        cloudEvent('contact.wrappedUp', at + 95 * SECOND_MS, { contact }),
      );
    }
  });
  return events.toSorted((a, b) => String(a.time).localeCompare(String(b.time)));
}

export function agentId(index: number): string {
  return `A${1000 + index}`;
}

let count = 0;

export function cloudEvent(
  type: string,
  at: Instant,
  data: Readonly<Record<string, unknown>>,
): CloudEvent {
  const id = `bench-${(count += 1)}`;
  const time = new Date(at).toISOString();
  return { specversion: '1.0', id, source: '/bench', type, time, data };
}
