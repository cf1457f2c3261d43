import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { simulatedTime } from '#test/support/simulated-time.ts';
import type { PageClock } from '#web/clock.ts';
import { CommitPace, PACE, type Commit } from '#web/state/commit-pace.ts';

const FRAME_MS = 16;

interface Drawing {
  readonly beganAt: number;
  /** The frame is drawn; of a hidden page: it has run. */
  endedAt: number;
  /** Without the wait for the frame. */
  workMs: number;
  /** When the first of what it shows was heard. */
  readonly since: number;
  readonly shown: readonly number[];
}

/** A page that is told a number at each of these moments and puts what it was told on show; `workMs` says what that takes. */
function page(options: {
  readonly toldAt: readonly number[];
  readonly workMs: (drawing: number) => { readonly script: number; readonly frame: number };
  /** Hidden meanwhile: no frames, and timers come as late as browsers let them. */
  readonly hidden?: { readonly from: number; readonly to: number };
  readonly timersEveryMs?: number;
}) {
  const { toldAt, workMs, timersEveryMs = 1_000 } = options;
  const { from, to } = options.hidden ?? { from: Infinity, to: Infinity };
  const time = simulatedTime();
  const hidden = (): boolean => time.now >= from && time.now < to;
  let busyUntil = 0;
  /** What the task that runs has taken so far. */
  let spentMs = 0;
  let mostWaiting = 0;
  const drawings: Drawing[] = [];
  const drawnAt: number[] = [];
  const heard: number[] = [];
  /** One task after the other. */
  const task = (at: number, run: () => void): (() => void) =>
    time.at(at, function begin() {
      if (time.now < busyUntil) {
        time.at(busyUntil, begin);
        return;
      }
      run();
      busyUntil = time.now + spentMs;
      spentMs = 0;
    });
  const clock: PageClock = {
    now: () => time.now + spentMs,
    after(delayMs, call) {
      const dueAt = this.now() + delayMs;
      return task(hidden() ? Math.ceil(dueAt / timersEveryMs) * timersEveryMs : dueAt, call);
    },
    nextFrame(call, behind) {
      if (hidden())
        return this.after(100, () => {
          call();
          behind?.(false);
        });
      const drawing = drawings.at(-1)!;
      const { frame } = workMs(drawings.length - 1);
      return task((Math.floor(this.now() / FRAME_MS) + 1) * FRAME_MS, () => {
        call();
        spentMs += frame;
        drawing.workMs += frame;
        drawing.endedAt = time.now + frame;
        // What was told while the frame was made is heard before this.
        time.at(drawing.endedAt, () => task(time.now, () => behind?.(true)));
      });
    },
  };
  const pace = new CommitPace(clock);
  let waiting: number[] = [];
  let heardAt = 0;
  const commit: Commit = {
    run() {
      const beganAt = time.now;
      const { script } = workMs(drawings.length);
      spentMs += script;
      const work = { beganAt, endedAt: beganAt + script, workMs: script };
      drawings.push({ ...work, since: heardAt, shown: waiting });
      waiting = [];
    },
    onDrawn: () => drawnAt.push(time.now),
  };
  for (const [told, at] of toldAt.entries())
    task(at, () => {
      if (waiting.length === 0) heardAt = time.now;
      waiting.push(told);
      heard.push(told);
      pace.ask(commit);
      mostWaiting = Math.max(mostWaiting, waiting.length);
    });
  time.pass((toldAt.at(-1) ?? 0) + 120_000);
  expect(heard).toHaveLength(toldAt.length);
  return { drawings, drawnAt, heard, mostWaiting };
}

const evenly = (everyMs: number, count: number): number[] =>
  Array.from({ length: count }, (_, n) => n * everyMs);

/** Where a page has not rested from what was drawn before, it waits, but no longer than a second. */
function dueAtOf(drawings: readonly Drawing[], place: number): number {
  const last = drawings[place - 1];
  if (last === undefined) return 0;
  const restedAt = last.endedAt + PACE.restTimes * last.workMs;
  return Math.min(restedAt, drawings[place]!.since + PACE.longestWaitMs);
}

