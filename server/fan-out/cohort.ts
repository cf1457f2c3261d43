import type { FloorUpdateModel } from '#server/graphql/models.ts';
import { mergeScopedChanges } from '#server/graphql/update/merge-scoped.ts';
import { createNarrower } from '#server/graphql/update/narrow.ts';
import { isNothing, type ScopedChange } from '#server/graphql/update/scoped-change.ts';
import { scopedCursor } from '#server/graphql/update/scoped-cursor.ts';
import type { WrittenMarks } from '#server/live/change-set.ts';
import type { Hub } from '#server/live/hub.ts';
import type { FloorView, Scope } from '#server/metrics/view.ts';
import type { FeedCounts } from './feed-counts.ts';
import { createRendering, type Rendering } from './rendering.ts';
import { rememberingView } from './remembering-view.ts';
import type { Audience } from './sure-rows.ts';
import type { UpdateWriter } from './update-writer.ts';

/*
 * A cohort: all subscriptions that ask for the same, with the same rights. It reads the hub once
 * and makes each update once; its members differ only in where they are.
 *
 *   hub ─► narrowed change ─► ring ─► [one rendering a place] ─► members, each when it can take it
 *
 * 1. A member is a place in the ring. One that has everything is told the newest change; one that
 *    lagged, all changes since as one patch (or since a little before, as others are told); one that
 *    lagged too far, everything.
 * 2. A rendering is made when the first member asks for it and goes to all who are at the same place.
 * 3. Values may be newer than a rendering's cursor, never older. So a snapshot that a newcomer was
 *    given may hold what no change has told of yet: the narrower is told what it may hold, and the
 *    writer finds out itself.
 * 4. What the newest change names, and is written as everybody has it, is left out for those who
 *    have everything else. Who comes back is told all that the hub names: what it has is of a cohort
 *    that may have left out something else.
 */

export interface CohortOptions {
  readonly hub: Pick<Hub, 'attach' | 'position' | 'updateSince'>;
  view(): FloorView;
  readonly scope: Scope;
  readonly writer: UpdateWriter;
  /** Counted on. */
  readonly counts: FeedCounts;
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
  const { hub, scope, writer, counts } = options;
  const narrower = createNarrower(scope);
  const ring: Kept[] = [];
  const members = new Set<JoinOptions>();
  /** Of the newest update only; patches by the place of the first change in them. */
  let renderings = new Map<number | string, Rendering>();
  const beganAt = hub.position;
  /** Changes since this place are in the ring. */
  let ringFrom = beganAt;
  let position = beganAt;
  /** The place after the newest change that said something here. */
  let toldAt = beganAt;
  /** How many changes said something here. */
  let tellings = 0;
  /** The floor, while the newest update is told. */
  let telling: FloorView | null = null;
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
      let hasTellings = tellings;
      if (typeof from === 'number') {
        narrower.doubt();
        writer.doubt();
      }
      if (ended) queueMicrotask(() => member.onEnd());
      else members.add(member);
      return {
        take() {
          if (ended || (!isFirst && typeof from === 'number' && from >= toldAt)) return null;
          const update = isFirst && typeof from === 'number' ? resumed(from) : render(from);
          counts.told += 1;
          if (!isFirst) counts.skipped += tellings - hasTellings - 1;
          isFirst = false;
          hasTellings = tellings;
          from = position;
          return update;
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
    const view = rememberingView(options.view());
    const scoped = narrower.patch(view, change);
    if (isNothing(scoped)) return;
    toldAt = position;
    tellings += 1;
    ring.push({ position, change: scoped, newest: change.newest ?? null });
    if (ring.length > RING_SIZE) ringFrom = ring.shift()!.position;
    // A map that is emptied stays linked to what it held and to all it was before, for as long as the
    // oldest of them is not collected: each update's texts would outlive it.
    renderings = new Map();
    telling = view;
    for (const member of members) member.onNews();
    telling = null;
  }

  /** What is told at place `from`. */
  function render(from: number | null | 'lost'): Rendering {
    if (typeof from !== 'number') return everything(from === null);
    if (from < ringFrom) return resumed(from);
    let first = ring.length;
    while (first > 0 && ring[first - 1]!.position > from) first -= 1;
    first = Math.max(0, ring.length - rounded(ring.length - first));
    const key = ring[first]?.position ?? 'nothing';
    // The usual way, for every member that keeps up: no more than to find it.
    const known = telling ? renderings.get(key) : undefined;
    if (known) return known;
    const missed = ring.slice(first);
    const changes = missed.map(({ change }) => change);
    const isNews = telling !== null && missed.length === 1;
    return rendering(key, {
      changeIn: (view) => mergeScopedChanges(changes, view),
      audience: isNews ? 'everybody' : 'somebody',
      // What somebody catches up with is long on its way: that is no way of an event.
      marks: isNews ? missed[0]!.newest : null,
    });
  }

  /** What is told to somebody who comes back, or is at a place before the ring: the hub remembers longer. */
  function resumed(from: number): Rendering {
    const roundly = Math.max(0, position - rounded(position - from));
    // Where the hub has forgotten what was a little before, the place itself may be known.
    for (const since of new Set([roundly, from])) {
      const key = `from ${since}`;
      const kept = current(key);
      if (kept) return kept;
      const { kind, change } = hub.updateSince(since);
      if (kind === 'snapshot') continue;
      return rendering(key, {
        changeIn(view) {
          // The member's own memory is not known: whatever may have left is named as gone.
          const scoped = createNarrower(scope).patch(view, change);
          narrower.include(view);
          return scoped;
        },
      });
    }
    return everything(false);
  }

  function everything(recovered: boolean): Rendering {
    return rendering(recovered ? 'snapshot' : 'snapshot anew', {
      changeIn(view) {
        narrower.include(view);
        return null;
      },
    });
  }

  /** The rendering kept as `key`, where it is still of now, or a new one of the change that `changeIn` finds. */
  function rendering(
    key: number | string,
    of: {
      readonly changeIn: (view: FloorView) => ScopedChange | null;
      readonly audience?: Audience;
      readonly marks?: WrittenMarks | null;
    },
  ): Rendering {
    const { changeIn, audience = 'somebody', marks = null } = of;
    const kept = current(key);
    if (kept) return kept;
    const view = telling ?? options.view();
    const change = changeIn(view);
    const update = hub.updateSince(change ? position : null);
    const model: FloorUpdateModel = {
      kind: change ? 'patch' : 'snapshot',
      cursor: scopedCursor(update.cursor, scope),
      recovered: change !== null || key === 'snapshot',
      at: view.now,
      view,
      scope,
      change,
      isPast: false,
      marks,
    };
    counts.made += 1;
    const made = createRendering({ at: view.now, json: writer.write(model, audience) });
    renderings.set(key, made);
    return made;
  }

  /** The rendering kept as `key`, where it is still of now. */
  function current(key: number | string): Rendering | null {
    const kept = renderings.get(key);
    // Within one telling it is.
    if (!kept || telling) return kept ?? null;
    return options.view().now - kept.at <= FRESH_MS ? kept : null;
  }

  function finish(): void {
    if (ended) return;
    ended = true;
    detach();
    options.onEnd();
  }
}

/**
 * Who missed so many updates is told what as many did, or up to twice as many: what is told twice
 * does no harm, and a dozen patches do for all who lag, however differently.
 */
function rounded(missed: number): number {
  return missed <= 1 ? missed : 2 ** Math.ceil(Math.log2(missed));
}
