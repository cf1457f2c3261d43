import type { ContactId, Instant, QueueId } from '#schema/ids.ts';
import type { QueuePlan } from './queues.ts';
import type { Random } from './random.ts';
import type { Schedule } from './schedule.ts';
import type { AgentPlan, PausePlan } from './staff.ts';

/*
 * A running simulated day: plain data that the router, the conversations and the shifts work on.
 *
 *   arrivals ─> visit waits in a line ─> rings at a desk ─> conversation ─> desk is free again
 *
 * Invariants: (1) a desk's `load` is the number of visits that ring at it, are handled or wrapped up
 * there, never above its capacity; (2) a visit is in at most one line, and in none once it is
 * ringing or answered; (3) a desk pauses and signs out only at load 0.
 */
export interface Hall {
  readonly schedule: Schedule;
  readonly lines: ReadonlyMap<QueueId, Line>;
  /** Where routing goes from a queue whose time is up. */
  readonly queues: readonly QueuePlan[];
  readonly dayEndAt: Instant;
  /** Half an hour after the day's end nobody waits any more. */
  closed: boolean;
  tell(event: { id: string; type: string; data: Readonly<Record<string, unknown>> }): void;
}

/** A queue with who waits there and who serves it. */
export interface Line {
  readonly plan: QueuePlan;
  /** By priority, then by arrival. */
  readonly waiting: Visit[];
  readonly desks: Desk[];
  /** Visits that are rung at, handled or wrapped up by people of other queues. */
  helped: number;
}

/** Whether the queue is the agent's own, or one that is helped out in. */
export function isOwn(desk: Desk, queue: QueueId): boolean {
  return desk.plan.queues[0] === queue;
}

/** An agent at work. */
export interface Desk {
  readonly plan: AgentPlan;
  signedIn: boolean;
  paused: boolean;
  /** Visits that occupy it. */
  load: number;
  idleSince: Instant;
  /** A pause to begin as soon as the desk is idle; no new contacts until then. */
  duePause: PausePlan | null;
  /** The shift is over: no new contacts, signs out when idle. */
  leaving: boolean;
  /** After midnight: takes what still waits of this day, signs out when nothing does. */
  draining: boolean;
  tell(type: string, data?: Readonly<Record<string, unknown>>): void;
}

/** A contact. */
export interface Visit {
  readonly id: ContactId;
  readonly random: Random;
  readonly priority: number;
  queue: QueuePlan;
  /** Of this queue entry. */
  offeredAt: Instant;
  /** Counts queue entries and exits: a timer that finds another number than its own is out of date. */
  turn: number;
  ringing: Desk | null;
  /** Transfers and overflows so far. */
  moves: number;
  /** Tells an event of the contact, `queue` included. */
  tell(type: string, data?: Readonly<Record<string, unknown>>): void;
}
