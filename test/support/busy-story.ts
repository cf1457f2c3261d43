import type { Random } from '#server/ingest/demo/random.ts';

/** The next of a long history of events, in which everything that a screen shows comes and goes. */
export interface BusyStory {
  /** So many more, of now. */
  next(count: number, now: number): readonly Record<string, unknown>[];
}

const QUEUES = 12;
const AGENTS = 30;

export function busyStory(random: Random): BusyStory {
  const waiting: string[] = [];
  const served: string[] = [];
  const signedIn = new Set<string>();
  let events = 0;
  let contacts = 0;
  const queue = (): string => `q${Math.floor(random.next() * QUEUES)}`;
  const take = (from: string[]): string =>
    from.splice(Math.floor(random.next() * from.length), 1)[0]!;

  return {
    next: (count, now) =>
      Array.from({ length: count }, () => {
        const [type, data] = something();
        events += 1;
        const time = new Date(now).toISOString();
        return { specversion: '1.0', id: `s${events}`, source: '/busy', type, time, data };
      }),
  };

  function something(): [string, Record<string, unknown>] {
    const dice = random.next();
    const agent = `a${Math.floor(random.next() * AGENTS)}`;
    if (dice < 0.02) return ['queue.defined', { queue: queue(), name: `Queue ${events}` }];
    if (dice < 0.3 || waiting.length === 0) {
      const contact = `c${(contacts += 1)}`;
      waiting.push(contact);
      return ['contact.queued', { contact, queue: queue() }];
    }
    if (dice < 0.4) return ['contact.abandoned', { contact: take(waiting) }];
    if (dice < 0.6) {
      const contact = take(waiting);
      served.push(contact);
      return ['contact.answered', { contact, agent }];
    }
    if (dice < 0.75 && served.length > 0) return ['contact.ended', { contact: take(served) }];
    if (signedIn.has(agent) && dice < 0.83) {
      signedIn.delete(agent);
      return ['agent.stateChanged', { agent, state: 'signedOut' }];
    }
    signedIn.add(agent);
    const state = random.pick(['available', 'paused', 'afterContactWork']);
    return dice < 0.9
      ? ['agent.signedIn', { agent, name: `Agent ${events}`, queues: [queue(), queue()] }]
      : ['agent.stateChanged', { agent, state }];
  }
}
