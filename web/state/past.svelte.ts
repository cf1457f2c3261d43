import type { Instant } from '#schema/ids.ts';
import { SECOND_MS } from '#schema/time/duration.ts';
import type { Cancel, PageClock } from '#web/clock.ts';
import type { Answer } from './answer.ts';
import type { Commit, CommitPace } from './commit-pace.ts';
import { Floor } from './floor.svelte.ts';
import type { FloorChange } from './model.ts';
import { Latest } from './past-latest.ts';
import { sameTimeDaysBefore } from './past-time.ts';
import type { PastApi, Playback, Speed, StepTo } from './past-model.ts';

/*
 * The past on show, in a floor of its own: what the live feed tells never reaches it, and what it tells
 * never reaches the live floor, which runs on behind it.
 *
 *   live --seek / step--> still --play--> playing --pause / seek--> still
 *   still, playing --live / the past reaches the present--> live
 *
 * 1. At most one question for a moment is on its way; the newest wish is asked next, others never.
 * 2. From live the board changes only when the first moment has come: it is never half past, half present.
 * 3. What comes late for a visit that is over is not shown.
 */

export type PastMode =
  | { readonly kind: 'live' }
  | { readonly kind: 'still'; readonly moment: Instant }
  | { readonly kind: 'playing'; readonly from: Instant; readonly speed: Speed };

/** Why what was wished for is not there. */
export const Trouble = {
  /** Before the first moment that the log holds. */
  tooEarly: 'tooEarly',
  /** The server did not answer, or did not know how. */
  unanswered: 'unanswered',
  /** It played and the connection was lost. */
  lost: 'lost',
  /** As many screens play the past as the server can serve. */
  tooMany: 'tooMany',
  noEvent: 'noEvent',
  noAlert: 'noAlert',
} as const;
export type Trouble = (typeof Trouble)[keyof typeof Trouble];

export const PATIENCE = {
  /** A question unanswered for so long is given up. */
  answerMs: 10 * SECOND_MS,
  /** Nothing heard of what plays for so long: it is lost. */
  silenceMs: 12 * SECOND_MS,
  /** How often the clock moves while it plays. */
  tickMs: 250,
  /** As near as this to the present, in seconds of the viewer, an end is an arrival. */
  arrivalMs: 5 * SECOND_MS,
} as const;

export interface PastParts {
  readonly clock: PageClock;
  readonly pace: CommitPace;
  readonly api: PastApi;
  /** The floor's clock of the present; null before anything was heard. */
  readonly present: () => Instant | null;
  readonly timeZone: () => string;
  /** The board has jumped to another moment, or back to the present. */
  readonly onJump: () => void;
}

interface Told {
  readonly at: Instant;
  readonly arrivedAt: number | null;
}

