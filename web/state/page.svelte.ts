import { getContext, setContext, untrack } from 'svelte';
import type { PageClock } from '#web/clock.ts';
import type { FloorApi } from '#web/feed/floor-connection.ts';
import type { Greeting } from '#web/feed/greeting.ts';
import type { FeedStatus } from '#web/feed/supervisor.ts';
import { haveOneClock, zoneToSay } from '#web/format/instant.ts';
import {
  isHollow,
  isLost,
  rowStaleness,
  STALE_AFTER,
  Staleness,
  stalenessOf,
} from '#web/format/staleness.ts';
import { criticalOnly, loudestFirst } from './alert-order.ts';
import { CommitPace } from './commit-pace.ts';
import { Floor } from './floor.svelte.ts';
import { createLateness } from './lateness.ts';
import type { Reading } from './reading.svelte.ts';
import { settleOrder, worstFirst, type ShownOrder } from './ladder-order.ts';
import type { Alert, LogDamage, Queue, ServerFacts } from './model.ts';
import { PaintedPath } from './painted-path.svelte.ts';
import { Past } from './past.svelte.ts';
import { Why } from './why.svelte.ts';

/** Everything a tile may ask. One for the page, handed down by context. */
export class Page {
  /** The newest floor, kept up to date whatever is shown. */
  readonly live: Floor;
  /** The way into the past. */
  readonly past: Past;
  /** The floor on show: the live one, or that of a past moment. Nothing of one is ever in the other. */
  readonly floor: Floor = $derived.by(() => this.past.floor ?? this.live);
  readonly reading: Reading;
  readonly api: FloorApi;
  /** How long updates take until they are painted here. */
  readonly painted: PaintedPath;
  /** When what changes by itself is put on the page. */
  readonly pace: CommitPace;
  /** The number whose reasons are on show. */
  readonly why: Why;
  /** Page time at the last beat of the one shared second. */
  now: number = $state(0);
  feed: FeedStatus = $state.raw({
    phase: 'connecting',
    lostAt: 0,
    retryAt: null,
    unauthorised: false,
    attempts: 0,
  });
  server: ServerFacts | null = $state.raw(null);
  /** The order of the ladder on show. */
  shownOrder: ShownOrder | null = $state.raw(null);

