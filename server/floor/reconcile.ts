import type { DifferenceKind } from '#schema/difference.ts';
import type { FloorEventOf } from '#schema/events/envelope.ts';
import type { AgentId, ContactId, Instant, QueueId, SourceId } from '#schema/ids.ts';
import { SECOND_MS } from '#schema/time/duration.ts';
import type { Delta } from './delta.ts';
import { isWaiting, oldestFirst } from './leg.ts';
import { eventsOf } from './recall.ts';
import { sourceOf } from './sources.ts';
import type { AgentRecord, Difference, DifferenceRecord, FloorState } from './state.ts';

/*
 * What a source lists of itself against what the floor shows.
 *
 *   source.reconciled ─► every entry of the list and of the floor's queues ─► differences that stand
 *   each whole second ─► those that the floor's own events have settled since are let go
 *
 * Invariants: (1) nothing of the floor is changed here, it is only marked; (2) what is younger than
 * the list, or as good as that, is not judged: the list could not know it; (3) only what this source
 * tells is judged: contacts of others in the same queue are not its to list.
 *
 * Talks are not judged: sources list who waits and who is signed in, but not who talks with whom.
 */

/** Whole seconds, two clocks and a network's delay: a fact this close to the list may be on either side of it. */
const SAME_MOMENT_MS = 5 * SECOND_MS;

/** Compares a source's list with the floor and marks the differences. */
export function reconcile(
  state: FloorState,
  event: FloorEventOf<'source.reconciled'>,
  delta: Delta,
): void {
  const { at, data } = event;
  const { id } = sourceOf(state, data.source);
  const before = state.reconciliations.get(id);
  // Told late, an older list says nothing any more.
  if (before && before.at > at) return;
  const corrected = (data.corrected ?? []).map(differenceOf);
  const differences = new Map<string, DifferenceRecord>();
  for (const difference of candidates(state, id, data)) {
    if (!stands(state, { source: id, at, difference })) continue;
    const key = keyOf(difference);
    const known = before?.differences.get(key);
    differences.set(key, {
      ...difference,
      since: known?.since ?? at,
      lists: (known?.lists ?? 0) + 1,
    });
  }
  for (const map of [before?.differences, differences])
    for (const each of map?.values() ?? []) touchGhost(each, delta);
  const corrections = (before?.corrections ?? 0) + corrected.length;
  state.reconciliations.set(id, { at, differences, corrected, corrections });
  delta.sources.add(id);
}

/** Lets go of differences that later events have settled. Called for every second the clock passes. */
export function settleDifferences(state: FloorState, delta: Delta): void {
  for (const [source, { at, differences }] of state.reconciliations)
    for (const [key, difference] of differences) {
      if (stands(state, { source, at, difference })) continue;
      differences.delete(key);
      delta.sources.add(source);
      touchGhost(difference, delta);
    }
}

/** The floor shows this agent, and its source does not know it at all. */
export function isGhost(state: FloorState, agent: AgentId): boolean {
  for (const { differences } of state.reconciliations.values())
    if (differences.size > 0 && differences.has(keyOf(unknownToSource({ agent })))) return true;
  return false;
}

/** Whatever the list and the floor name that could be a difference. */
function* candidates(
  state: FloorState,
  source: SourceId,
  list: FloorEventOf<'source.reconciled'>['data'],
): Iterable<Difference> {
  const waiting = new Set(list.waiting.map(({ contact, queue }) => `${queue}\n${contact}`));
  const agents = new Map(list.agents.map((each) => [each.agent, each]));
  for (const { contact, queue } of list.waiting) yield unknownToFloor({ contact, queue });
  for (const id of list.queues)
    for (const { contact } of oldestFirst(state.queues.get(id)?.waiting ?? []))
      if (!waiting.has(`${id}\n${contact}`)) yield unknownToSource({ contact, queue: id });
  for (const { agent: id, queues, paused } of agents.values()) {
    yield unknownToFloor({ agent: id });
    for (const queue of queues) yield unknownToFloor({ agent: id, queue });
    for (const queue of list.queues)
      if (!queues.includes(queue)) yield unknownToSource({ agent: id, queue });
    const kind = paused ? 'pausedAtSourceOnly' : 'pausedOnFloorOnly';
    yield differenceOf({ kind, agent: id });
  }
  for (const agent of state.agents.values())
    if (agent.source === source && !agents.has(agent.id) && mayBeListed(agent, list.queues))
      yield unknownToSource({ agent: agent.id });
}

