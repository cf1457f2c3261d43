import type { AgentId, QueueId } from '#schema/ids.ts';
import { HOUR_MS, MINUTE_MS } from '#schema/time/duration.ts';
import { inventName, TEAMS } from './names.ts';
import { CHATS_AT_ONCE, type Family, type QueuePlan } from './queues.ts';
import { createRandom, type Random } from './random.ts';

/** A time away from contacts, in milliseconds after the day's start. */
export interface PausePlan {
  readonly startMs: number;
  readonly lengthMs: number;
  readonly reason: string;
}

/** One agent's day. */
export interface AgentPlan {
  readonly id: AgentId;
  readonly name: string;
  readonly employeeNo: string;
  readonly team: string;
  readonly site: string;
  readonly family: Family;
  /** The first is the agent's own; the others are helped out with. */
  readonly queues: readonly QueueId[];
  /** Contacts at once. */
  readonly capacity: number;
  readonly startMs: number;
  /** The day's length means: stays until what waits at midnight is served. */
  readonly endMs: number;
  readonly pauses: readonly PausePlan[];
}

export interface StaffOptions {
  readonly seed: number;
  readonly dayNumber: number;
  readonly agents: number;
  readonly queues: readonly QueuePlan[];
  readonly dayMs: number;
}

/**
 * Who works on a day, and when. Names, queues and shifts stay with a person from day to day; so the
 * night shift, which begins at 00:00, never holds the people of the late shift, which ends then.
 * Absences and pauses are the day's own.
 */
export function planStaff(options: StaffOptions): readonly AgentPlan[] {
  const { queues, agents } = options;
  const weight = sum(queues);
  const plans: AgentPlan[] = [];
  let dealt = 0;
  for (const family of FAMILIES) {
    const own = queues.filter((queue) => queue.family === family);
    if (own.length === 0) continue;
    dealt += (agents * sum(own)) / weight;
    const count = Math.max(1, Math.round(dealt) - plans.length);
    for (let index = 0; index < count; index += 1) {
      const number = plans.length + 1;
      const part = { number, index, share: (index + 0.5) / count, queues: own };
      plans.push(planAgent(part, options));
    }
  }
  return plans.filter(
    ({ id }) => !createRandom(`${options.seed}/${options.dayNumber}/absent/${id}`).chance(0.04),
  );
}

const FAMILIES: readonly Family[] = ['voice', 'chat', 'desk'];

/** Other queues of the family that an agent helps out in, on average. */
const HELPED_QUEUES = 2.5;

interface Place {
  readonly number: number;
  readonly index: number;
  /** Where in the family the agent stands, 0..1: spreads the shifts evenly. */
  readonly share: number;
  readonly queues: readonly QueuePlan[];
}

function planAgent(place: Place, { seed, dayNumber, dayMs }: StaffOptions): AgentPlan {
  const id = `A${1000 + place.number}`;
  const person = createRandom(`${seed}/person/${id}`);
  const today = createRandom(`${seed}/${dayNumber}/plan/${id}`);
  // Multiples of the golden ratio fill the unit interval evenly, whatever the number of agents.
  const own = ownQueue(place.queues, (place.index * 0.618034) % 1);
  const others = place.queues.filter((queue) => queue !== own);
  const { shift, startMs, endMs } = shiftOf(place, dayMs);
  // The few of the night have to know everything.
  const knows = shift === 'night' ? 1 : HELPED_QUEUES / Math.max(1, others.length);
  const helps = others.filter(() => person.chance(knows));
  return {
    id,
    name: inventName(person),
    employeeNo: String(20_000 + place.number * 7),
    team: TEAMS[hashTeam(own.site, place.index)]!,
    site: own.site,
    family: own.family,
    queues: [own, ...helps].map((queue) => queue.id),
    capacity: capacityOf(own.family, person),
    startMs,
    endMs,
    pauses: planPauses(today, { shift, startMs, endMs }),
  };
}

function capacityOf(family: Family, person: Random): number {
  return family === 'chat' ? CHATS_AT_ONCE - 1 + Math.floor(person.next() * 3) : 1;
}

interface Shift {
  readonly shift: 'night' | 'early' | 'day' | 'late';
  readonly startMs: number;
  readonly endMs: number;
}

function shiftOf({ share, index }: Place, dayMs: number): Shift {
  const staggerMs = (index % 4) * 15 * MINUTE_MS;
  if (share < 0.11) return { shift: 'night', startMs: 0, endMs: 8.25 * HOUR_MS };
  if (share < 0.43)
    return { shift: 'early', startMs: 7.5 * HOUR_MS + staggerMs, endMs: 16 * HOUR_MS + staggerMs };
  if (share < 0.68)
    return { shift: 'day', startMs: 9 * HOUR_MS + staggerMs, endMs: 17.5 * HOUR_MS + staggerMs };
  return { shift: 'late', startMs: 14.5 * HOUR_MS + staggerMs, endMs: dayMs };
}

function planPauses(random: Random, { shift, startMs, endMs }: Shift): readonly PausePlan[] {
  const lengthMs = endMs - startMs;
  const spread = (at: number, minutes: number) =>
    Math.round(at + random.between(-minutes, minutes) * MINUTE_MS);
  const pauses: PausePlan[] = [
    { startMs: spread(startMs + 0.22 * lengthMs, 30), lengthMs: 12 * MINUTE_MS, reason: 'break' },
    { startMs: spread(startMs + 0.5 * lengthMs, 75), lengthMs: 45 * MINUTE_MS, reason: 'lunch' },
    { startMs: spread(startMs + 0.8 * lengthMs, 30), lengthMs: 12 * MINUTE_MS, reason: 'break' },
  ];
  if (shift === 'night') return pauses;
  // Where shifts overlap there are people to spare: meetings and training belong there.
  const spareMs = Math.min(endMs - HOUR_MS, Math.max(startMs + 0.6 * lengthMs, 14.75 * HOUR_MS));
  if (random.chance(0.2))
    pauses.push({ startMs: spread(spareMs, 25), lengthMs: 25 * MINUTE_MS, reason: 'meeting' });
  else if (random.chance(0.1))
    pauses.push({ startMs: spread(spareMs, 25), lengthMs: 50 * MINUTE_MS, reason: 'training' });
  return pauses;
}

function ownQueue(queues: readonly QueuePlan[], share: number): QueuePlan {
  let rest = share * sum(queues);
  return queues.find((queue) => (rest -= queue.weight) < 0) ?? queues.at(-1)!;
}

function hashTeam(site: string, index: number): number {
  const half = TEAMS.length / 2;
  return (site.startsWith('北京') ? 0 : half) + (index % half);
}

function sum(queues: readonly QueuePlan[]): number {
  return queues.reduce((total, queue) => total + queue.weight, 0);
}
