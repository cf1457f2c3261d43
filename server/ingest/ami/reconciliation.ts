import { DifferenceKind } from '#schema/difference.ts';
import type { Instant } from '#schema/ids.ts';
import type { AmiPacket } from './packets.ts';

/*
 * What a QueueStatus answer says, for the floor to be compared with, and what it has put right.
 *
 * Asterisk writes an answer at once and events when their turn comes, so what happened just before
 * the answer can arrive just after it. The list is therefore told a little later than it came: what
 * the events say by then was on its way, and is no difference.
 *
 * Talks are not in it. Asterisk does not list who talks with whom, and a member's InCall is 0 in talks
 * that go on: after `queue reset stats`, behind an optimised Local channel, after a REFER.
 */

/** So long after a list the events that belong to it have come. */
export const SETTLE_MS = 5_000;

/** An agent as a list has it. */
export interface ListedAgent {
  readonly agent: string;
  readonly queues: readonly string[];
  readonly paused: boolean;
}

/** A difference between the list and what events had told, which the list has put right. */
export interface Correction {
  readonly kind: DifferenceKind;
  readonly contact?: string;
  readonly agent?: string;
  readonly queue?: string;
}

export interface List {
  /** When the list was whole. */
  readonly at: Instant;
  readonly queues: readonly string[];
  readonly waiting: readonly { readonly contact: string; readonly queue: string }[];
  readonly agents: readonly ListedAgent[];
  readonly corrected: readonly Correction[];
}

export interface PendingList {
  /** Takes a whole list; an older one that was not told yet is superseded, its corrections are kept. */
  put(list: List): void;
  /** An event came: what it tells of was on its way. */
  heard(packet: AmiPacket): void;
  /** The list to be told, once; null where there is none. */
  take(): List | null;
}

export function createPendingList(): PendingList {
  let pending: List | null = null;
  let heard = new Set<string>();
  const take = (): List | null => {
    if (!pending) return null;
    const corrected = pending.corrected.filter(
      ({ contact, agent }) => !heard.has((contact ?? agent)!),
    );
    const list = { ...pending, corrected };
    pending = null;
    return list;
  };
  return {
    put(list) {
      const before = take()?.corrected ?? [];
      pending = { ...list, corrected: [...before, ...list.corrected] };
      heard = new Set();
    },
    heard(packet) {
      if (!pending) return;
      if (packet.get('Event').startsWith('QueueMember')) {
        heard.add((packet.get('MemberName') || packet.get('Interface')).slice(0, 200));
      } else if (packet.get('Event').startsWith('QueueCaller')) heard.add(packet.get('Uniqueid'));
    },
    take,
  };
}

/** What one list of agents has that another has not. */
export function agentCorrections(
  told: readonly ListedAgent[],
  listed: readonly ListedAgent[],
): Correction[] {
  const before = new Map(told.map((each) => [each.agent, each]));
  const after = new Map(listed.map((each) => [each.agent, each]));
  const corrections: Correction[] = [];
  for (const { agent, queues, paused } of listed) {
    const known = before.get(agent);
    if (!known) {
      corrections.push({ kind: DifferenceKind.unknownToFloor, agent });
      continue;
    }
    for (const queue of queues)
      if (!known.queues.includes(queue))
        corrections.push({ kind: DifferenceKind.unknownToFloor, agent, queue });
    for (const queue of known.queues)
      if (!queues.includes(queue))
        corrections.push({ kind: DifferenceKind.unknownToSource, agent, queue });
    if (paused === known.paused) continue;
    const { pausedAtSourceOnly, pausedOnFloorOnly } = DifferenceKind;
    corrections.push({ kind: paused ? pausedAtSourceOnly : pausedOnFloorOnly, agent });
  }
  for (const { agent } of told)
    if (!after.has(agent)) corrections.push({ kind: DifferenceKind.unknownToSource, agent });
  return corrections;
}