/** Nothing follows for who serves none of the queues that were listed, only others. */
function mayBeListed(agent: AgentRecord, listed: readonly QueueId[]): boolean {
  let servesOthers = false;
  for (const [queue, { serves }] of agent.queues) {
    if (serves && listed.includes(queue)) return true;
    servesOthers ||= serves;
  }
  return !servesOthers;
}

/** Whether the floor differs from what the source said at `at`, and has had no word since. */
function stands(
  state: FloorState,
  judged: { readonly source: SourceId; readonly at: Instant; readonly difference: Difference },
): boolean {
  const { kind, contact, agent: id, queue } = judged.difference;
  const isOlder = (fact: Instant): boolean => fact <= judged.at - SAME_MOMENT_MS;
  if (contact !== null) {
    const known = state.contacts.get(contact);
    const legs = known?.story.legs.filter((leg) => leg.queue === queue && !leg.direct) ?? [];
    if (kind === 'unknownToFloor')
      return legs.every((leg) => !isWaiting(leg) && isOlder(leg.exitAt!));
    const isTheirs = known && eventsOf(state, known).some(({ source }) => source === judged.source);
    return isTheirs === true && legs.some((leg) => isWaiting(leg) && isOlder(leg.offeredAt));
  }
  const agent = state.agents.get(id!);
  if (!agent?.signedIn)
    return kind === 'unknownToFloor' && queue === null && isOlder(agent?.signedAt ?? 0);
  if (kind === 'unknownToSource' && queue === null)
    return agent.source === judged.source && isOlder(agent.signedAt);
  if (queue !== null) {
    const part = agent.queues.get(queue);
    const isKnown = part?.serves ?? false;
    return isKnown === (kind === 'unknownToSource') && isOlder(part?.at ?? agent.signedAt);
  }
  return kind !== 'unknownToFloor' && pauseDiffers(agent, kind === 'pausedOnFloorOnly', isOlder);
}

function pauseDiffers(
  agent: AgentRecord,
  isPausedOnFloor: boolean,
  isOlder: (fact: Instant) => boolean,
): boolean {
  // A source that says what the agent does, call by call, says nothing of its being given calls.
  if (agent.saysContactStates) return false;
  const isPaused = agent.said?.state === 'paused';
  return isPaused === isPausedOnFloor && isOlder(agent.said?.at ?? agent.signedAt);
}

interface About {
  readonly contact?: ContactId | null;
  readonly agent?: AgentId | null;
  readonly queue?: QueueId | null;
}

function unknownToSource(about: About): Difference {
  return differenceOf({ kind: 'unknownToSource', ...about });
}

function unknownToFloor(about: About): Difference {
  return differenceOf({ kind: 'unknownToFloor', ...about });
}

function differenceOf({
  kind,
  contact,
  agent,
  queue,
}: About & { readonly kind: DifferenceKind }): Difference {
  return { kind, contact: contact ?? null, agent: agent ?? null, queue: queue ?? null };
}

function keyOf({ kind, contact, agent, queue }: Difference): string {
  return [kind, contact ?? '', agent ?? '', queue ?? ''].join('\n');
}

/** Who is a ghost changes with the mark. */
function touchGhost({ kind, agent, queue }: Difference, delta: Delta): void {
  if (kind === 'unknownToSource' && agent !== null && queue === null) delta.agents.add(agent);
}
