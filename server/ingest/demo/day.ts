import type { Instant } from '#schema/ids.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '#schema/time/duration.ts';
import type { IncomingEvent } from '../connector.ts';
import { arrivalsOf, BIN_MS, planRates, type Rates, type Surge } from './arrivals.ts';
import { converse } from './conversation.ts';
import type { Desk, Hall, Line, Visit } from './hall.ts';
import { planQueues, type QueuePlan } from './queues.ts';
import { createRandom, hashText } from './random.ts';
import { createRouter, type Router } from './router.ts';
import { createSchedule } from './schedule.ts';
import { planShift, whenIdle, whenMissed } from './shift.ts';
import { planStaff, type AgentPlan } from './staff.ts';
import { planSurges } from './surges.ts';
import { arrive } from './visitor.ts';

/** Which floor is simulated. */
export interface FloorPlan {
  readonly seed: number;
  /** On the roster, all shifts together. */
  readonly agents: number;
  readonly queues: number;
  /** When somebody first opened the floor, who is to see a surge soon; none where it is absent. */
  readonly openedAt?: Instant | null;
}

/** A local calendar day. */
export interface CalendarDay {
  /** Days since 1970-01-01. */
  readonly dayNumber: number;
  readonly startAt: Instant;
  readonly endAt: Instant;
}

/** Nothing of a day happens later than this after its end. */
export const LONGEST_TAIL_MS = 3 * HOUR_MS;

/**
 * One day of the demo floor, event by event in order of time: a pure function of plan and day, ids
 * included. After the day's end no contact arrives; what is under way is brought to its end, and
 * the late shift signs out.
 */
export function* simulateDay(plan: FloorPlan, day: CalendarDay): Generator<IncomingEvent> {
  const { seed, dayMs, queues, staff, rates, surges } = planDay(plan, day);
  const told: IncomingEvent[] = [];
  const schedule = createSchedule(day.startAt);
  const date = new Date(day.dayNumber * DAY_MS).toISOString().slice(0, 10).replaceAll('-', '');
  // Another floor on the same day must not reuse its ids.
  const mark = hashText(`${plan.seed}/${plan.agents}/${plan.queues}`) >>> 0;
  const tag = `${date}-${mark.toString(36).slice(0, 4)}`;
  const hall: Hall = {
    schedule,
    queues,
    lines: openLines(queues),
    dayEndAt: day.endAt,
    closed: false,
    tell: (event) => void told.push({ ...event, at: schedule.now() }),
  };
  const router = open(hall);
  defineQueues(hall, { tag, rates, day });
  for (const desk of openDesks(hall, staff, tag))
    planShift(hall, { desk, dayStartAt: day.startAt, router: () => router });
  publishPlans(hall, staff, { tag, day });
  let visits = 0;
  for (const queue of queues) {
    const arrivals = arrivalsOf({ seed, queue: queue.id, rates, surges, dayMs }).values();
    const plannedNext = (): void => {
      const next = arrivals.next();
      if (next.done) return;
      schedule.at(Math.min(day.endAt - 1, day.startAt + next.value), () => {
        const number = (visits += 1);
        arrive(hall, openVisit(hall, { tag, number, queue, seed }), (visit) =>
          router.offer(visit, queue),
        );
        plannedNext();
      });
    };
    plannedNext();
  }
  schedule.at(day.endAt + 30 * MINUTE_MS, () => router.close());
  while (schedule.step()) {
    if (told.length > 0) yield* told.splice(0);
  }
}

/** The surges of a day, as simulateDay makes them. */
export function surgesOfDay(plan: FloorPlan, day: CalendarDay): readonly Surge[] {
  return planDay(plan, day).surges;
}

function planDay(plan: FloorPlan, day: CalendarDay) {
  const seed = `${plan.seed}/${day.dayNumber}`;
  const dayMs = day.endAt - day.startAt;
  const queues = planQueues(plan.queues);
  const staff = planStaff({ ...plan, queues, dayNumber: day.dayNumber, dayMs });
  const rates = planRates(queues, staff, dayMs);
  const openedMs = plan.openedAt == null ? null : plan.openedAt - day.startAt;
  const surges = planSurges({ seed, queues, rates, dayMs, openedMs });
  return { seed, dayMs, queues, staff, rates, surges };
}