export class Past {
  mode: PastMode = $state.raw({ kind: 'live' });
  /** The floor of the moment on show; null while the present is shown. */
  floor: Floor | null = $state.raw(null);
  trouble: Trouble | null = $state(null);
  /** What was wished for is not there yet. */
  loading: boolean = $state(false);
  /** The first moment of the log; null while it is not known. */
  firstAt: Instant | null = $state(null);
  speed: Speed = $state(1);
  /** The board shows the past, or waits for it and shows nothing. */
  readonly on: boolean = $derived.by(() => this.floor !== null);
  readonly playing: boolean = $derived.by(() => this.mode.kind === 'playing');
  /** The past's clock for what is shown; null while nothing of it is there. */
  readonly shownAt: Instant | null = $derived.by(() => {
    const told = this.#told;
    if (told === null) return null;
    if (this.mode.kind !== 'playing' || told.arrivedAt === null) return told.at;
    const at = told.at + Math.max(0, this.#tick - told.arrivedAt) * this.mode.speed;
    const present = this.#parts.present();
    return present === null ? at : Math.max(told.at, Math.min(at, present));
  });
  /** The moment wished for: under the thumb. Null while that is the present. */
  readonly moment: Instant | null = $derived.by(() => {
    const { mode } = this;
    if (mode.kind === 'live') return null;
    if (mode.kind === 'still') return mode.moment;
    return this.loading ? mode.from : (this.shownAt ?? mode.from);
  });

  readonly #parts: PastParts;
  readonly #moments: Latest<Instant, Answer<FloorChange>>;
  /** The past's clock as told with what is on show, and the page time of it; null there while the clock stands. */
  #told: Told | null = $state.raw(null);
  /** What plays has told it since; on show with the floor's own next commit. */
  #newest: Told | null = null;
  /** Page time, four times a second while it plays. */
  #tick: number = $state(0);
  readonly #follow: Commit;
  #cancelTick: Cancel = () => {};
  #playback: Playback | null = null;
  #heardAt = 0;
  #stepping = false;

  constructor(parts: PastParts) {
    this.#parts = parts;
    this.#follow = { run: () => this.#catchUp() };
    this.#moments = new Latest({
      clock: parts.clock,
      patienceMs: PATIENCE.answerMs,
      ask: (moment) => parts.api.floorAt(moment),
      onAnswer: (_, answer) => this.#answered(answer),
    });
  }

  /** Opens the page at a moment: the present is not shown before it. */
  open(at: Instant): void {
    this.floor ??= new Floor(this.#parts.clock, this.#parts.pace);
    this.#wish(at);
  }

  /** Shows a moment; what plays stops. A moment that is not past is the present. */
  seek(at: Instant): void {
    const present = this.#parts.present();
    if (present !== null && at >= present) {
      this.live();
      return;
    }
    this.#halt();
    this.trouble = null;
    const early = this.firstAt !== null && at < this.firstAt;
    this.#wish(early ? (this.firstAt ?? at) : at);
    if (early) this.trouble = Trouble.tooEarly;
  }

  /** Moves by so much from the moment wished for, or from the present. */
  move(byMs: number): void {
    const from = this.#from();
    if (from !== null) this.seek(from + byMs);
  }

  /** To the same time on the wall some days before. */
  daysBefore(days: number): void {
    const from = this.#from();
    if (from !== null) this.seek(sameTimeDaysBefore(from, days, this.#parts.timeZone()));
  }

  /** To the nearest event or alert; says so where there is none. One step at a time. */
  async step(to: StepTo): Promise<void> {
    const from = this.#from();
    if (from === null || this.#stepping) return;
    this.#halt();
    this.trouble = null;
    const { mode } = this;
    this.#stepping = true;
    const answer = await this.#parts.api.step(from, to);
    this.#stepping = false;
    // Who has gone elsewhere meanwhile is not called back.
    if (mode !== this.mode) return;
    if (!answer.ok) this.trouble = Trouble.unanswered;
    else if (answer.value !== null) this.seek(answer.value);
    else this.trouble = NOTHING_THERE[to];
  }

  /** Plays on from the moment wished for, or goes on in another speed. The present cannot be played. */
  play(speed: Speed = this.speed): void {
    this.speed = speed;
    const from = this.moment;
    if (from === null) return;
    this.#halt();
    this.#moments.forget();
    this.trouble = null;
    this.loading = true;
    const mode: PastMode = { kind: 'playing', from, speed };
    this.mode = mode;
    this.#heardAt = this.#parts.clock.now();
    this.#playback = this.#parts.api.play(from, speed, {
      onHeard: () => (this.#heardAt = this.#parts.clock.now()),
      onUpdate: (change) => {
        if (this.mode === mode) this.#played(change);
      },
      onEnd: ({ tooMany }) => {
        if (this.mode === mode) this.#ended(tooMany);
      },
    });
    this.#beat();
  }

  /** Stands still at the moment on show, and shows exactly that. */
  pause(): void {
    const at = this.moment;
    if (this.mode.kind === 'playing' && at !== null) this.seek(at);
  }

  /** Back to the present, at once: its floor was kept all the while. */
  live(): void {
    this.#halt();
    this.#moments.forget();
    this.mode = { kind: 'live' };
    this.trouble = null;
    this.loading = false;
    this.#told = null;
    const shown = this.floor !== null;
    this.floor = null;
    if (shown) this.#parts.onJump();
  }

  /** Asks how far back the log reaches. */
  async learnBounds(): Promise<void> {
    const answer = await this.#parts.api.bounds();
    if (answer.ok) this.firstAt = answer.value.from;
  }

  #from(): Instant | null {
    return this.moment ?? this.#parts.present();
  }

  #wish(moment: Instant): void {
    this.mode = { kind: 'still', moment };
    this.loading = true;
    this.#moments.want(moment);
  }

  #answered(answer: Answer<FloorChange> | null): void {
    this.loading = this.#moments.busy;
    if (answer === null || !answer.ok) {
      this.trouble = Trouble.unanswered;
      return;
    }
    this.#show(answer.value);
    this.#told = { at: answer.value.at, arrivedAt: null };
  }

  #played(change: FloorChange): void {
    if (this.loading) {
      this.loading = false;
      this.#show(change);
      this.#told = { at: change.at, arrivedAt: this.#parts.clock.now() };
      return;
    }
    this.#newest = { at: change.at, arrivedAt: this.#parts.clock.now() };
    this.floor?.receive(change);
    this.#parts.pace.ask(this.#follow);
  }

  /** The clock goes on, in one frame with the numbers that were told with it. */
  #catchUp(): void {
    if (this.mode.kind !== 'playing') return;
    this.#told = this.#newest ?? this.#told;
    this.#newest = null;
    this.#tick = this.#parts.clock.now();
  }

  #show(change: FloorChange): void {
    const floor = this.floor ?? new Floor(this.#parts.clock, this.#parts.pace);
    floor.show(change);
    this.floor = floor;
    this.#parts.onJump();
  }

  /** No more is told: that is the present where it is near, and a loss elsewhere. */
  #ended(tooMany = false): void {
    this.#catchUp();
    const present = this.#parts.present();
    const at = this.shownAt;
    const begun = !this.loading;
    const near = PATIENCE.arrivalMs * this.speed;
    if (begun && at !== null && present !== null && at >= present - near) this.live();
    else {
      this.#halt();
      if (tooMany) this.trouble = Trouble.tooMany;
      else this.trouble = begun ? Trouble.lost : Trouble.unanswered;
    }
  }

  #beat(): void {
    this.#parts.pace.ask(this.#follow);
    if (this.#parts.clock.now() - this.#heardAt > PATIENCE.silenceMs) this.#ended();
    else this.#cancelTick = this.#parts.clock.after(PATIENCE.tickMs, () => this.#beat());
  }

  /** What plays stands, at the moment that was told last. */
  #halt(): void {
    if (this.mode.kind !== 'playing') return;
    const { from } = this.mode;
    this.#cancelTick();
    this.#playback?.close();
    this.#playback = null;
    this.loading = false;
    const told = this.#newest ?? this.#told;
    this.#newest = null;
    if (told !== null) this.#told = { at: told.at, arrivedAt: null };
    this.mode = { kind: 'still', moment: this.#told?.at ?? from };
  }
}

const NOTHING_THERE: Record<StepTo, Trouble> = {
  nextEvent: Trouble.noEvent,
  previousEvent: Trouble.noEvent,
  nextAlert: Trouble.noAlert,
  previousAlert: Trouble.noAlert,
};
