import { CHANNELS } from '#schema/channel.ts';
import type { FloorEvent } from '#schema/events/envelope.ts';
import type { Instant } from '#schema/ids.ts';
import { businessDay } from '#schema/time/business-day.ts';
import type { Delta } from './delta.ts';
import type { DayPlan, FloorState, Shift } from './state.ts';

type ScheduleEvent = Extract<FloorEvent, { readonly type: 'schedule.published' }>;
type PublishedShift = NonNullable<ScheduleEvent['data']['shifts']>[number];

const WORK = 'work';
/** Activities in which the agent is to be ready for contacts. */
const WORKING: ReadonlySet<string> = new Set([WORK, ...CHANNELS]);

/**
 * Takes an agent's plan. A word is about the days (of the floor's zone) that its shifts begin on, and
 * replaces what was planned for these; of several words about a day the newest by event time stands,
 * so their order of arrival does not matter. A queue's staffing plan is in the log for those who
 * read it there.
 */
export function applySchedule(state: FloorState, event: ScheduleEvent, delta: Delta): void {
  const { agent, shifts } = event.data;
  if (!agent || !shifts) return;
  const byDay = new Map<Instant, Shift[]>();
  for (const published of shifts) {
    const { startAt } = dayOf(state, published.start);
    const day = byDay.get(startAt) ?? [];
    byDay.set(startAt, day);
    const shift = shiftOf(published);
    if (shift) day.push(shift);
  }
  const plan = state.plans.get(agent) ?? new Map<Instant, DayPlan>();
  for (const [day, own] of byDay)
    if (isNewer(event, plan.get(day)))
      plan.set(day, { at: event.at, word: wordOf(event), shifts: own });
  if (plan.size === 0) return;
  state.plans.set(agent, plan);
  const record = state.agents.get(agent);
  if (!record) return;
  delta.agents.add(agent);
  for (const [queue, { serves }] of record.queues) if (serves) delta.queues.add(queue);
}

function isNewer(event: ScheduleEvent, known: DayPlan | undefined): boolean {
  if (!known || event.at !== known.at) return !known || event.at > known.at;
  return wordOf(event) > known.word;
}

function wordOf({ source, id }: ScheduleEvent): string {
  return `${source} ${id}`;
}

/** Lets go of days whose shifts were all over before `oldest`. */
export function forgetPlans(state: FloorState, oldest: Instant): void {
  for (const [agent, plan] of state.plans) {
    for (const [day, { shifts }] of plan)
      if (dayOf(state, day).endAt <= oldest && shifts.every(({ to }) => to <= oldest))
        plan.delete(day);
    if (plan.size === 0) state.plans.delete(agent);
  }
}

function dayOf(state: FloorState, at: Instant) {
  return businessDay(at, { timeZone: state.timeZone, dayStartMinutes: 0 });
}

/** Null for one that plans nothing. */
function shiftOf({ start, end, lengthMs, activity }: PublishedShift): Shift | null {
  const to = end ?? (lengthMs ? start + lengthMs : start);
  if (to <= start) return null;
  const named = activity?.trim() || WORK;
  return { from: start, to, isWork: WORKING.has(named.toLowerCase()), activity: named };
}