describe('what comes is put on the page', () => {
  const gap = fc.oneof(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 3_000 }));
  const gaps = fc.array(gap, { minLength: 1, maxLength: 120 });
  const workMs = fc.record({
    script: fc.integer({ min: 0, max: 300 }),
    frame: fc.integer({ min: 0, max: 300 }),
  });
  const works = fc.array(workMs, { minLength: 1, maxLength: 20 });

  test('whole and in order, never sooner than the rest is over, never later than a second', () => {
    fc.assert(
      fc.property(gaps, works, (between, work) => {
        let at = 0;
        const toldAt = between.map((ms) => (at += ms));
        const { drawings, drawnAt, heard } = page({
          toldAt,
          workMs: (n) => work[n % work.length]!,
        });
        expect(drawings.flatMap(({ shown }) => shown)).toEqual(heard);
        expect(drawnAt).toEqual(drawings.map(({ endedAt }) => endedAt));
        for (const [place, { beganAt, since }] of drawings.entries()) {
          const dueAt = dueAtOf(drawings, place);
          const freeAt = drawings[place - 1]?.endedAt ?? 0;
          expect(beganAt).toBeGreaterThanOrEqual(dueAt);
          expect(beganAt).toBeLessThanOrEqual(Math.max(dueAt, freeAt, since));
        }
      }),
    );
  });

  test('at once on a machine that is quick', () => {
    const quick = { script: 3, frame: 7 };
    const { drawings } = page({ toldAt: evenly(110, 200), workMs: () => quick });
    expect(drawings).toHaveLength(200);
    for (const { beganAt, since } of drawings) expect(beganAt).toBe(since);
  });

  test('so rarely on a slow one that a ninth of its time goes into it', () => {
    for (const part of [20, 35, 50]) {
      const slow = { script: part, frame: part };
      const { drawings } = page({ toldAt: evenly(100, 600), workMs: () => slow });
      const share = ((drawings.length - 1) * 2 * part) / drawings.at(-1)!.beganAt;
      expect(share).toBeLessThanOrEqual(1 / 9);
      expect(share).toBeGreaterThan(0.08);
    }
  });

  test('all the same where nobody looks, frames are not drawn and timers come once a minute', () => {
    for (const from of [0, 130, 5_000]) {
      const { drawings, mostWaiting } = page({
        ...{ toldAt: evenly(100, 3_000), workMs: () => ({ script: 10, frame: 60 }) },
        ...{ hidden: { from, to: Infinity }, timersEveryMs: 60_000 },
      });
      expect(drawings.flatMap(({ shown }) => shown)).toEqual(evenly(1, 3_000));
      expect(mostWaiting).toBeLessThanOrEqual(PACE.overdueMs / 100 + 1);
    }
  });

  test('whole and in order though the page was hidden for a while', () => {
    const night = fc.record({
      from: fc.integer({ min: 0, max: 20_000 }),
      lastsMs: fc.integer({ min: 0, max: 60_000 }),
      timersEveryMs: fc.constantFrom(1_000, 60_000),
    });
    fc.assert(
      fc.property(night, gaps, works, ({ from, lastsMs, timersEveryMs }, between, work) => {
        let at = 0;
        const toldAt = between.map((ms) => (at += ms));
        const { drawings, heard } = page({
          ...{ toldAt, workMs: (n) => work[n % work.length]! },
          ...{ hidden: { from, to: from + lastsMs }, timersEveryMs },
        });
        expect(drawings.flatMap(({ shown }) => shown)).toEqual(heard);
        // Timers that were begun while the page was hidden ring when the browser lets them.
        for (const { beganAt, since } of drawings)
          expect(beganAt).toBeLessThanOrEqual(since + PACE.overdueMs + 3 * timersEveryMs);
      }),
    );
  });

  test('and a timer of the night that rings late ends no rest', () => {
    // Told at 320 it would have come at 1 320; the page is hidden by then, and what waits is overdue at 2 400.
    const { drawings } = page({
      toldAt: [0, 320, 2_400, 2_990, 4_020],
      workMs: () => ({ script: 150, frame: 150 }),
      hidden: { from: 318, to: 2_500 },
      timersEveryMs: 4_000,
    });
    const last = drawings.length - 1;
    expect(drawings[last]!.shown).toEqual([4]);
    expect(drawings[last]!.beganAt).toBeGreaterThanOrEqual(dueAtOf(drawings, last));
  });
});
