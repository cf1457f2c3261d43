import type { Cancel, PageClock } from '#web/clock.ts';

const BEAT_MS = 1_000;
/** A beat this late means that the machine slept; a page that only stood still is watched by its feed. */
const SLEPT_MS = 30_000;

/** Beats once a second, on the whole second of the page; tells when the machine slept in between. */
export function startBeat(options: {
  readonly clock: PageClock;
  readonly beat: () => void;
  readonly onWoke: () => void;
}): Cancel {
  const { clock } = options;
  let due = 0;
  let cancel: Cancel = () => {};
  const schedule = (): void => {
    const now = clock.now();
    due = (Math.floor(now / BEAT_MS) + 1) * BEAT_MS;
    cancel = clock.after(due - now, () => {
      const late = clock.now() - due;
      options.beat();
      if (late > SLEPT_MS) options.onWoke();
      schedule();
    });
  };
  options.beat();
  schedule();
  return () => cancel();
}
