import type { FloorUpdateModel } from '#server/graphql/models.ts';
import { mergeScopedChanges } from '#server/graphql/update/merge-scoped.ts';
import { createNarrower } from '#server/graphql/update/narrow.ts';
import { isNothing, type ScopedChange } from '#server/graphql/update/scoped-change.ts';
import { scopedCursor } from '#server/graphql/update/scoped-cursor.ts';
import type { WrittenMarks } from '#server/live/change-set.ts';
import type { Hub } from '#server/live/hub.ts';
import type { FloorView, Scope } from '#server/metrics/view.ts';
import { createRendering, type Rendering } from './rendering.ts';

/*
 * A cohort: all subscriptions that ask for the same, with the same rights. It reads the hub once
 * and makes each update once; its members differ only in where they are.
 *
 *   hub ─► narrowed change ─► ring ─► [one rendering a place] ─► members, each when it can take it
 *
 * 1. A member is a place in the ring. One that has everything is told the newest change; one that
 *    lagged, all changes since as one patch; one that lagged too far, everything.
 * 2. A rendering is made when the first member asks for it and goes to all who are at the same place.
 * 3. Values may be newer than a rendering's cursor, never older. So a snapshot that a newcomer was
 *    given may hold what no change has told of yet: the narrower is told what it may hold.
 */

export interface CohortOptions {
  readonly hub: Pick<Hub, 'attach' | 'position' | 'updateSince'>;
  view(): FloorView;
  readonly scope: Scope;
  /** Resolves the operation's selection on one update; JSON of the result. */
  execute(update: FloorUpdateModel): string;
  /** Called once, when the last member has left or the hub has ended. */
  onEnd(): void;
}

export interface JoinOptions {
  /** The hub's place that the member comes from: a number; `null`: it knows nothing; `lost`: it had a place that is unknown. */
  readonly from: number | null | 'lost';
  /** There may be something to take. Not called before `join` has returned. */
  onNews(): void;
  /** No more updates; not called after `leave`. */
  onEnd(): void;
}

export interface Member {
  /** The next update for this member; `null` while it has everything. Throws what the execution threw. */
  take(): Rendering | null;
  /** Idempotent. */
  leave(): void;
}

export interface Cohort {
  readonly size: number;
  join(options: JoinOptions): Member;
}

/** Changes kept for members that lag: half a minute at ten a second; who lags more is given everything. */
const RING_SIZE = 300;
/** Patches made for different places at one time; whoever is at yet another place is given everything. */
const MOST_MERGED = 8;
/** A client takes an update's `at` for now: what was made longer ago than this is made anew. */
const FRESH_MS = 100;

interface Kept {
  /** The hub's place after this change. */
  readonly position: number;
  readonly change: ScopedChange;
  /** The way of the newest live event behind it. */
  readonly newest: WrittenMarks | null;
}

export function createCohort(options: CohortOptions): Cohort {
  const { hub, scope } = options;
  const narrower = createNarrower(scope);
  const ring: Kept[] = [];
  const members = new Set<JoinOptions>();
  /** Of the newest update only; patches by the place of the first change in them. */
  const renderings = new Map<number | string, Rendering>();
  const beganAt = hub.position;
  /** Changes since this place are in the ring. */
  let ringFrom = beganAt;
  let position = beganAt;
  /** The place after the newest change that said something here. */
  let toldAt = beganAt;
  let isTelling = false;
  let ended = false;
  narrower.snapshot(options.view());
  const detach = hub.attach({
    get readers() {
      return members.size;
    },
    wake,
    end() {
      const left = [...members];
      members.clear();
      finish();
      for (const member of left) member.onEnd();
    },
  });

  return {
    get size() {
      return members.size;
    },
    join(member) {
      let from = member.from;
      let isFirst = true;
      if (typeof from === 'number') narrower.doubt();
      if (ended) queueMicrotask(() => member.onEnd());
      else members.add(member);
      return {
        take() {
          if (ended || (!isFirst && typeof from === 'number' && from >= toldAt)) return null;
          const rendering = render(from);
          isFirst = false;
          from = position;
          return rendering;
        },
        leave() {
          if (members.delete(member) && members.size === 0) finish();
        },
      };
    },
  };

  function wake(): void {
    const { change } = hub.updateSince(position);
    position = hub.position;
    const scoped = narrower.patch(options.view(), change);
    if (isNothing(scoped)) return;
    toldAt = position;
    ring.push({ position, change: scoped, newest: change.newest ?? null });
    if (ring.length > RING_SIZE) ringFrom = ring.shift()!.position;
    renderings.clear();
    isTelling = true;
    for (const member of members) member.onNews();
    isTelling = false;
  }

  /** What is told at place `from`. */
  function render(from: number | null | 'lost'): Rendering {
    if (typeof from !== 'number') return everything(from === null);
    if (from < ringFrom) return resumed(from);
    let first = ring.length;
    while (first > 0 && ring[first - 1]!.position > from) first -= 1;
    const key = ring[first]?.position ?? 'nothing';
    // The usual way, for every member that keeps up: no more than to find it.
    const known = isTelling ? renderings.get(key) : undefined;
    if (known) return known;
    const missed = ring.slice(first);
    if (missed.length > 1 && isCrowded(key)) return everything(false);
    // What somebody catches up with is long on its way: that is no way of an event.
    const marks = isTelling && missed.length === 1 ? missed[0]!.newest : null;
    const changes = missed.map(({ change }) => change);
    return rendered(key, (view) => mergeScopedChanges(changes, view), marks);
  }

  /** What is told at a place that is before the ring: the hub remembers longer. */
  function resumed(from: number): Rendering {
    const { kind, change } = hub.updateSince(from);
    const key = `from ${from}`;
    if (kind === 'snapshot' || isCrowded(key)) return everything(false);
    return rendered(key, (view) => {
      // The member's own memory is not known: whatever may have left is named as gone.
      const scoped = createNarrower(scope).patch(view, change);
      narrower.include(view);
      return scoped;
    });
  }

  function everything(recovered: boolean): Rendering {
    return rendered(recovered ? 'snapshot' : 'snapshot anew', (view) => {
      narrower.include(view);
      return null;
    });
  }

  function isCrowded(key: number | string): boolean {
    return !renderings.has(key) && renderings.size >= MOST_MERGED;
  }

  /** The rendering kept as `key`, where it is still of now, or a new one of the change that `changeIn` finds. */
  function rendered(
    key: number | string,
    changeIn: (view: FloorView) => ScopedChange | null,
    marks: WrittenMarks | null = null,
  ): Rendering {
    const kept = renderings.get(key);
    // Within one telling it is of now.
    if (kept && isTelling) return kept;
    const view = options.view();
    if (kept && view.now - kept.at <= FRESH_MS) return kept;
    const change = changeIn(view);
    const update = hub.updateSince(change ? position : null);
    const rendering = createRendering({
      at: view.now,
      json: options.execute({
        kind: change ? 'patch' : 'snapshot',
        cursor: scopedCursor(update.cursor, scope),
        recovered: change !== null || key === 'snapshot',
        at: view.now,
        view,
        scope,
        change,
        isPast: false,
        marks,
      }),
    });
    renderings.set(key, rendering);
    return rendering;
  }

  function finish(): void {
    if (ended) return;
    ended = true;
    detach();
    options.onEnd();
  }
}
