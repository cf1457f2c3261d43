import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FloorState } from '#server/floor/state.ts';
import { reconciliationView } from '#server/metrics/differences-view.ts';
import { floorAlone, type FloorAlone } from '#test/support/floor-alone.ts';
import { histories, type EventEntry } from '#test/support/histories.ts';
import { START_AT } from '#test/support/scenario.ts';
import { runs } from '#test/support/runs.ts';

const SOURCE = '/test';
const LIST_AT = START_AT + 7_200_000;

interface List {
  readonly queues: string[];
  waiting: { contact: string; queue: string }[];
  agents: { agent: string; queues: string[]; paused: boolean }[];
}

function floorOf(entries: readonly EventEntry[]): FloorAlone {
  const floor = floorAlone({ startAt: START_AT, source: SOURCE });
  for (const entry of entries) floor.take({ ...entry, data: { ...entry.data } }, entry.at);
  return floor;
}

/** The list of a source that knows exactly what the floor shows. */
function listOf(state: FloorState): List {
  return {
    queues: [...state.queues.keys()],
    waiting: [...state.queues.values()].flatMap((queue) =>
      [...new Set([...queue.waiting].map(({ contact }) => contact))].map((contact) => ({
        contact,
        queue: queue.id,
      })),
    ),
    agents: [...state.agents.values()]
      .filter(({ signedIn }) => signedIn)
      .map(({ id, queues, said }) => ({
        agent: id,
        queues: [...queues].filter(([, { serves }]) => serves).map(([queue]) => queue),
        paused: said?.state === 'paused',
      })),
  };
}

function compare(floor: FloorAlone, list: List, at: number) {
  const data = { source: SOURCE, ...list };
  floor.take({ id: `list-${at}`, type: 'source.reconciled', at, data }, at);
  return reconciliationView(floor.state, SOURCE).differences.map(
    ({ kind, contact, agent, queue }) => ({ kind, contact, agent, queue }),
  );
}

describe('after any history of contacts', () => {
  test('a list that says what the floor shows finds no difference', () => {
    fc.assert(
      fc.property(histories, (entries) => {
        const floor = floorOf(entries);
        expect(compare(floor, listOf(floor.state), LIST_AT)).toEqual([]);
      }),
      runs(200),
    );
  });

  test('each contact and agent that a list leaves out or adds is marked, nothing else, and unmarked by the next', () => {
    fc.assert(
      fc.property(histories, fc.nat(), fc.nat(), (entries, which, whom) => {
        const floor = floorOf(entries);
        const before = numbers(floor.state);
        const whole = listOf(floor.state);
        const list = listOf(floor.state);
        const wanted = [];
        list.waiting.push({ contact: 'ghost', queue: list.queues[0]! });
        wanted.push(mark('unknownToFloor', { contact: 'ghost', queue: list.queues[0]! }));
        if (whole.waiting.length > 0) {
          const [left] = list.waiting.splice(which % whole.waiting.length, 1);
          wanted.push(mark('unknownToSource', left!));
        }
        if (whole.agents.length > 0) {
          const [left] = list.agents.splice(whom % whole.agents.length, 1);
          wanted.push(mark('unknownToSource', { agent: left!.agent }));
        }
        expect(compare(floor, list, LIST_AT).sort(byText)).toEqual(wanted.sort(byText));
        expect(numbers(floor.state)).toEqual(before);
        expect(compare(floor, whole, LIST_AT + 60_000)).toEqual([]);
      }),
      runs(200),
    );
  });
});

function mark(kind: string, about: { contact?: string; agent?: string; queue?: string }) {
  const { contact = null, agent = null, queue = null } = about;
  return { kind, contact, agent, queue };
}

function byText(a: unknown, b: unknown): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
}

/** What the wall counts: a mark must change none of it. */
function numbers(state: FloorState): unknown {
  return [...state.queues.values()].map(({ id, waiting, serving, members }) => ({
    id,
    waiting: waiting.size,
    serving: serving.size,
    members: members.size,
  }));
}
