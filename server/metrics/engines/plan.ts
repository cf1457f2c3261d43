import type { AgentState } from '#schema/agent-state.ts';
import type { Instant } from '#schema/ids.ts';
import { MINUTE_MS } from '#schema/time/duration.ts';
import type { AgentRecord, FloorState } from '#server/floor/state.ts';
import type { AgentPart, Engine, Question } from '../question.ts';
import { BUSY, mostFirst, READY, timeIn, together } from './agent-time.ts';

/** How far from a change of plan both what was planned before it and what is planned after it fit. */
const GRACE_MS = 2 * MINUTE_MS;

/**
 * Agents against their plan (metrics.md 2.4), over `[question.fromOf(agent), question.to)`; only
 * agents with a plan there, and no number without one. Times are milliseconds.
 *
 * - `adherenceRatio`: minutes kept over minutes planned. Each minute of the clock that begins inside
 *   a shift, work or not, is looked at as it begins. Ready (in any state but paused and signed out)
 *   fits work; paused and signed out fit everything else, and the time before and after shifts. Up
 *   to 2 minutes before and after a change of plan either side of it fits. Busy with a contact
 *   that began while work was planned fits until it is done.
 * - `conformanceRatio`: time ready over time planned as work, whenever it was worked.
 */
export const PLAN_ENGINE: Engine = {
  read: (question, { id }) => together(parts(question, id)),
  agents: (question, { id }) => mostFirst(parts(question, id)),
};

/** `[from, to)`. */
interface Stretch {
  readonly from: Instant;
  readonly to: Instant;
}

/** An agent's plan, stretches in order and apart from one another. */
interface Plan {
  /** Covered by any shift. */
  readonly planned: readonly Stretch[];
  /** Of these, to be ready: what is done instead of work takes its place. */
  readonly work: readonly Stretch[];
}

function parts({ state, agents, fromOf, to }: Question, metric: string): AgentPart[] {
  const shares: AgentPart[] = [];
  for (const agent of agents) {
    const window = { from: fromOf(agent), to };
    const plan = planOf(state, agent, window);
    if (!plan) continue;
    const share = metric === 'conformanceRatio' ? conformance : adherence;
    shares.push({ agent: agent.id, ...share(agent, plan, window) });
  }
  return shares;
}

function conformance(agent: AgentRecord, plan: Plan, { from, to }: Stretch) {
  let plannedMs = 0;
  for (const stretch of plan.work)
    plannedMs += Math.max(0, Math.min(stretch.to, to) - Math.max(stretch.from, from));
  const workedMs = plannedMs > 0 ? timeIn(agent, READY, from, to) : 0;
  return { numerator: workedMs, denominator: plannedMs };
}

function adherence(agent: AgentRecord, plan: Plan, window: Stretch) {
  let kept = 0;
  let minutes = 0;
  let segment = -1;
  for (const stretch of plan.planned) {
    const begin = Math.ceil(Math.max(stretch.from, window.from) / MINUTE_MS) * MINUTE_MS;
    for (let at = begin; at < Math.min(stretch.to, window.to); at += MINUTE_MS) {
      while ((agent.segments[segment + 1]?.from ?? Infinity) <= at) segment += 1;
      minutes += 1;
      if (isKept(agent, segment, plan.work, at)) kept += 1;
    }
  }
  return { numerator: kept * MINUTE_MS, denominator: minutes * MINUTE_MS };
}

function isKept(
  agent: AgentRecord,
  segment: number,
  work: readonly Stretch[],
  at: Instant,
): boolean {
  const state: AgentState = agent.segments[segment]?.state ?? 'signedOut';
  const first = at - GRACE_MS;
  const last = at + GRACE_MS;
  if (!READY.has(state)) return !work.some(({ from, to }) => from <= first && to > last);
  if (work.some(({ from, to }) => from <= last && to > first)) return true;
  const workEnded = work.findLast(({ to }) => to <= at)?.to;
  return BUSY.has(state) && workEnded !== undefined && busySince(agent, segment) < workEnded;
}

/** Since when the agent has been busy without a break, up to the segment. */
function busySince({ segments }: AgentRecord, segment: number): Instant {
  let index = segment;
  while (index > 0 && BUSY.has(segments[index - 1]!.state)) index -= 1;
  return segments[index]!.from;
}

/** Null where nothing is planned in the window. */
function planOf(state: FloorState, agent: AgentRecord, window: Stretch): Plan | null {
  const days = state.plans.get(agent.id);
  if (!days) return null;
  const shifts = [...days.values()].flatMap((day) => day.shifts);
  const planned = merged(shifts);
  if (!planned.some(({ from, to }) => from < window.to && to > window.from)) return null;
  const instead = merged(shifts.filter(({ isWork }) => !isWork));
  const work = merged(shifts.filter(({ isWork }) => isWork)).flatMap((each) =>
    without(each, instead),
  );
  return { planned, work };
}

function merged(stretches: readonly Stretch[]): Stretch[] {
  const apart: { from: Instant; to: Instant }[] = [];
  for (const { from, to } of [...stretches].sort((a, b) => a.from - b.from)) {
    const last = apart.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else apart.push({ from, to });
  }
  return apart;
}

/** What is left of a stretch when others are taken out. */
function without(stretch: Stretch, out: readonly Stretch[]): Stretch[] {
  const left: Stretch[] = [];
  let { from } = stretch;
  for (const { from: gone, to: back } of out) {
    if (back <= from || gone >= stretch.to) continue;
    if (gone > from) left.push({ from, to: gone });
    from = back;
  }
  if (from < stretch.to) left.push({ from, to: stretch.to });
  return left;
}
