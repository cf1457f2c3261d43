import type { Instant } from '#schema/ids.ts';
import { DAY_MS } from '#schema/time/duration.ts';
import type { PlayAsked, Playback, StepAsked } from '#server/graphql/context.ts';
import type { History } from '#server/history/history.ts';
import type { Journal } from '#server/journal/journal.ts';
import type { Clock } from '#server/kit/clock.ts';
import type { FloorView, Scope } from '#server/metrics/view.ts';
import type { PastPorts } from './app-ports.ts';
import type { OpenedPast, Past } from './pipeline-past.ts';
import { play } from './pipeline-play.ts';
import {
  advanceWorld,
  applyStored,
  createWorldChange,
  type World,
  type WorldChange,
} from './pipeline-world.ts';

/** So many people may play the past at once: each has a floor of its own. */
const MOST_PLAYS = 8;
/** How far back a step looks for something that happened, at the most. */
const FARTHEST_ENTRIES = 200_000;
/** Entries folded between two looks at the event loop. */
const SLICE = 500;
/** Alerts this far away are found. */
const ALERTS_WITHIN_MS = 36 * DAY_MS;

export interface PastPortOptions {
  readonly past: Past;
  readonly journal: Pick<Journal, 'read' | 'seqAt' | 'firstSeq' | 'firstAt' | 'lastSeq'>;
  readonly clock: Clock;
  viewOf(world: World): FloorView;
  /** The floor's clock now. */
  presentAt(): Instant;
  readonly history: Pick<History, 'series' | 'agentDay' | 'pastAlerts' | 'from'>;
  /** Lets the floor reach the time of now: the interval that runs is part of its history. */
  reachNow(): void;
}

/** What may be asked of the past. */
export function pastPorts(options: PastPortOptions): PastPorts {
  const { past, journal, history } = options;
  let plays = 0;
  return {
    async floorAt(at) {
      const world = await past.at(at);
      return world && options.viewOf(world);
    },
    play: async (asked) => startPlay(asked),
    step: (asked) =>
      asked.to === 'nextEvent'
        ? nextEvent(asked)
        : asked.to === 'previousEvent'
          ? previousEvent(asked)
          : neighbouringAlert(asked),
    floorFrom: () => journal.firstAt,
    async history(asked) {
      options.reachNow();
      return history.series(asked);
    },
    historyFrom: () => history.from,
    async agentDay(agent, at) {
      options.reachNow();
      return history.agentDay(agent, at);
    },
    pastAlerts: async (from, to) => history.pastAlerts(from, to),
  };

  async function startPlay({ from, speed }: PlayAsked): Promise<Playback | 'tooMany' | null> {
    if (plays >= MOST_PLAYS) return 'tooMany';
    plays += 1;
    const opened = await past.open(from).catch((error: unknown) => {
      plays -= 1;
      throw error;
    });
    if (!opened) {
      plays -= 1;
      return null;
    }
    const { journal, clock, presentAt } = options;
    const playing = play({
      past: opened,
      journal,
      clock,
      speed,
      presentAt: () => presentAt(),
      onEnd: () => {
        plays -= 1;
      },
    });
    const view = options.viewOf(playing.world);
    return {
      view: () => view,
      updates: playing.updates,
      watchWindow: (lengthMs) => playing.world.windows.watch(lengthMs),
    };
  }

  async function nextEvent({ scope, at }: StepAsked): Promise<Instant | null> {
    const opened = await past.open(at);
    const first = journal.firstAt;
    if (!opened) return first !== null && first > at ? first : null;
    const concerns = concerning(options.viewOf(opened.world), scope);
    return walk(opened, journal.lastSeq, (change, floorAt) =>
      floorAt > at && concerns(change) ? 'stop' : 'on',
    );
  }

  /** Goes back stretch by stretch, each twice as long, until something is found in one. */
  async function previousEvent({ scope, at }: StepAsked): Promise<Instant | null> {
    const last = journal.seqAt(at - 1);
    for (let length = 200; length <= FARTHEST_ENTRIES * 2; length *= 8) {
      const startSeq = Math.max(journal.firstSeq, last - length);
      const startAt = floorAtOf(startSeq);
      if (startAt === null) return null;
      const opened = await past.open(startAt - 1);
      const from = opened ?? (await past.open(startAt));
      if (!from) return null;
      const concerns = concerning(options.viewOf(from.world), scope);
      const found = await walk(from, last, (change) => (concerns(change) ? 'note' : 'on'));
      if (found !== null) return found;
      if (startSeq === journal.firstSeq) return startAt < at ? startAt : null;
    }
    return null;
  }

  async function neighbouringAlert({ scope, at, to }: StepAsked): Promise<Instant | null> {
    const isNext = to === 'nextAlert';
    const [from, until] = isNext ? [at, options.presentAt() + 1] : [at - ALERTS_WITHIN_MS, at];
    if (until <= from) return null;
    const world = await past.at(at);
    const queues = world && new Set(options.viewOf(world).queueIds(scope));
    const told = history
      .pastAlerts(from, until)
      // When it was told: before that no board shows it.
      .filter(
        ({ firedAt, queue }) =>
          (isNext ? firedAt > at : firedAt < at) && (!isScoped(scope) || queues?.has(queue)),
      )
      .map(({ firedAt }) => firedAt);
    if (told.length === 0) return null;
    return isNext ? Math.min(...told) : Math.max(...told);
  }

  function floorAtOf(seq: number): Instant | null {
    for (const page of journal.read({ after: seq - 1, batch: 1 }))
      return page[0]?.entry.floorAt ?? null;
    return null;
  }

  /** Folds on, event by event, up to the entry `last`; answers the time of the first that stops it, or of the last noted. */
  async function walk(
    { world, seq }: OpenedPast,
    last: number,
    judge: (change: WorldChange, floorAt: Instant) => 'stop' | 'note' | 'on',
  ): Promise<Instant | null> {
    let noted: Instant | null = null;
    let count = 0;
    for (const page of journal.read({ after: seq, batch: SLICE })) {
      for (const stored of page) {
        if (stored.seq > last || count >= FARTHEST_ENTRIES) return noted;
        count += 1;
        const { floorAt, kind } = stored.entry;
        // What time alone changes is no event.
        advanceWorld(world, floorAt, createWorldChange());
        const change = createWorldChange();
        applyStored(world, stored, change);
        if (kind !== 'event') continue;
        const verdict = judge(change, floorAt);
        if (verdict === 'stop') return floorAt;
        if (verdict === 'note') noted = floorAt;
      }
      await new Promise(setImmediate);
    }
    return noted;
  }
}

/** Whether a change is one of something in the scope. */
function concerning(view: FloorView, scope: Scope): (change: WorldChange) => boolean {
  if (!isScoped(scope)) return ({ delta }) => delta.queues.size > 0 || delta.agents.size > 0;
  return ({ delta }) => {
    if (delta.queues.size > 0) {
      const queues = new Set(view.queueIds(scope));
      for (const id of delta.queues) if (queues.has(id)) return true;
    }
    if (delta.agents.size === 0) return false;
    const agents = new Set(view.agentIds(scope));
    for (const id of delta.agents) if (agents.has(id)) return true;
    return false;
  };
}

function isScoped(scope: Scope): boolean {
  return Object.values(scope).some((part) => Array.isArray(part) && part.length > 0);
}
