import { createRefusals } from '#server/ingest/refusals.ts';
import type { Instant } from '#schema/ids.ts';
import type { Entry } from '#server/journal/journal.ts';
import type { FloorView } from '#server/metrics/view.ts';
import { viewOf } from '#server/app-ports.ts';
import {
  advanceWorld,
  applyEntry,
  createWorldChange,
  createWorldState,
  openWorld,
  type World,
} from '#server/pipeline-world.ts';
import { floorSnapshot } from './floor-snapshot.ts';
import { START_AT } from './scenario.ts';

/** A world at the start, in which two windows are watched beside those of the alerts. */
export function freshWorld(): World {
  const world = watching(openWorld(createWorldState({ timeZone: 'UTC' })));
  passUntil(world, START_AT);
  return world;
}

/** The same as after a restart: what is no state is made anew. */
export function reopened(world: World, copy: (state: World['state']) => World['state']): World {
  return watching(openWorld(copy(world.state)));
}

export function tellAll(world: World, entries: readonly Entry[]): World {
  for (const entry of entries) applyEntry(world, entry, createWorldChange());
  return world;
}

export function passUntil(world: World, at: Instant): World {
  advanceWorld(world, at, createWorldChange());
  return world;
}

export function viewed(world: World): FloorView {
  return viewOf(world, createRefusals());
}

/**
 * The numbers of queues and totals at an instant. How agents stand is left out, because the health of
 * the source that spoke of them last is told with it; and so is what `besides` names.
 */
export function numbersAt(world: World, at: Instant, besides: readonly string[] = []): unknown {
  const left = new Set(['agents', ...besides]);
  const snapshot = floorSnapshot(viewed(passUntil(world, at)));
  const text = JSON.stringify(snapshot, (key, value: unknown) =>
    left.has(key) ? undefined : value,
  );
  return JSON.parse(text);
}

function watching(world: World): World {
  world.windows.watch(300_000);
  return world;
}