  /**
   * Milliseconds since the last update of the live floor arrived, as of the last beat; null before the first. While
   * all is well an update makes nothing fresher and wakes nobody; when the numbers are old the next one counts at once.
   */
  readonly ageMs = $derived.by(() => {
    if (!this.live.known) return null;
    const { now } = this;
    const ageMs = Math.max(0, now - untrack(() => this.live.heard!).arrivedAt);
    return ageMs <= STALE_AFTER.delayedMs ? ageMs : Math.max(0, now - this.live.heard!.arrivedAt);
  });
  /** On show is the last there is: a replay that is over. */
  readonly ended = $derived.by(() => this.floor.ended(this.server?.mode ?? null));
  /** The live floor waits for nothing more, whatever is shown. */
  readonly liveEnded = $derived.by(() => this.live.ended(this.server?.mode ?? null));
  /** How old what is shown is for what it says it is: a past moment does not age. */
  readonly staleness: Staleness = $derived.by(() => {
    if (this.past.on) return this.past.shownAt === null ? Staleness.delayed : Staleness.fresh;
    return stalenessOf({
      ageMs: this.ageMs,
      socketLostMs: this.feed.lostAt === null ? null : this.now - this.feed.lostAt,
      ended: this.ended,
      refusing: this.live.log.refusingSince !== null,
    });
  });
  readonly hollow = $derived(isHollow(this.staleness));
  readonly lost = $derived(isLost(this.staleness));
  /**
   * The server's disk takes nothing, so nothing new counts. Not known where the connection is lost: then
   * that is what is said.
   */
  readonly refusing = $derived.by(() => {
    if (this.live.log.refusingSince === null) return false;
    const { lostAt } = this.feed;
    return lostAt === null || this.now - lostAt <= STALE_AFTER.socketLostMs;
  });
  /** The server machine's clock now; null before it was asked. */
  readonly serverNow = $derived.by(() =>
    this.server === null ? null : this.server.now + Math.max(0, this.now - this.#metAt),
  );
  /** Some of today's entries cannot be read: today's numbers are not whole. */
  readonly damagedToday = $derived.by(() =>
    this.live.log.damage.some((stretch) => this.isOfToday(stretch)),
  );
  /**
   * The clock of the floor on show; null before the first update. Stands still when the numbers do. Goes on with
   * the beat: all running times change together, once a second, and no update wakes them.
   */
  readonly floorNow = $derived.by(() => {
    if (this.past.on) return this.past.shownAt;
    if (!this.live.known) return null;
    const still = this.hollow || this.ended;
    const { now } = this;
    const heard = this.#heardAsOfBeat();
    return heard.at + (still ? 0 : Math.max(0, now - heard.arrivedAt));
  });
  /** The live floor's clock, whatever is shown; null before the first update. Goes on with the beat, too. */
  readonly present = $derived.by(() => {
    if (!this.live.known) return null;
    const { now } = this;
    const heard = this.#heardAsOfBeat();
    return heard.at + (this.liveEnded ? 0 : Math.max(0, now - heard.arrivedAt));
  });
  /** The zone of every time that is printed: the floor's, whoever looks. */
  readonly timeZone = $derived(this.server?.timeZone ?? 'UTC');
  /** That zone, where it has to be said: the viewer's own clock shows another time. */
  readonly zoneToSay = $derived.by(() => {
    const { server, floorNow: at } = this;
    if (server === null || at === null || this.#viewerTimeZone === null) return null;
    return zoneToSay(at, { board: server.timeZone, viewer: this.#viewerTimeZone });
  });
  /** The queues are in several zones: what is summed up as today's are several days. */
  readonly severalDays = $derived.by(
    () => this.floorNow !== null && !haveOneClock(this.floorNow, this.floor.zones),
  );
  readonly alerts = $derived.by(() => loudestFirst(this.floor.alerts.values()));
  /**
   * What needs a person now, the loudest first. An old alert is no alert: none where the numbers are old, its
   * queue has no data, or a replay is over.
   */
  readonly critical = $derived.by(() =>
    this.hollow || this.ended
      ? []
      : criticalOnly(this.alerts).filter((alert) => !this.isAlertStale(alert)),
  );
  /** Where sources, by their own word, and the floor differ. */
  readonly differences = $derived(this.floor.differences);
  /** The floor's own audit found numbers that are not those of the log. */
  readonly auditDiffers = $derived(this.alerts.some((alert) => alert.kind === 'audit'));
  /** The stage of numbers that sum up the floor: they are as stale as the whole only when all of it is. */
  readonly totalStaleness: Staleness = $derived.by(() => {
    const queues = this.floor.queues.ids.length;
    const sources = this.floor.sources.ids.length;
    const all =
      (queues > 0 && this.floor.staleQueues === queues) ||
      (sources > 0 && this.floor.deadSources === sources);
    return all ? rowStaleness(this.staleness, 0) : this.staleness;
  });

  /** Called when a question over HTTP was refused for want of a sign-in. */
  onRefused: () => void = () => {};
  /** Called whenever a server says which build it is. */
  onBuild: (buildId: string) => void = () => {};
  /** Called whenever a frame with news of the live floor has been drawn. */
  onDrawn: () => void = () => {};
  /** A new build of the page is there, and waits for a quiet moment or for a person. */
  newBuild: boolean = $state(false);
  /** Called when a person wants the new build now. */
  onTakeNewBuild: () => void = () => {};

  readonly clock: PageClock;
  #viewerTimeZone: string | null;
  #asking = false;
  #askedAt = -Infinity;
  /** The connection that opens has said who the server is. */
  #greeted = false;
  /** Page time of the server's last answer. */
  #metAt: number = $state(0);
  /** Page time of the server's last answer, until what was heard has been held against it. */
  #toCompare: number | null = null;

  constructor(parts: {
    clock: PageClock;
    api: FloorApi;
    reading: Reading;
    /** Absent: the floor's zone is never said beside the clock. */
    viewerTimeZone?: string;
    /** Puts on the page whatever has changed, at once. Absent: that is done by and by. */
    flush?: () => void;
  }) {
    this.clock = parts.clock;
    this.#viewerTimeZone = parts.viewerTimeZone ?? null;
    this.api = parts.api;
    this.reading = parts.reading;
    this.painted = new PaintedPath({
      clock: parts.clock,
      report: (counts) => parts.api.reportPainted(counts),
    });
    this.pace = new CommitPace(parts.clock, parts.flush);
    this.live = new Floor(parts.clock, this.pace, (updates) => {
      this.onDrawn();
      // While the past is shown nothing of the present is painted.
      if (!this.past.on) this.painted.drawn(updates);
    });
    const lateness = createLateness();
    // A replay's clock goes at another rate than the page's.
    this.live.lateBy = (at, now) => {
      const isReplay = this.server?.mode === 'REPLAY';
      return this.server === null || isReplay ? 0 : lateness.of(at, now);
    };
    this.past = new Past({
      clock: parts.clock,
      pace: this.pace,
      api: parts.api.past,
      present: () => this.present,
      timeZone: () => this.timeZone,
      onJump: () => this.#jumped(),
    });
    this.why = new Why(parts.api, () => {
      this.past.pause();
      return this.past.moment;
    });
  }

  /** The beat of the page's one second: timers, ages and the ladder's order follow it. */
  beat(): void {
    this.now = this.clock.now();
    this.painted.beat();
    this.#mistrustOld();
    // Rows do not change places on old numbers; a board opened on them has them in their order all the same.
    if (this.hollow && this.shownOrder !== null) return;
    const wanted = worstFirst(this.floor.queues.values());
    if (wanted.length === 0 && this.shownOrder === null) return;
    this.shownOrder = settleOrder(this.shownOrder, wanted, this.now);
  }

  /** Takes the server's own word at the opening of a connection. */
  greet({ server }: Greeting): void {
    this.#greeted = server !== null;
    if (server !== null) this.#meet(server);
  }

  /**
   * Takes the feed's word. A new connection that was opened without a word is a reason to ask who is there,
   * and so is one that would not open: now and then, for all screens may fail at once.
   */
  heed(status: FeedStatus): void {
    const opened = status.phase === 'live' && this.feed.phase !== 'live';
    const failed = status.phase === 'waiting' && this.feed.phase === 'connecting';
    this.feed = status;
    const now = this.clock.now();
    if (opened && !this.#greeted) this.learnServer();
    else if (failed && now - this.#askedAt >= ASK_EVERY_MS) this.learnServer();
    if (opened) this.#greeted = false;
  }

  /** Asks the server what it is. Browsers hide why a socket was refused, so this also finds out. */
  learnServer(): void {
    if (this.#asking) return;
    this.#asking = true;
    this.#askedAt = this.clock.now();
    void this.api.server().then((answer) => {
      this.#asking = false;
      if (answer.ok) this.#meet(answer.value);
      else if (answer.unauthorised) this.onRefused();
    });
  }

  /** The stage of a queue's row. */
  queueStaleness(queue: Queue): Staleness {
    return rowStaleness(this.staleness, this.#staleForMs(queue));
  }

  /** Whether what is missing of the log lies, in part, in the floor's business day. */
  isOfToday(stretch: LogDamage): boolean {
    const startAt = this.live.total?.arrivals.startAt;
    return stretch.to === null || startAt === undefined || stretch.to >= startAt;
  }

  /** True where the queue an alert speaks of has no data any more. */
  isAlertStale(alert: Alert): boolean {
    return alert.queue !== null && this.floor.queues.get(alert.queue)?.value.stale === true;
  }

  /** How long the contact at the head of a queue has waited at the moment `at`; null when none waits. */
  waitMs(queue: Queue, at: number | null = this.floorNow): number | null {
    if (queue.longestWaitingSince === null || at === null) return null;
    const until = queue.stale ? (queue.staleSince ?? at) : at;
    return Math.max(0, until - queue.longestWaitingSince);
  }

  /** What was heard last, without being woken by the next; a replay's minutes are seconds: its clock is the newest update's. */
  #heardAsOfBeat(): { readonly at: number; readonly arrivedAt: number } {
    if (this.server?.mode === 'REPLAY') return this.live.heard!;
    return untrack(() => this.live.heard!);
  }

  /** Another moment: its order at once, and an open number of that moment. */
  #jumped(): void {
    const wanted = worstFirst(this.floor.queues.values());
    this.shownOrder = wanted.length === 0 ? null : settleOrder(null, wanted, this.now);
    this.why.moveTo(this.past.moment);
  }

  #meet(server: ServerFacts): void {
    this.server = server;
    this.#metAt = this.clock.now();
    this.#toCompare = this.clock.now();
    this.#mistrustOld();
    this.onBuild(server.buildId);
  }

  /**
   * What arrived just now may be long past at the server, as where its floor stands still: then it is as
   * old as the server's own clock says. A replay's clock is another one and cannot be compared.
   */
  #mistrustOld(): void {
    const { server } = this;
    const { heard } = this.live;
    if (server === null || heard === null || this.#toCompare === null) return;
    const lateMs = server.now - heard.at - (this.#toCompare - heard.arrivedAt);
    this.#toCompare = null;
    if (server.mode === 'REPLAY') return;
    if (lateMs > STALE_AFTER.delayedMs) this.live.olderBy(lateMs);
  }

  #staleForMs(queue: Queue): number | null {
    if (!queue.stale) return null;
    if (queue.staleSince === null || this.floorNow === null) return 0;
    return Math.max(0, this.floorNow - queue.staleSince);
  }
}

/** How often a feed that fails asks over HTTP whether it is signed in at all. */
const ASK_EVERY_MS = 30_000;

const KEY = Symbol('page');

/** Hands the page to everything below the component that calls it. */
export function providePage(page: Page): void {
  setContext(KEY, page);
}

/** The page of the component that calls it. */
export function usePage(): Page {
  return getContext<Page>(KEY);
}
