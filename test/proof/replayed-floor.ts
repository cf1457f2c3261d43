import type { Instant, QueueId } from '#schema/ids.ts';
import { viewOf } from '#server/app-ports.ts';
import type { IncomingEvent } from '#server/ingest/connector.ts';
import { createRefusals } from '#server/ingest/refusals.ts';
import type { Journal, Stored } from '#server/journal/journal.ts';
import { systemClock } from '#server/kit/clock.ts';
import { silentLogger } from '#server/kit/logger.ts';
import { createHub } from '#server/live/hub.ts';
import type { FloorView } from '#server/metrics/view.ts';
import { createPipeline } from '#server/pipeline.ts';
import { createWorldState, openWorld, type World } from '#server/pipeline-world.ts';

/** A replay of the product without a disk and without a network. */
export interface ReplayedFloor {
  readonly world: World;
  readonly view: FloorView;
  take(events: readonly IncomingEvent[]): Promise<void>;
  tick(at: Instant): Promise<void>;
  /** The queues that screens were told of since this was asked last. */
  changed(): ReadonlySet<QueueId>;
  /** Events told so far, and those that an earlier one of the same id made void. */
  readonly told: number;
  readonly duplicates: number;
  /** Events that the pipeline refused. */
  readonly refused: number;
  close(): void;
}

/**
 * The product's own main street (gate, mask, log, fold, hub) as a replay runs it. Only the disk is
 * left out: the log remembers which events it had, not what they said.
 */
export function openReplayedFloor(source = '/proof'): ReplayedFloor {
  const world = openWorld(createWorldState({ timeZone: 'UTC', silentAfterMs: null }));
  const refusals = createRefusals();
  const hub = createHub({ clock: systemClock, epoch: 'proof' });
  let changed = new Set<QueueId>();
  let duplicates = 0;
  let told = 0;
  const pipeline = createPipeline({
    world,
    journal: forgetfulJournal((count) => (duplicates += count)),
    hub: {
      ...hub,
      publish(change, at) {
        for (const queue of change.queues) changed.add(queue);
        hub.publish(change, at);
      },
    },
    clock: systemClock,
    refusals,
    logger: silentLogger,
    secret: 'proof',
    time: 'replay',
    tellsPast: () => false,
  });
  return {
    world,
    view: viewOf(world, refusals),
    async take(events) {
      told += events.length;
      await pipeline.take(source, events, { past: false });
    },
    tick: (at) => pipeline.tick(at),
    changed() {
      const told = changed;
      changed = new Set();
      return told;
    },
    get told() {
      return told;
    },
    get duplicates() {
      return duplicates;
    },
    get refused() {
      return refusals.all().reduce((sum, { count }) => sum + count, 0);
    },
    close: () => hub.close(),
  };
}

/** Knows which events it was given, and nothing else of them. */
function forgetfulJournal(onDuplicates: (count: number) => void): Journal {
  const known = new Set<string>();
  let lastSeq = 0;
  return {
    async append(entries) {
      const stored: Stored[] = [];
      const duplicates: number[] = [];
      entries.forEach((entry, index) => {
        if (entry.kind === 'event') {
          const key = `${entry.source}\n${entry.id}`;
          if (known.has(key)) {
            duplicates.push(index);
            return;
          }
          known.add(key);
        }
        lastSeq += 1;
        stored.push({ seq: lastSeq, entry });
      });
      if (duplicates.length > 0) onDuplicates(duplicates.length);
      return { stored, duplicates };
    },
    read: () => [],
    firstSeq: 1,
    firstAt: null,
    identity: 'none',
    seqAt: () => lastSeq,
    dropBefore: () => Promise.resolve({ segments: 0, entries: 0 }),
    health: { refusing: null, damage: [] },
    onHealth: () => () => undefined,
    get lastSeq() {
      return lastSeq;
    },
    position: () => undefined,
    close: async () => {},
  };
}
