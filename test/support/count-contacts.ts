import type { IncomingEvent } from '#server/ingest/connector.ts';

/** What a floor would count of contract events; written for tests alone and apart from the floor's own code. */
export interface Counted {
  offered: number;
  answered: number;
  abandoned: number;
  overflowed: Record<string, number>;
  answeredWithin: number;
  shortAbandons: number;
  maxWait: number;
  waits: number;
  talk: number;
  ended: number;
  waiting: number;
  talking: number;
  lost: number;
}

interface Stay {
  readonly queue: string;
  readonly at: number;
  exit: 'answered' | 'abandoned' | 'overflowed' | null;
  exitAt: number;
  agent: string | null;
  endedAt: number | null;
  wrappedUp: boolean;
}

/** Counts in seconds, service level 20 s, short abandon 5 s; `all` beside the queues. */
export function countContacts(events: readonly IncomingEvent[]) {
  const stays = new Map<string, Stay>();
  const queues = new Map<string, Counted>([['all', none()]]);
  const agents = new Map<string, { calls: number; talk: number; unanswered: number }>();
  const odd: string[] = [];
  const tallies = (queue: string): Counted[] => {
    if (!queues.has(queue)) queues.set(queue, none());
    return [queues.get(queue)!, queues.get('all')!];
  };
  const agentOf = (id: string) => {
    if (!agents.has(id)) agents.set(id, { calls: 0, talk: 0, unanswered: 0 });
    return agents.get(id)!;
  };
  const sorted = events
    .map((event, order) => ({ event, order }))
    .filter(({ event }) => event.type.startsWith('contact.'))
    .sort((a, b) => a.event.at - b.event.at || a.order - b.order);
  for (const { event } of sorted) {
    const data = event.data as Record<string, string>;
    const leg = data['leg']!;
    const { at, type } = event;
    if (type === 'contact.queued') {
      if (stays.has(leg)) odd.push(`${leg} queued twice`);
      stays.set(leg, {
        queue: data['queue']!,
        at,
        exit: null,
        exitAt: 0,
        agent: null,
        endedAt: null,
        wrappedUp: false,
      });
      for (const tally of tallies(data['queue']!)) {
        tally.offered += 1;
        tally.waiting += 1;
      }
      continue;
    }
    const stay = stays.get(leg);
    if (!stay) {
      odd.push(`${type} of ${leg}, which was never queued`);
      continue;
    }
    const both = tallies(stay.queue);
    const isExit = ['contact.answered', 'contact.abandoned', 'contact.overflowed'].includes(type);
    if (isExit && stay.exit !== null) {
      odd.push(`${type} of ${leg} after ${stay.exit}`);
    } else if (isExit) {
      stay.exit = type.slice('contact.'.length) as Stay['exit'];
      stay.exitAt = at;
      const wait = (at - stay.at) / 1000;
      for (const tally of both) {
        tally.waiting -= 1;
        if (data['reason'] === 'lost') tally.lost += 1;
        else tally.maxWait = Math.max(tally.maxWait, wait);
        if (type === 'contact.overflowed') {
          const reason = data['reason']!;
          tally.overflowed[reason] = (tally.overflowed[reason] ?? 0) + 1;
        } else if (type === 'contact.abandoned') {
          tally.abandoned += 1;
          if (wait <= 5) tally.shortAbandons += 1;
        } else {
          tally.answered += 1;
          tally.talking += 1;
          tally.waits += wait;
          if (wait <= 20) tally.answeredWithin += 1;
        }
      }
      if (type === 'contact.answered') {
        stay.agent = data['agent']!;
        agentOf(stay.agent).calls += 1;
      }
    } else if (type === 'contact.ended' || type === 'contact.transferred') {
      if (stay.exit !== 'answered' || stay.endedAt !== null)
        odd.push(`${type} of ${leg} unanswered`);
      stay.endedAt = at;
      for (const tally of both) {
        tally.talking -= 1;
        if (data['reason'] === 'lost') continue;
        tally.ended += 1;
        tally.talk += (at - stay.exitAt) / 1000;
      }
      if (data['reason'] !== 'lost') agentOf(stay.agent!).talk += (at - stay.exitAt) / 1000;
    } else if (type === 'contact.wrappedUp') {
      if (stay.endedAt === null) odd.push(`${leg} wrapped up before its end`);
      stay.wrappedUp = true;
    } else if (type === 'contact.unanswered') agentOf(data['agent']!).unanswered += 1;
  }
  return { queues: Object.fromEntries(queues), agents: Object.fromEntries(agents), odd, stays };
}

function none(): Counted {
  return {
    offered: 0,
    answered: 0,
    abandoned: 0,
    overflowed: {},
    answeredWithin: 0,
    shortAbandons: 0,
    maxWait: 0,
    waits: 0,
    talk: 0,
    ended: 0,
    waiting: 0,
    talking: 0,
    lost: 0,
  };
}
