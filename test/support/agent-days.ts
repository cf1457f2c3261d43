import fc from 'fast-check';
import type { Instant } from '#schema/ids.ts';
import type { FloorEvent } from '#schema/events/envelope.ts';
import { createDelta } from '#server/floor/delta.ts';
import { advanceFloor, applyFloorEvent, createFloor } from '#server/floor/fold.ts';
import type { AgentRecord, FloorState } from '#server/floor/state.ts';
import { agentMetric } from '#server/metrics/agent-metric.ts';
import { agentView } from '#server/metrics/agent-view.ts';
import type { Window } from '#server/metrics/window.ts';
import type { EventEntry } from './histories.ts';
import {
  absenceDrafts,
  agentDraft,
  contactDraft,
  queuedDraft,
  SOURCES,
  type Draft,
} from './history-steps.ts';
import { eventEntry, START_AT } from './scenario.ts';

/** When the days told here are over. */
export const EVENING_AT: Instant = START_AT + 3_600_000;

/** Whole seconds, as logs tell them: much shares an instant. */
const afterSeconds = fc.integer({ min: 0, max: 600 });
const gapSeconds = fc.oneof(
  { weight: 1, arbitrary: fc.constant(0) },
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 90 }) },
);
const source = fc.constantFrom(...SOURCES);

const life = fc.record({
  afterSeconds,
  source,
  first: queuedDraft,
  steps: fc.array(fc.tuple(gapSeconds, contactDraft), { maxLength: 9 }),
});
const word = fc.record({ afterSeconds, source, draft: agentDraft });
const absence = fc.record({ afterSeconds, source, drafts: absenceDrafts, gapSeconds });

/** A source that says one of these says all that the agent does (SPEC A-4). */
const CONTACT_STATES: ReadonlySet<unknown> = new Set([
  'ringing',
  'talking',
  'holding',
  'afterContactWork',
]);

export function saysContactState({ type, data }: Pick<EventEntry, 'type' | 'data'>): boolean {
  return type === 'agent.stateChanged' && CONTACT_STATES.has(data['state']);
}

/**
 * Days of a few agents: whatever they say of themselves, when they go and come, and whatever contacts
 * they have meanwhile. In order of time.
 */
export const agentDays: fc.Arbitrary<EventEntry[]> = fc
  .tuple(
    fc.array(life, { minLength: 1, maxLength: 8 }),
    fc.array(word, { maxLength: 25 }),
    fc.array(absence, { maxLength: 6 }),
    fc.record({ inSeconds: fc.boolean(), saysContactStates: fc.boolean() }),
  )
  .map(([lives, words, absences, { inSeconds, saysContactStates }]) => {
    const entries: EventEntry[] = [];
    const add = (by: string, seconds: number, { type, data }: Draft): void => {
      const id = `e${entries.length}`;
      // Half of the days have no two events at one instant.
      const at = START_AT + seconds * 1_000 + (inSeconds ? 0 : entries.length);
      entries.push(eventEntry({ id, source: by, type, at, data }));
    };
    lives.forEach(({ afterSeconds: start, source: by, first, steps }, index) => {
      let seconds = start;
      const ofContact = ({ type, data }: Draft): Draft => ({
        type,
        data: { contact: `c${index}`, ...data },
      });
      add(by, seconds, ofContact(first));
      for (const [gap, draft] of steps) add(by, (seconds += gap), ofContact(draft));
    });
    for (const { afterSeconds: seconds, source: by, draft } of words)
      // On half of the days contacts alone tell who is busy.
      if (saysContactStates || !saysContactState(draft)) add(by, seconds, draft);
    for (const { afterSeconds: seconds, source: by, drafts, gapSeconds: away } of absences)
      drafts.forEach((draft, index) => add(by, seconds + index * away, draft));
    return entries.sort((a, b) => a.at - b.at);
  });

/** A floor that was told this in the evening, in this order. */
export function toldInTheEvening(entries: readonly EventEntry[]): FloorState {
  const floor = createFloor({ timeZone: 'UTC' });
  advanceFloor(floor, EVENING_AT, createDelta());
  return tell(floor, entries);
}

export function tell(floor: FloorState, entries: readonly EventEntry[]): FloorState {
  for (const { id, source: by, type, at, data } of entries) {
    const event = { id, source: by, type, at, data } as unknown as FloorEvent;
    applyFloorEvent(floor, event, createDelta());
  }
  return floor;
}

/** All that is known and shown of each agent, as plain data. */
export function agentsOf(floor: FloorState): unknown {
  return [...floor.agents.values()]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((agent) => ({
      ...numbersOf(floor, agent),
      segments: agent.segments,
      words: agent.words.map(({ id }) => id),
      signedIn: agent.signedIn,
      signedAt: agent.signedAt,
      cameAt: agent.cameAt,
      said: agent.said,
      slots: agent.slots,
      parts: [...agent.queues].sort(([a], [b]) => (a < b ? -1 : 1)),
      memberOf: [...floor.queues.values()]
        .filter(({ members }) => members.has(agent.id))
        .map(({ id }) => id)
        .sort(),
    }));
}

function numbersOf(floor: FloorState, agent: AgentRecord) {
  const view = agentView(floor, agent);
  const { contacts, queues, answeredToday, occupancyRatio, ...shown } = view;
  return {
    ...{ ...shown, answeredToday, occupancyRatio },
    contacts: contacts.toSorted((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : a.since - b.since)),
    queues: queues.toSorted(),
    numbers: WINDOWS.flatMap((window) =>
      METRICS.map((metric) => agentMetric(floor, agent, metric, window)),
    ),
  };
}

const WINDOWS: readonly Window[] = [{ kind: 'today' }, { kind: 'last', lengthMs: 3_300_000 }];
const METRICS = [
  'occupancyRatio',
  'utilisationRatio',
  'talkUtilisationRatio',
  'slotOccupancyRatio',
  'chatOccupancyRatio',
  'averageConcurrency',
] as const;
