import { lastHandler } from '#server/floor/leg.ts';
import { isShortAbandon } from '#server/floor/leg-moments.ts';
import type { FloorState } from '#server/floor/state.ts';
import type { Behind } from './question.ts';
import type { ContactView } from './view.ts';

/** A row of the list behind a number. */
export function contactView(state: FloorState, row: Behind): ContactView {
  const { leg } = row;
  const answered = leg?.exit === 'answered';
  const agent = leg ? lastHandler(leg) : null;
  return {
    id: row.contact,
    queue: row.queue,
    channel: leg?.channel ?? state.queues.get(row.queue)?.policy.channel ?? 'voice',
    offeredAt: row.offeredAt,
    answeredAt: answered ? leg.exitAt : null,
    leftAt: leg?.exitAt ?? null,
    endedAt: leg?.endedAt ?? null,
    waitMs: leg ? Math.max(0, (leg.exitAt ?? state.now) - leg.offeredAt) : null,
    agent,
    agentName: agent === null ? null : (state.agents.get(agent)?.name ?? null),
    exit: exitOf(state, row),
    topic: leg?.topic ?? null,
    countedAt: row.countedAt,
    valueMs: row.valueMs,
    reason: row.reason,
  };
}

/** Short abandons have a name of their own, by their queue's policy. */
function exitOf(state: FloorState, { leg }: Behind): string | null {
  const policy = leg ? state.queues.get(leg.queue)?.policy : undefined;
  if (leg && policy && isShortAbandon(leg, policy)) return 'shortAbandoned';
  return leg?.exit ?? null;
}
