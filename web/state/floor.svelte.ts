import type { Instant } from '#schema/ids.ts';
import type { PageClock } from '#web/clock.ts';
import { isElsewhere } from './agent-teams.ts';
import { isAlike } from './alike.ts';
import { CellMap } from './cell.svelte.ts';
import type { Commit, CommitPace } from './commit-pace.ts';
import type { Committed } from './painted-path.svelte.ts';
import type {
  Agent,
  Alert,
  FloorChange,
  FloorMode,
  LogHealth,
  Notice,
  Queue,
  Source,
  Total,
} from './model.ts';
import { serviceLevelGoal, sharedVariant, type ServiceLevelGoal } from './service-level-goal.ts';
import { totalServiceLevelContacts } from './service-level-sample.ts';

/**
 * The newest floor the page knows. Updates that arrive between two commits are gathered and
 * committed together: a burst costs one redraw.
 */
export class Floor {
  readonly queues = new CellMap<Queue>();
  readonly agents = new CellMap<Agent>(isElsewhere);
  readonly alerts = new CellMap<Alert>();
  readonly sources = new CellMap<Source>();
  total: Total | null = $state.raw(null);
  notices: readonly Notice[] = $state.raw([]);
  log: LogHealth = $state.raw({ refusingSince: null, reason: null, damage: [] });
  /** Queues whose own source fell silent. Like the next two kept beside the lists: it wakes nobody while it is the same. */
  staleQueues: number = $state(0);
  /** Sources that fell silent or were lost. */
  deadSources: number = $state(0);
  /** The queues' zones, each once. */
  zones: readonly string[] = $state.raw([]);
  /** Where sources, by their own word, and the floor differ. */
  differences: number = $state(0);
  /** What the service level of the whole floor is held against; null where that cannot be said. */
  goal: ServiceLevelGoal | null = $state.raw(null);
  /** The formula of the service level, where all queues share one. */
  variant: string | null = $state(null);
  /** The contacts that the floor's service level is divided by. */
  serviceLevelContacts: number = $state(0);
  /** Anything was heard. Apart from `heard`, which is another one with every update. */
  known: boolean = $state(false);
  /**
   * The floor's clock of the newest update, and the page time at which that was first heard; null before the
   * first. A server that stands still and is asked again answers the same instant: that is no news.
   */
  heard: { readonly at: Instant; readonly arrivedAt: number } | null = $state.raw(null);

  /** How long what was sent at `at` by the floor's clock and came at `now` by the page's was held up. */
  lateBy: (at: Instant, now: number) => number = () => 0;

  #allEnded: boolean = $state(false);
  #recordingsEnded: boolean = $state(false);
  #pending: { change: FloorChange; arrivedAt: number }[] = [];
  /** Of the last commit; not yet drawn. */
  #undrawn: readonly Committed[] = [];
  #clock: PageClock;
  #pace: CommitPace;
  #commit: Commit;

  /** `onDrawn` is told of every update that came by `receive`, when the frame that shows it has been drawn. */
  constructor(
    clock: PageClock,
    pace: CommitPace,
    onDrawn: (updates: readonly Committed[]) => void = () => {},
  ) {
    this.#clock = clock;
    this.#pace = pace;
    this.#commit = {
      run: () => {
        this.#undrawn = this.#pending.map(({ change: { way = null }, arrivedAt }) => ({
          way,
          arrivedAt,
        }));
        this.#takePending();
      },
      onDrawn: () => {
        onDrawn(this.#undrawn);
        this.#undrawn = [];
      },
    };
  }

  /** Takes an update; it is on the page by the next frame, or as soon as the page has rested from the last one. */
  receive(change: FloorChange): void {
    this.#pending.push({ change, arrivedAt: this.#clock.now() });
    this.#pace.ask(this.#commit);
  }

  /** Takes a whole floor at once, instead of whatever was told before it. */
  show(snapshot: FloorChange): void {
    this.#pending = [{ change: snapshot, arrivedAt: this.#clock.now() }];
    this.#takePending();
  }

  /** The floor's clock goes on though nothing changed. Before the first update there is nothing to keep fresh. */
  beat(at: Instant): void {
    if (this.heard === null || at <= this.heard.at) return;
    const now = this.#clock.now();
    this.heard = { at, arrivedAt: now - this.lateBy(at, now) };
  }

  /**
   * Nothing more is due: every source has ended. In a replay only the recordings count; the sources that
   * are named in them live as long as they are played.
   */
  ended(mode: FloorMode | null): boolean {
    return mode === 'REPLAY' ? this.#recordingsEnded : this.#allEnded;
  }

  /** Says that what was heard last was already so old when it came: it is not news. */
  olderBy(lateMs: number): void {
    if (this.heard === null) return;
    this.heard = { at: this.heard.at, arrivedAt: this.heard.arrivedAt - Math.max(0, lateMs) };
  }

  #takePending(): void {
    const pending = this.#pending;
    this.#pending = [];
    for (const { change, arrivedAt } of pending) {
      const whole = change.kind === 'SNAPSHOT';
      this.queues.apply(change.queues, change.removed.queues, whole);
      this.agents.apply(change.agents, change.removed.agents, whole);
      const resolved = change.alerts.filter((alert) => alert.state === 'RESOLVED');
      this.alerts.apply(
        change.alerts.filter((alert) => alert.state !== 'RESOLVED'),
        [...change.removed.alerts, ...resolved.map((alert) => alert.id)],
        whole,
      );
      this.sources.apply(change.sources, [], whole);
      if (change.total !== null) this.total = change.total;
      if (change.notices !== null) this.notices = change.notices;
      if (change.log !== null) this.log = change.log;
      if (this.heard?.at !== change.at) {
        const lateMs = this.lateBy(change.at, arrivedAt);
        this.heard = { at: change.at, arrivedAt: arrivedAt - lateMs };
      }
      this.known = true;
    }
    this.#sumUp();
  }

  /** What many things on the page depend on, and most updates leave as it was. */
  #sumUp(): void {
    const queues = this.queues.values();
    const sources = this.sources.values();
    const recordings = sources.filter(({ kind }) => kind === 'replay');
    this.staleQueues = queues.filter(({ stale }) => stale).length;
    this.deadSources = sources.filter(isDead).length;
    this.differences = sources.reduce((sum, { differenceCount }) => sum + differenceCount, 0);
    this.#allEnded = haveEnded(sources);
    this.#recordingsEnded = haveEnded(recordings.length > 0 ? recordings : sources);
    const zones = [...new Set(queues.map(({ timeZone }) => timeZone))];
    if (zones.join() !== this.zones.join()) this.zones = zones;
    const goal = serviceLevelGoal(this.total, queues);
    if (!isAlike(goal, this.goal)) this.goal = goal;
    this.variant = sharedVariant(queues);
    this.serviceLevelContacts = totalServiceLevelContacts(this.total, queues);
  }
}

function isDead(source: Source): boolean {
  return source.state === 'SILENT' || source.state === 'LOST';
}

function haveEnded(sources: readonly Source[]): boolean {
  return sources.length > 0 && sources.every(({ state }) => state === 'ENDED');
}
