import type { ContactId, Instant, QueueId } from '#schema/ids.ts';
import type { LogSlice } from './log-slices.ts';

/** What the newest audit says of the shown numbers. */
export const AuditVerdict = { agrees: 'agrees', differs: 'differs', notYet: 'notYet' } as const;
export type AuditVerdict = (typeof AuditVerdict)[keyof typeof AuditVerdict];

/** What was found not to be as recomputed. */
export const AuditSubject = {
  /** A contact, its events or the assistant's part, against the log. */
  contact: 'contact',
  /** A leg against the log, or against the lists of its queue. */
  leg: 'leg',
  /** A quarter hour's tally against its legs. */
  tally: 'tally',
  /** A quarter hour's offered against its exits and those still waiting. */
  ledger: 'ledger',
  /** A sliding window against its legs. */
  window: 'window',
  /** Who waits, or is served, against the legs' phases. */
  waiting: 'waiting',
  serving: 'serving',
} as const;
export type AuditSubject = (typeof AuditSubject)[keyof typeof AuditSubject];

/** One thing that is not as recomputed. */
export interface AuditDifference {
  readonly kind: AuditSubject;
  /** Null for a contact that never came to a queue. */
  readonly queue: QueueId | null;
  readonly contact: ContactId | null;
  /** Of the quarter hour; null where it is about none. */
  readonly startAt: Instant | null;
  /** Which parts of it: counters, facts of the leg, `events`. */
  readonly field: string;
  /** What the floor holds there, and what it should; null for nothing. */
  readonly shown: string | null;
  readonly recomputed: string | null;
}

/** What one run found; the data of the log's `audit.told`. */
export interface AuditFindings {
  /** Counts from 1, over restarts too. */
  readonly run: number;
  readonly checkedContacts: number;
  /** Quarter hours of queues. */
  readonly checkedTallies: number;
  readonly differenceCount: number;
  /** How many of the differences concern which queue. */
  readonly queues: readonly { readonly queue: QueueId; readonly count: number }[];
  /** The first ones, at most `MOST_LISTED`. */
  readonly differences: readonly AuditDifference[];
  /** Contacts that differ, at most `MOST_SUSPECTS`: the next run looks at them again. */
  readonly suspects: readonly ContactId[];
}

/** The newest findings, and the floor's clock when they were told. */
export interface AuditOutcome extends AuditFindings {
  readonly at: Instant;
}

/** What the world remembers for the audit: plain data, part of a checkpoint. */
export interface AuditMemory {
  outcome: AuditOutcome | null;
  /** Of the last days, oldest first. */
  readonly slices: LogSlice[];
}

export const MOST_LISTED = 20;
export const MOST_SUSPECTS = 200;

export function createAuditMemory(): AuditMemory {
  return { outcome: null, slices: [] };
}

/** Takes the findings of a run as the newest word; names the queues whose own differences came, went or changed. */
export function tellAudit(
  memory: AuditMemory,
  findings: AuditFindings,
  at: Instant,
): ReadonlySet<QueueId> {
  const before = memory.outcome;
  memory.outcome = { ...findings, at };
  const changed = new Set<QueueId>();
  for (const { queue } of [...(before?.queues ?? []), ...findings.queues])
    if (countIn(before, queue) !== countIn(findings, queue)) changed.add(queue);
  return changed;
}

export function verdictOf(outcome: AuditOutcome | null): AuditVerdict {
  if (outcome === null) return AuditVerdict.notYet;
  return outcome.differenceCount === 0 ? AuditVerdict.agrees : AuditVerdict.differs;
}

/** How many differences the newest audit found in a queue; 0 before the first. */
export function differencesIn({ outcome }: AuditMemory, queue: QueueId): number {
  return countIn(outcome, queue);
}

/** The findings of a run from all that it found. */
export function findingsOf(
  found: readonly AuditDifference[],
  run: Pick<AuditFindings, 'run' | 'checkedContacts' | 'checkedTallies'>,
): AuditFindings {
  const queues = new Map<QueueId, number>();
  const suspects = new Set<ContactId>();
  for (const { queue, contact } of found) {
    if (queue !== null) queues.set(queue, (queues.get(queue) ?? 0) + 1);
    if (contact !== null) suspects.add(contact);
  }
  return {
    ...run,
    differenceCount: found.length,
    queues: [...queues].map(([queue, count]) => ({ queue, count })),
    differences: found.slice(0, MOST_LISTED),
    suspects: [...suspects].slice(0, MOST_SUSPECTS),
  };
}

function countIn(findings: AuditFindings | null, queue: QueueId): number {
  return findings?.queues.find((each) => each.queue === queue)?.count ?? 0;
}
