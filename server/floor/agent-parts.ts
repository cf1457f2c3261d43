import type { AgentId, Instant } from '#schema/ids.ts';
import { lastHandler } from './leg.ts';
import type { Leg } from './state.ts';

/** What a leg has an agent do in `[from, to)`; `to` is null while it lasts. */
export interface Part {
  readonly state: 'ringing' | 'talking' | 'holding' | 'afterContactWork';
  readonly from: Instant;
  readonly to: Instant | null;
}

/** An agent's parts in a leg; a leg that several agents had one after another is part of each one's work. */
export function partsOf(leg: Leg, agent: AgentId): Part[] {
  const parts: Part[] = [];
  for (const ring of leg.rings)
    if (ring.agent === agent) parts.push({ state: 'ringing', from: ring.since, to: ring.until });
  for (const handler of leg.handlers) {
    if (handler.agent !== agent) continue;
    let from = handler.from;
    for (const hold of leg.holds) {
      const begin = Math.max(hold.from, handler.from);
      const end = earlier(hold.until, handler.until);
      if (end !== null && end <= begin) continue;
      if (begin > from) parts.push({ state: 'talking', from, to: begin });
      parts.push({ state: 'holding', from: begin, to: end });
      from = end ?? Infinity;
    }
    if (from < (handler.until ?? Infinity))
      parts.push({ state: 'talking', from, to: handler.until });
  }
  // Who had it last finishes it.
  if (leg.endedAt !== null && lastHandler(leg) === agent) {
    const to = leg.wrapUpGuessedAt ?? leg.wrappedUpAt;
    parts.push({ state: 'afterContactWork', from: leg.endedAt, to });
  }
  return parts;
}

/** The part that the leg has the agent do now; null where there is none, after-contact work aside. */
export function openPart(leg: Leg, agent: AgentId): Part | null {
  for (const ring of leg.rings)
    if (ring.agent === agent && ring.until === null)
      return { state: 'ringing', from: ring.since, to: null };
  const handler = leg.handlers.at(-1);
  if (handler?.agent !== agent || handler.until !== null) return null;
  let { from } = handler;
  for (const hold of leg.holds) {
    const begin = Math.max(hold.from, handler.from);
    if (hold.until === null) return { state: 'holding', from: begin, to: null };
    if (hold.until > begin) from = hold.until;
  }
  return { state: 'talking', from, to: null };
}

function earlier(a: Instant | null, b: Instant | null): Instant | null {
  return a === null ? b : b === null ? a : Math.min(a, b);
}
