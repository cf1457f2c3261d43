import type { FloorEvent } from '#schema/events/envelope.ts';
import type { Instant, SourceId } from '#schema/ids.ts';
import type { SourceState } from '#schema/source-state.ts';
import { MINUTE_MS } from '#schema/time/duration.ts';
import { unreachable } from '#server/kit/unreachable.ts';
import type { Delta } from './delta.ts';
import type { FloorState, SourceRecord } from './state.ts';

/** How long a source that only posts events may be quiet before its numbers count as stale. */
export const POSTED_SILENT_AFTER_MS = 10 * MINUTE_MS;

/** As what Tidewall itself tells: a notice that was posted on a screen. No connection, so it is never silent. */
export const OWN_SOURCE = '/tidewall';

type HealthEvent = Extract<
  FloorEvent,
  {
    readonly type: 'source.connected' | 'source.lost' | 'source.resynced' | 'source.ended';
  }
>;

export function sourceOf(state: FloorState, id: SourceId): SourceRecord {
  let source = state.sources.get(id);
  if (!source) {
    source = {
      id,
      kind: state.silentAfterMs === null ? 'replay' : 'http',
      state: 'connecting',
      since: state.now,
      lastHeardAt: null,
      lastEventAt: null,
      silentAfterMs: state.silentAfterMs,
      accepted: 0,
      unknown: 0,
      reason: null,
    };
    state.sources.set(id, source);
  }
  return source;
}

/** Counts an accepted event and takes it as a sign of life. */
export function hear(
  state: FloorState,
  event: { readonly source: SourceId; readonly at: Instant },
  delta: Delta,
): SourceRecord {
  const source = sourceOf(state, event.source);
  source.accepted += 1;
  source.lastHeardAt = state.now;
  source.lastEventAt = Math.max(source.lastEventAt ?? event.at, event.at);
  // Something that happened after the loss proves the connection; what comes late does not.
  if (source.state !== 'live' && !isLossNewer(source, event.at))
    change(state, source, { to: 'live', reason: null }, delta);
  delta.sources.add(source.id);
  return source;
}

/** What a source says of its own connection. */
export function applyHealth(state: FloorState, event: HealthEvent, delta: Delta): void {
  const source = sourceOf(state, event.data.source);
  source.kind = event.data.kind ?? source.kind;
  if (event.data.silentAfterMs !== undefined) source.silentAfterMs = event.data.silentAfterMs;
  const reason = event.data.reason ?? null;
  switch (event.type) {
    case 'source.connected':
    case 'source.resynced':
      source.lastHeardAt = state.now;
      return change(state, source, { to: 'live', reason }, delta);
    case 'source.lost':
      return change(state, source, { to: 'lost', reason }, delta);
    case 'source.ended':
      // A recording that ended has told the last of every source in it.
      if (state.silentAfterMs === null)
        for (const told of state.sources.values())
          if (told !== source) change(state, told, { to: 'ended', reason }, delta);
      return change(state, source, { to: 'ended', reason }, delta);
    default:
      return unreachable(event);
  }
}

/** When the source falls silent if it goes on saying nothing; Infinity where it does not. */
export function silentAt({ state, silentAfterMs, lastHeardAt, since }: SourceRecord): Instant {
  if (state !== 'live' || silentAfterMs === null) return Infinity;
  return (lastHeardAt ?? since) + silentAfterMs + 1;
}

/** Whether any source has been quiet for too long by `at`. */
export function fallsSilent({ sources }: FloorState, at: Instant): boolean {
  for (const source of sources.values()) if (at >= silentAt(source)) return true;
  return false;
}

/** Finds the sources that have been quiet for too long. Called for every second the clock passes. */
export function noticeSilence(state: FloorState, delta: Delta): void {
  for (const source of state.sources.values())
    if (state.now >= silentAt(source)) change(state, source, { to: 'silent', reason: null }, delta);
}

/** Its numbers are not to be shown as live. */
export function isStale(source: SourceRecord): boolean {
  return source.state === 'silent' || source.state === 'lost';
}

function isLossNewer(source: SourceRecord, at: Instant): boolean {
  return source.state === 'lost' && at < source.since;
}

function change(
  state: FloorState,
  source: SourceRecord,
  next: { readonly to: SourceState; readonly reason: string | null },
  delta: Delta,
): void {
  delta.sources.add(source.id);
  source.reason = next.reason;
  if (source.state === next.to) return;
  const touchesStaleness = isStale(source) || next.to === 'silent' || next.to === 'lost';
  source.state = next.to;
  source.since = state.now;
  if (!touchesStaleness) return;
  // What it told last turns stale, or live again.
  for (const queue of state.queues.values())
    if (queue.source === source.id) delta.queues.add(queue.id);
  for (const agent of state.agents.values())
    if (agent.source === source.id) delta.agents.add(agent.id);
}
