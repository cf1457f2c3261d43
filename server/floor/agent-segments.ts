import type { AgentState } from '#schema/agent-state.ts';
import type { AgentId, Instant } from '#schema/ids.ts';
import { openPart, partsOf, type Part } from './agent-parts.ts';
import { applyInstant, copyOf, forgetWords } from './agent-words.ts';
import { lastHandler } from './leg.ts';
import type { AgentRecord, Leg, Segment, Standing } from './state.ts';
import { awakePast, pastSince } from './waking-collections.ts';

/*
 * An agent's time. What it does at an instant is a function of its words up to then and of its parts
 * in legs at that instant; a segment lasts as long as that stays the same.
 *
 *   words      ──in───────paused──────available──
 *   parts            ├ talking ──────────┤
 *   segments   avail. │talk.│  paused   │talk.│ available
 *
 * Invariants: (1) segments are a function of opening, words and legs, in whatever order they were
 * told; (2) they follow one another without a gap, none is empty, and no two neighbours are the same;
 * (3) what is told of an instant changes no segment before it.
 */

/** What became known: of `at`; `newest` is the last instant of which its contact tells. */
export interface News {
  readonly at: Instant;
  readonly newest: Instant;
}

/**
 * Works out what the agent does now, and its segments from the news on: one step where these are the
 * newest of the agent. True where anything that is shown may have changed.
 */
export function placeInTime(agent: AgentRecord, { at, newest }: News): boolean {
  const isNewest = at === newest && at >= agent.knownUntil;
  agent.knownUntil = Math.max(agent.knownUntil, newest);
  const { state, reason, since } = agent;
  const now = doing(agent, openParts(agent));
  if (isNewest) {
    dropFrom(agent.segments, at);
    mark(agent.segments, now, at);
  } else {
    rebuildSegments(agent, at);
  }
  agent.state = now.state;
  agent.reason = now.reason;
  // Free since the segment began, or since the source last said so.
  agent.since =
    now.since ?? Math.max(agent.segments.at(-1)!.from, agent.signedAt, agent.said?.at ?? 0);
  return !isNewest || agent.state !== state || agent.reason !== reason || agent.since !== since;
}

/** The segments anew from `from` on; those before stay. */
export function rebuildSegments(agent: AgentRecord, from: Instant): void {
  const { segments, words } = agent;
  const start = Math.max(from, agent.keptFrom, agent.namedAt);
  dropFrom(segments, start);
  const standing = copyOf(agent.opening);
  let next = 0;
  while (next < words.length && words[next]!.at <= start)
    next = applyInstant(standing, words, next);
  const running = new Set<Part>();
  const changes: { readonly at: Instant; readonly part: Part; readonly begins: boolean }[] = [];
  const finished = lastFinished(agent, start);
  if (finished) running.add(finished);
  for (const legs of [pastSince(agent, start), agent.legs])
    for (const leg of legs) {
      if (leg.endedAt !== null && leg.endedAt <= start && isWrapUpOpen(leg, agent.id)) continue;
      for (const part of partsOf(leg, agent.id)) {
        const { from: begin, to } = part;
        if (to !== null && (to <= start || to === begin)) continue;
        if (begin <= start) running.add(part);
        else changes.push({ at: begin, part, begins: true });
        if (to !== null) changes.push({ at: to, part, begins: false });
      }
    }
  changes.sort((a, b) => a.at - b.at);
  mark(segments, doing(standing, running), start);
  for (let done = 0; done < changes.length || next < words.length;) {
    const at = Math.min(changes[done]?.at ?? Infinity, words[next]?.at ?? Infinity);
    for (; changes[done]?.at === at; done += 1) {
      const { part, begins } = changes[done]!;
      if (begins) running.add(part);
      else running.delete(part);
    }
    if (words[next]?.at === at) next = applyInstant(standing, words, next);
    mark(segments, doing(standing, running), at);
  }
}

/** Lets go of what is older than `oldest`; from there on, nothing changes. True where that were legs. */
export function trimAgent(agent: AgentRecord, oldest: Instant): boolean {
  agent.keptFrom = Math.max(agent.keptFrom, oldest);
  forgetWords(agent, oldest);
  const { segments, past } = agent;
  let isLess = false;
  // From the front: an hour goes, a day stays.
  let begun = 0;
  while (begun < segments.length && segments[begun]!.from <= oldest) begun += 1;
  if (begun > 1) segments.splice(0, begun - 1);
  for (const leg of awakePast(agent))
    if (isPastKeeping(leg, agent.id, oldest)) isLess = past.delete(leg) || isLess;
  return isLess;
}

