import type { Instant } from '#schema/ids.ts';
import { MINUTE_MS } from '#schema/time/duration.ts';
import type { Cancel, PageClock } from '#web/clock.ts';
import type { AlertMark, PastApi, Volume } from './past-model.ts';
import { firstSpan, Span, stretchOf, volumeStepMs, type Stretch } from './past-span.ts';

/** A hand that pans is waited for before anything is loaded. */
const SETTLED_MS = 150;
const EVERY_MS = MINUTE_MS;

/** What the timeline shows: a stretch of time, the alerts in it and how much came in. */
export class Track {
  marks: readonly AlertMark[] = $state.raw([]);
  /** Null where no history is kept. */
  volume: Volume | null = $state.raw(null);
  /** Null: as the length of the log makes it readable. */
  #span: Span | null = $state(null);
  /** Where the stretch ends; null: it follows the present. */
  #end: Instant | null = $state(null);
  readonly span: Span = $derived.by(() => {
    const firstAt = this.#parts.firstAt();
    if (this.#span !== null) return this.#span;
    return firstAt === null ? Span.day : firstSpan(this.#parts.present() - firstAt);
  });
  readonly #wanted: Stretch = $derived.by(() =>
    stretchOf({
      span: this.span,
      end: this.#end,
      firstAt: this.#parts.firstAt(),
      present: this.#parts.present(),
    }),
  );
  readonly #from = $derived(this.#wanted.from);
  readonly #to = $derived(this.#wanted.to);
  /** Another one only where it moves: what stands on it is loaded then, and the present goes on every second. */
  readonly stretch: Stretch = $derived({ from: this.#from, to: this.#to });

  readonly #parts: TrackParts;
  #cancel: Cancel = () => {};
  #asked = 0;

  constructor(parts: TrackParts) {
    this.#parts = parts;
  }

  /** Shows another length of time, round the moment where there is one. */
  choose(span: Span, moment: Instant | null): void {
    this.#span = span;
    this.#end = null;
    if (moment !== null) this.follow(moment);
  }

  /** Moves the stretch by a share of itself; not beyond the present, nor before the log. */
  pan(share: number): void {
    const { from, to } = this.stretch;
    this.#endAt(to + share * (to - from));
  }

  /** Brings a moment into the middle where it is out of sight. */
  follow(moment: Instant): void {
    const { from, to } = this.stretch;
    if (moment < from || moment > to) this.#endAt(moment + (to - from) / 2);
  }

  /** The stretch follows the present again. */
  toPresent(): void {
    this.#end = null;
  }

  /** Loads what stands on a stretch, once the hand rests, and again each minute. */
  load(stretch: Stretch, afterMs: number = SETTLED_MS): void {
    this.#cancel();
    const asked = ++this.#asked;
    this.#cancel = this.#parts.clock.after(afterMs, () => {
      const { api } = this.#parts;
      void api.alerts(stretch.from, stretch.to).then((answer) => {
        if (asked === this.#asked && answer.ok) this.marks = answer.value;
      });
      void api.volume(stretch.from, stretch.to, volumeStepMs(stretch)).then((answer) => {
        if (asked === this.#asked) this.volume = answer.ok ? answer.value : null;
      });
      this.#cancel = this.#parts.clock.after(EVERY_MS, () => this.load(stretch, 0));
    });
  }

  /** Loads nothing more. */
  stop(): void {
    this.#asked += 1;
    this.#cancel();
  }

  #endAt(end: Instant): void {
    const { from, to } = this.stretch;
    const firstAt = this.#parts.firstAt();
    const earliest = firstAt === null ? end : firstAt + (to - from);
    const wanted = Math.max(end, earliest);
    this.#end = wanted >= this.#parts.present() ? null : wanted;
  }
}

export interface TrackParts {
  readonly clock: PageClock;
  readonly api: PastApi;
  readonly present: () => Instant;
  readonly firstAt: () => Instant | null;
}
