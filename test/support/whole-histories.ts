import fc from 'fast-check';
import type { Instant } from '#schema/ids.ts';
import type { Entry } from '#server/journal/journal.ts';
import type { EventEntry } from './histories.ts';
import {
  absenceDrafts,
  agentDraft,
  contactDraft,
  engagedDraft,
  otherDraft,
  queuedDraft,
  queueDraft,
  SOURCES,
  type Draft,
} from './history-steps.ts';
import { eventEntry, START_AT } from './scenario.ts';

/** What is told later than this corrects (metrics.md 2.7). */
export const LATENESS_MS = 120_000;

/** To the next step of a contact: also none, seldom a long one, and often just the threshold or the limit. */
const gap = fc.oneof(
  { weight: 1, arbitrary: fc.constant(0) },
  { weight: 2, arbitrary: fc.constantFrom(5_000, 20_000, 60_000) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 6_000 }) },
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 40_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 40_000, max: 1_500_000 }) },
);
const source = fc.constantFrom(...SOURCES);
const startMs = fc.integer({ min: 0, max: 2_400_000 });

const contact = fc.record({
  startMs,
  first: fc.oneof(
    { weight: 6, arbitrary: queuedDraft },
    { weight: 1, arbitrary: engagedDraft },
    { weight: 1, arbitrary: contactDraft },
  ),
  steps: fc.array(fc.record({ draft: contactDraft, gap, source }), { maxLength: 9 }),
});

const absence = fc.record({ startMs, awayMs: gap, drafts: absenceDrafts, source });

const besides = (drafts: fc.Arbitrary<Draft>, maxLength: number) =>
  fc.array(fc.record({ draft: drafts, startMs, source }), { maxLength });

/**
 * Whole floors: contacts of random lives on every channel, told by several sources, customers who come
 * again, queues whose policy changes in mid-day, agents who come and go, plans, sources, notices and
 * events that nobody knows. In order of time; events of one contact may share an instant, and what is said of a
 * queue or an agent never does.
 */
export const wholeHistories: fc.Arbitrary<EventEntry[]> = historiesOf({ queues: 6, agents: 12 });

/** The same, in which no queue is defined: for properties that lay down policies themselves. */
export const undefinedQueueHistories: fc.Arbitrary<EventEntry[]> = historiesOf({
  queues: 0,
  agents: 4,
});

/** Contacts alone, and nothing said of agents but in their events. */
export const contactHistories: fc.Arbitrary<EventEntry[]> = historiesOf({ queues: 0, agents: 0 });

/** Definitions of queues alone. */
export const definitions: fc.Arbitrary<EventEntry[]> = besides(queueDraft, 5).map((told) =>
  told.map(({ draft, source: by, startMs: afterMs }, index) =>
    entryOf(`q${index}`, by, apart(afterMs, 500 + index), draft),
  ),
);

export function inOrder(entries: readonly EventEntry[]): EventEntry[] {
  return entries.toSorted((a, b) => a.at - b.at);
}

/** The same facts, each told up to `latenessMs` after it happened, some of them twice. */
export function toldLater(
  entries: readonly EventEntry[],
  delays: readonly number[],
  latenessMs = LATENESS_MS,
): Entry[] {
  const once = entries.map((entry, index) => {
    const delay = delays[index % delays.length]! % (latenessMs + 1);
    return { ...entry, floorAt: entry.at + delay };
  });
  const again = once.filter((_, index) => delays[index % delays.length]! % 4 === 0);
  return [...once, ...again.map((entry) => ({ ...entry, floorAt: entry.floorAt + 30_000 }))].sort(
    (a, b) => a.floorAt - b.floorAt,
  );
}

export const delays = fc.array(fc.nat(10_000_000), { minLength: 7, maxLength: 61 });

function historiesOf(most: { queues: number; agents: number }): fc.Arbitrary<EventEntry[]> {
  return fc
    .tuple(
      fc.array(contact, { minLength: 1, maxLength: 10 }),
      besides(fc.oneof(agentDraft), most.agents),
      besides(queueDraft, most.queues),
      besides(otherDraft, 6),
      fc.array(absence, { maxLength: Math.ceil(most.agents / 3) }),
    )
    .map(([contacts, agents, queues, rest, absences]) => {
      const entries = contacts.flatMap((life, index) => entriesOf(life, `c${index}`));
      [agents, queues, rest].flat().forEach(({ draft, source: by, startMs: afterMs }, index) => {
        entries.push(entryOf(`o${index}`, by, apart(afterMs, index), draft));
      });
      absences.forEach(({ drafts, source: by, startMs: wentMs, awayMs }, index) => {
        drafts.forEach((draft, place) => {
          const at = apart(wentMs + place * awayMs, 100 + 2 * index + place);
          entries.push(entryOf(`a${index}-${place}`, by, at, draft));
        });
      });
      return inOrder(entries);
    });
}

type Life = typeof contact extends fc.Arbitrary<infer T> ? T : never;

function entriesOf({ startMs: afterMs, first, steps }: Life, id: string): EventEntry[] {
  let at: Instant = START_AT + afterMs;
  const ofContact = ({ type, data }: Draft): Draft => ({ type, data: { contact: id, ...data } });
  const entries = [entryOf(`${id}-0`, SOURCES[0], at, ofContact(first))];
  steps.forEach(({ draft, gap: laterMs, source: by }, index) => {
    at += laterMs;
    entries.push(entryOf(`${id}-${index + 1}`, by, at, ofContact(draft)));
  });
  return entries;
}

/** No two of them at one instant. */
function apart(afterMs: number, index: number): Instant {
  return START_AT + Math.floor(afterMs / 1_000) * 1_000 + index;
}

function entryOf(id: string, by: string, at: Instant, { type, data }: Draft): EventEntry {
  return eventEntry({ id, source: by, type, at, data });
}