/** Whether an agent has had nothing to do with the leg since `oldest`. */
export function isPastKeeping(leg: Leg, agent: AgentId, oldest: Instant): boolean {
  for (const { agent: rung, until } of leg.rings)
    if (rung === agent && (until === null || until >= oldest)) return false;
  for (const { agent: handler, from, until } of leg.handlers) {
    if (handler !== agent) continue;
    if (until === null || (until >= oldest && until > from)) return false;
  }
  if (leg.endedAt === null || lastHandler(leg) !== agent) return true;
  const doneAt = leg.wrapUpGuessedAt ?? leg.wrappedUpAt;
  return doneAt !== null && doneAt < oldest;
}

/** Since null: available, since it was freed. */
interface Doing {
  readonly state: AgentState;
  readonly reason: string | null;
  readonly since: Instant | null;
}

/** SPEC, agents: an explicit pause stands; contacts move what was said as `available`. */
function doing(standing: Standing, parts: Iterable<Part>): Doing {
  const { said } = standing;
  if (!standing.signedIn) return { state: 'signedOut', reason: null, since: standing.signedAt };
  if (said && (standing.saysContactStates || said.state !== 'available'))
    return { state: said.state, reason: said.reason, since: said.at };
  // Back, and its source, which says what it does, has said nothing since.
  if (standing.saysContactStates) return { state: 'available', reason: null, since: null };
  let best: Part | null = null;
  for (const part of parts) {
    if (part.state === 'afterContactWork' && isFinished(standing, part.from)) continue;
    if (best === null || outweighs(part, best)) best = part;
  }
  if (best) return { state: best.state, reason: null, since: best.from };
  return { state: 'available', reason: said?.reason ?? null, since: null };
}

/**
 * Whether the agent has done what came after a conversation that was over at `endedAt`, though nobody
 * told so: it has come anew since, or said something else.
 */
export function isFinished({ cameAt, said }: Standing, endedAt: Instant): boolean {
  if (cameAt !== null && cameAt >= endedAt) return true;
  return said !== null && said.at > endedAt && said.state !== 'afterContactWork';
}

const WEIGHT = { talking: 4, holding: 3, ringing: 2, afterContactWork: 1 } as const;

/** Of several at once the weightiest counts; of these the one that has lasted longest, or was finished last. */
function outweighs(part: Part, best: Part): boolean {
  if (part.state !== best.state) return WEIGHT[part.state] > WEIGHT[best.state];
  return part.state === 'afterContactWork' ? part.from > best.from : part.from < best.from;
}

function openParts(agent: AgentRecord): Part[] {
  const finished = lastFinished(agent, Infinity);
  const parts: Part[] = finished ? [finished] : [];
  for (const leg of agent.legs) {
    const part = openPart(leg, agent.id);
    if (part) parts.push(part);
  }
  return parts;
}

/**
 * Of the contacts whose after-contact work goes on, the one that was over last, by `until`: the others
 * change nothing. A source that never tells the end of that work leaves hundreds of them with an agent.
 */
function lastFinished({ id, legs }: AgentRecord, until: Instant): Part | null {
  let last = -Infinity;
  for (const leg of legs)
    if (leg.endedAt !== null && leg.endedAt > last && leg.endedAt <= until && isWrapUpOpen(leg, id))
      last = leg.endedAt;
  return last === -Infinity ? null : { state: 'afterContactWork', from: last, to: null };
}

/** Nobody has told the end of the agent's work after it. */
function isWrapUpOpen(leg: Leg, agent: AgentId): boolean {
  return leg.wrappedUpAt === null && leg.wrapUpGuessedAt === null && lastHandler(leg) === agent;
}

function dropFrom(segments: Segment[], at: Instant): void {
  while (segments.length > 0 && segments.at(-1)!.from >= at) segments.pop();
}

/** What the agent does from `at` on; nothing before it begins at that instant or later. */
function mark(segments: Segment[], { state, reason }: Doing, at: Instant): void {
  const last = segments.at(-1);
  if (last?.state !== state || last.reason !== reason) segments.push({ state, reason, from: at });
}
