import type { AgentState } from '#schema/agent-state.ts';
import type { AgentId, Instant, QueueId } from '#schema/ids.ts';
import { businessDay, type BusinessDay, type DayRule } from '#schema/time/business-day.ts';
import { DAY_MS } from '#schema/time/duration.ts';
import { QUARTER_MS } from '#schema/time/interval.ts';
import { readSegmentCode, SEGMENTS } from './agent-quarters.ts';
import { QUARTERS, RowKind, type Words } from './day-row.ts';
import type { AgentFacts } from './facts.ts';
import type { RowStore, RowView } from './row-store.ts';

/** What an agent did in a business day; an empty list where it was away. */
export interface AgentDay {
  readonly agent: AgentId;
  readonly name: string | null;
  readonly team: string | null;
  readonly startAt: Instant;
  readonly endAt: Instant;
  readonly segments: readonly {
    readonly state: AgentState;
    readonly reason: string | null;
    readonly from: Instant;
    /** Null while it lasts. */
    readonly until: Instant | null;
  }[];
}

export interface AgentDaySources {
  readonly store: RowStore;
  readonly words: Words;
  readonly timeZone: string;
  /** The floor's clock: what runs there has no end. */
  readonly now: Instant;
  ruleOf(queue: QueueId): DayRule | null;
  /** Of an agent that no row of these days tells of; null where nobody knows it. */
  known(agent: AgentId): { readonly name: string | null; readonly team: string | null } | null;
}

/** The business day of the agent that `at` lies in (SPEC T-10); null for one that nobody knows. */
export function readAgentDay(
  sources: AgentDaySources,
  agent: AgentId,
  at: Instant,
): AgentDay | null {
  const today = Math.floor(at / DAY_MS);
  const rows = [
    ...sources.store.scan({
      kind: RowKind.agent,
      from: today - 2,
      to: today + 2,
      agent,
      numbers: new Set(),
      lists: new Set(Object.values(SEGMENTS)),
    }),
  ].sort((a, b) => a.key.day - b.key.day);
  const facts = factsAt(rows, at);
  const known = facts ?? sources.known(agent);
  if (!known) return null;
  const day = businessDay(at, ruleOf(sources, facts));
  return {
    agent,
    name: known.name,
    team: known.team,
    ...day,
    segments: segmentsIn(sources, rows, day),
  };
}

/** What the agent was then; where nothing was told by then, what it was first. */
function factsAt(rows: readonly RowView[], at: Instant): AgentFacts | null {
  let found: string | null = null;
  for (const { key, facts } of rows)
    for (const [quarter, text] of facts)
      if (found === null || key.day * DAY_MS + quarter * QUARTER_MS <= at) found = text;
  return found === null ? null : (JSON.parse(found) as AgentFacts);
}

function ruleOf(sources: AgentDaySources, facts: AgentFacts | null): DayRule {
  const own = { timeZone: sources.timeZone, dayStartMinutes: 0 };
  const rules = new Map<string, DayRule>();
  for (const queue of facts?.queues ?? []) {
    const rule = sources.ruleOf(queue) ?? own;
    rules.set(`${rule.timeZone}|${rule.dayStartMinutes}`, rule);
  }
  return rules.size === 1 ? [...rules.values()][0]! : own;
}

type Segment = AgentDay['segments'][number];

function segmentsIn(
  { words, now }: AgentDaySources,
  rows: readonly RowView[],
  { startAt, endAt }: BusinessDay,
): Segment[] {
  const segments: { state: AgentState; reason: string | null; from: Instant; until: Instant }[] =
    [];
  const put = (state: AgentState, reason: string | null, from: Instant, until: Instant): void => {
    const begin = Math.max(from, startAt);
    const end = Math.min(until, endAt);
    if (end <= begin) return;
    const last = segments.at(-1);
    if (last && last.until < begin) put('signedOut', null, last.until, begin);
    const before = segments.at(-1);
    if (before?.state === state && before.reason === reason) before.until = end;
    else segments.push({ state, reason, from: begin, until: end });
  };
  for (const { key, lists } of rows)
    for (let quarter = 0; quarter < QUARTERS; quarter += 1) {
      const start = key.day * DAY_MS + quarter * QUARTER_MS;
      const begins = lists.get(SEGMENTS.begins)?.[quarter];
      const states = lists.get(SEGMENTS.states)?.[quarter];
      if (!begins || !states) continue;
      begins.forEach((begin, index) => {
        const end = begins[index + 1] ?? Math.min(QUARTER_MS, now - start);
        const { state, reason } = readSegmentCode(states[index]!, words);
        put(state, reason, start + begin, start + end);
      });
    }
  while (segments.at(-1)?.state === 'signedOut') segments.pop();
  while (segments[0]?.state === 'signedOut') segments.shift();
  return segments.map((segment) => ({
    ...segment,
    until: segment.until >= now ? null : segment.until,
  }));
}