function open(hall: Hall): Router {
  // The router and what it calls back know each other; the desks come first to life later.
  const router: Router = createRouter(hall, {
    answered: (visit, desk) =>
      converse(hall, { visit, desk }, { transferred: router.offer, done: router.release }),
    idle: (desk) => whenIdle(hall, desk, () => router),
    missed: (desk) => whenMissed(hall, desk, () => router),
  });
  return router;
}

function openLines(queues: readonly QueuePlan[]): ReadonlyMap<string, Line> {
  return new Map(queues.map((plan) => [plan.id, { plan, waiting: [], desks: [], helped: 0 }]));
}

function openDesks(hall: Hall, staff: readonly AgentPlan[], tag: string): Desk[] {
  return staff.map((plan) => {
    let count = 0;
    const desk: Desk = {
      plan,
      signedIn: false,
      paused: false,
      load: 0,
      idleSince: 0,
      duePause: null,
      leaving: false,
      draining: false,
      tell(type, data) {
        const id = `${tag}-${plan.id}:${(count += 1)}`;
        hall.tell({ id, type, data: { agent: plan.id, ...data } });
      },
    };
    for (const queue of plan.queues) hall.lines.get(queue)!.desks.push(desk);
    return desk;
  });
}

function openVisit(
  hall: Hall,
  options: { tag: string; number: number; queue: QueuePlan; seed: string },
): Visit {
  const { queue, number, tag } = options;
  const id = `${tag}-${String(number).padStart(5, '0')}`;
  const random = createRandom(`${options.seed}/visit/${number}`);
  let count = 0;
  const visit: Visit = {
    id,
    random,
    priority: queue.priority === 1 && random.chance(0.03) ? 3 : queue.priority,
    queue,
    offeredAt: hall.schedule.now(),
    turn: 0,
    ringing: null,
    moves: 0,
    tell(type, data) {
      const event = { id: `${id}:${(count += 1)}`, type };
      hall.tell({ ...event, data: { contact: id, queue: visit.queue.id, ...data } });
    },
  };
  return visit;
}

function defineQueues(
  hall: Hall,
  { tag, rates, day }: { tag: string; rates: Rates; day: CalendarDay },
): void {
  for (const queue of hall.queues) {
    const { id, name, channel, site, business, language, thresholdMs, targetRatio } = queue;
    const policy = { name, channel, site, business, language, thresholdMs, targetRatio };
    hall.schedule.at(day.startAt, () => {
      hall.tell({
        id: `${tag}-${id}:defined`,
        type: 'queue.defined',
        data: { queue: id, ...policy, serviceLevelVariant: 'neg' },
      });
      hall.tell({
        id: `${tag}-${id}:forecast`,
        type: 'forecast.published',
        data: { queue: id, intervals: forecast(rates.get(id) ?? [], day) },
      });
    });
  }
}

/** Who is to work when, and when to pause. */
function publishPlans(
  hall: Hall,
  staff: readonly AgentPlan[],
  { tag, day }: { tag: string; day: CalendarDay },
): void {
  const at = (ms: number): string => new Date(day.startAt + ms).toISOString();
  for (const { id, startMs, endMs, pauses } of staff) {
    const work = { start: at(startMs), end: at(endMs), activity: 'work' };
    const breaks = pauses.map(({ startMs: start, lengthMs, reason }) => ({
      start: at(start),
      lengthMs,
      activity: reason,
    }));
    hall.schedule.at(day.startAt, () =>
      hall.tell({
        id: `${tag}-${id}:plan`,
        type: 'schedule.published',
        data: { agent: id, shifts: [work, ...breaks] },
      }),
    );
  }
}

/** The expected contacts of each half hour: what arrivals are drawn from, surges left out. */
function forecast(rates: readonly number[], day: CalendarDay): readonly object[] {
  const binsPerInterval = 6;
  const lengthMs = binsPerInterval * BIN_MS;
  return Array.from({ length: Math.ceil(rates.length / binsPerInterval) }, (_, index) => {
    const bins = rates.slice(index * binsPerInterval, (index + 1) * binsPerInterval);
    const offered = bins.reduce((total, rate) => total + rate * BIN_MS, 0);
    const start = new Date(day.startAt + index * lengthMs).toISOString();
    return { start, lengthMs, offered: Math.round(offered * 10) / 10 };
  });
}
