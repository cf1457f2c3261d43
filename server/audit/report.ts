import type { Instant, QueueId } from '#schema/ids.ts';
import {
  AuditVerdict,
  verdictOf,
  type AuditDifference,
  type AuditMemory,
  type AuditOutcome,
} from './outcome.ts';

/** What the newest audit says, for whoever asks. */
export interface AuditReport {
  readonly state: AuditVerdict;
  /** The floor's clock at its end; null before the first. */
  readonly at: Instant | null;
  readonly checkedContacts: number;
  readonly checkedTallies: number;
  readonly differenceCount: number;
  /** The first ones. */
  readonly differences: readonly AuditDifference[];
}

export function auditReport({ outcome }: AuditMemory): AuditReport {
  return {
    state: verdictOf(outcome),
    at: outcome?.at ?? null,
    checkedContacts: outcome?.checkedContacts ?? 0,
    checkedTallies: outcome?.checkedTallies ?? 0,
    differenceCount: outcome?.differenceCount ?? 0,
    differences: outcome?.differences ?? [],
  };
}

/**
 * Why the floor may not be shown: one sentence a queue whose numbers do not equal the log, and one
 * for what belongs to no queue. None where the newest audit agrees, or there was none yet.
 */
export function auditReasons({ outcome }: AuditMemory): string[] {
  if (outcome === null || verdictOf(outcome) !== AuditVerdict.differs) return [];
  const reasons = outcome.queues.map(({ queue, count }) => sentence(outcome, queue, count));
  const inQueues = outcome.queues.reduce((sum, { count }) => sum + count, 0);
  const elsewhere = outcome.differenceCount - inQueues;
  if (elsewhere > 0) reasons.push(sentence(outcome, null, elsewhere));
  return reasons;
}

function sentence(outcome: AuditOutcome, queue: QueueId | null, count: number): string {
  const first = outcome.differences.find((difference) => difference.queue === queue);
  const what = queue === null ? 'shown contacts of no queue' : `the shown numbers of ${queue}`;
  const number = count === 1 ? '1 difference' : `${count} differences`;
  return `${what} do not equal the log: ${number}${first ? `, such as ${inWords(first)}` : ''}`;
}

function inWords({ kind, contact, startAt, field, shown, recomputed }: AuditDifference): string {
  const of = contact !== null ? ` of contact ${contact}` : '';
  const from = startAt !== null ? ` of ${new Date(startAt).toISOString()}` : '';
  return `${kind} ${field}${of}${from}: shown ${shown ?? 'nothing'}, recomputed ${recomputed ?? 'nothing'}`;
}
