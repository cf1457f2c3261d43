import { DAY_MS } from '#schema/time/duration.ts';
import type { Entry, Journal, Stored } from '#server/journal/journal.ts';
import { openMemoryJournal } from '#server/journal/memory.ts';
import { applyStored, createWorldChange, type World } from '#server/pipeline-world.ts';
import { floorSnapshot } from '#test/support/floor-snapshot.ts';
import { viewed } from '#test/support/told-floor.ts';

/** Everything that a world shows, as plain data. */
export function shown(world: World): unknown {
  const view = viewed(world);
  const behind = (['offered', 'answered', 'abandoned'] as const).map((metric) =>
    view
      .behind(
        { scope: {}, window: { kind: 'today' }, asked: { metric, variant: null } },
        'numerator',
      )
      .map(({ contact, queue, countedAt }) => `${contact} ${queue} ${countedAt}`),
  );
  return {
    floor: floorSnapshot(view),
    teams: view.groups({}, 'team').map(({ key, agents }) => ({ key, agents })),
    sources: view.sources(),
    alerts: view.openAlerts(),
    topics: view.topics({}, { kind: 'today' }),
    behind,
  };
}

/** Days of it: the history again, a day later, with contacts of other names, and sleepers that are told of late. */
export function overDays(entries: readonly Entry[], days: number): Entry[] {
  return inRounds(entries, days, DAY_MS);
}

/** The history again and again, each time so much later, with contacts of other names and the same customers. */
export function inRounds(entries: readonly Entry[], rounds: number, everyMs: number): Entry[] {
  return Array.from({ length: rounds }, (_, round) =>
    entries.map((entry): Entry => {
      const floorAt = entry.floorAt + round * everyMs;
      if (entry.kind !== 'event') return { ...entry, floorAt };
      const { contact } = entry.data;
      const data =
        typeof contact === 'string'
          ? { ...entry.data, contact: `${contact}/${round}` }
          : entry.data;
      return {
        ...entry,
        floorAt,
        id: `${entry.id}/${round}`,
        at: entry.at + round * everyMs,
        data,
      };
    }),
  )
    .flat()
    .sort((a, b) => a.floorAt - b.floorAt);
}

/** A journal of its own that holds the entries. */
export async function journalOf(entries: readonly Entry[]): Promise<Journal> {
  const journal = openMemoryJournal();
  await journal.append(entries);
  return journal;
}

/** Applies what is stored, in its order. */
export function tell(world: World, stored: readonly Stored[]): void {
  for (const each of stored) applyStored(world, each, createWorldChange());
}
