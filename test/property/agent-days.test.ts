import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AgentState } from '#schema/agent-state.ts';
import type { AgentId, Instant } from '#schema/ids.ts';
import { rebuildSegments, trimAgent } from '#server/floor/agent-segments.ts';
import type { FloorState, Segment } from '#server/floor/state.ts';
import {
  agentDays,
  agentsOf,
  saysContactState,
  tell,
  toldInTheEvening,
} from '#test/support/agent-days.ts';
import type { EventEntry } from '#test/support/histories.ts';
import { AGENTS } from '#test/support/history-steps.ts';
import { runs } from '#test/support/runs.ts';
import { eventEntry, START_AT } from '#test/support/scenario.ts';

const ranks = fc.array(fc.integer(), { minLength: 120, maxLength: 120 });

function shuffled(entries: readonly EventEntry[], order: readonly number[]): EventEntry[] {
  const places = entries.map((_, index) => index);
  places.sort((a, b) => order[a % order.length]! - order[b % order.length]! || a - b);
  return places.map((place) => entries[place]!);
}

/** What of the segments lies after `from`. */
function since(segments: readonly Segment[], from: Instant): Segment[] {
  return segments
    .filter((_, index) => (segments[index + 1]?.from ?? Infinity) > from)
    .map((segment) => ({ ...segment, from: Math.max(segment.from, from) }));
}

describe("C-2, E-5: any history of agents' days", () => {
  test('ends in the same time, states and numbers of agents, whatever order it is told in', () => {
    fc.assert(
      fc.property(agentDays, ranks, (entries, order) => {
        expect(agentsOf(toldInTheEvening(shuffled(entries, order)))).toEqual(
          agentsOf(toldInTheEvening(entries)),
        );
      }),
      runs(150),
    );
  });

  test('leaves no gap and no overlap in time, and no empty segment', () => {
    fc.assert(
      fc.property(agentDays, ranks, (entries, order) => {
        for (const agent of toldInTheEvening(shuffled(entries, order)).agents.values()) {
          const { segments } = agent;
          expect(segments[0]!.from).toBe(agent.namedAt);
          segments.slice(1).forEach((segment, index) => {
            const before = segments[index]!;
            expect(segment.from).toBeGreaterThan(before.from);
            expect([segment.state, segment.reason]).not.toEqual([before.state, before.reason]);
          });
          const { state, reason } = agent;
          expect(segments.at(-1)).toMatchObject({ state, reason });
        }
      }),
      runs(100),
    );
  });

  test('shows of every past instant what a floor showed that knew of nothing later', () => {
    fc.assert(
      fc.property(agentDays, ranks, fc.nat(), (entries, order, cut) => {
        const { at } = entries[cut % entries.length]!;
        const then = toldInTheEvening(entries.filter((entry) => entry.at <= at));
        const later = toldInTheEvening(shuffled(entries, order));
        for (const { id, state, reason } of then.agents.values()) {
          const { segments } = later.agents.get(id)!;
          expect({ id, ...segments.findLast(({ from }) => from <= at) }).toMatchObject({
            id,
            state,
            reason,
          });
        }
      }),
      runs(150),
    );
  });

  test('told step by step comes to the same time as worked out at once from what is kept', () => {
    fc.assert(
      fc.property(agentDays, (entries) => {
        for (const agent of toldInTheEvening(entries).agents.values()) {
          const stepByStep = [...agent.segments];
          rebuildSegments(agent, 0);
          expect(agent.segments).toEqual(stepByStep);
        }
      }),
      runs(100),
    );
  });

  test('says the same of the kept days after the earlier ones were let go of', () => {
    fc.assert(
      fc.property(agentDays, ranks, fc.nat(900), (entries, order, seconds) => {
        const oldest = START_AT + seconds * 1_000;
        const isKept = ({ at }: EventEntry): boolean => at >= oldest;
        const whole = toldInTheEvening(entries);
        const trimmed = toldInTheEvening(entries.filter((entry) => !isKept(entry)));
        for (const agent of trimmed.agents.values()) trimAgent(agent, oldest);
        tell(trimmed, shuffled(entries.filter(isKept), order));
        for (const agent of whole.agents.values()) {
          const other = trimmed.agents.get(agent.id)!;
          expect(since(other.segments, oldest)).toEqual(since(agent.segments, oldest));
          const { state, reason, since: from, signedIn, signedAt, cameAt, said } = agent;
          const stands = { state, reason, since: from, signedIn, signedAt, cameAt, said };
          expect(other).toMatchObject(stands);
          rebuildSegments(other, 0);
          expect(since(other.segments, oldest)).toEqual(since(agent.segments, oldest));
        }
      }),
      runs(150),
    );
  });
});

/** What a contact that goes on has the agent do, looked up in all contacts there are. */
function stillDoing({ contacts }: FloorState, id: AgentId): AgentState {
  const doing = new Set<AgentState>();
  for (const { story } of contacts.values())
    for (const { handlers, holds, rings } of story.legs) {
      const handler = handlers.at(-1);
      if (handler?.agent === id && handler.until === null)
        doing.add(holds.at(-1)?.until === null ? 'holding' : 'talking');
      if (rings.some((ring) => ring.agent === id && ring.until === null)) doing.add('ringing');
    }
  const order = ['talking', 'holding', 'ringing'] as const;
  return order.find((state) => doing.has(state)) ?? 'available';
}

function word(id: string, type: string, at: Instant, who: AgentId): EventEntry {
  return eventEntry({ id, source: '/pbx', type, at, data: { agent: who } });
}

describe('A-13: whoever signs in', () => {
  test('having been out has what contacts still go on, and nothing else of before', () => {
    fc.assert(
      fc.property(agentDays, ranks, fc.nat(), (entries, order, cut) => {
        const { at } = entries[cut % entries.length]!;
        const told = entries.filter((entry) => entry.at <= at);
        const back = AGENTS.flatMap((who) => [
          word(`${who} out`, 'agent.signedOut', at + 1, who),
          word(`${who} in`, 'agent.signedIn', at + 2, who),
        ]);
        const floor = toldInTheEvening(shuffled([...told, ...back], order));
        for (const { id, state, segments } of floor.agents.values()) {
          const saysItself = told.some(
            (entry) => entry.data['agent'] === id && saysContactState(entry),
          );
          expect({ id, state }).toEqual({
            id,
            state: saysItself ? 'available' : stillDoing(floor, id),
          });
          expect(segments.at(-1)).toEqual({ state, reason: null, from: at + 2 });
        }
      }),
      runs(150),
    );
  });

  test('having been there all the time does what it did', () => {
    const agains = fc.array(fc.tuple(fc.constantFrom(...AGENTS), fc.nat(900)), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(agentDays, ranks, agains, (entries, order, words) => {
        const once = toldInTheEvening(entries);
        const again = words.flatMap(([who, seconds], index) => {
          // No other event is told of such an instant.
          const at = START_AT + seconds * 1_000 + 500;
          const segments = once.agents.get(who)?.segments ?? [];
          const { state } = segments.findLast(({ from }) => from <= at) ?? { state: 'signedOut' };
          return state === 'signedOut' ? [] : [word(`again${index}`, 'agent.signedIn', at, who)];
        });
        const twice = toldInTheEvening(shuffled([...entries, ...again], order));
        for (const { id, segments } of once.agents.values())
          expect(twice.agents.get(id)!.segments).toEqual(segments);
      }),
      runs(150),
    );
  });
});
