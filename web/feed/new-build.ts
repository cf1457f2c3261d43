import type { Cancel, PageClock } from '#web/clock.ts';

/*
 * A page of an older build takes the new one over: everything of it is fetched first, and only when all is
 * there and nobody is in the middle of something is the page loaded again.
 *
 *   idle --another build announced--> fetching --all is there--> ready --quiet--> reload
 *
 * 1. Nothing is left for what is not there: a page that does not come, or comes by half, is asked for again.
 * 2. Where the page that runs is already the new one (only the server changed), nothing happens.
 * 3. Where a reload did not bring the new page, the next one for the same page waits, each time longer.
 */

export interface NewBuildParts {
  readonly clock: PageClock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** The text at a path of this server, fetched anew; null where it does not come whole. */
  readonly fetchText: (path: string) => Promise<string | null>;
  /** Scripts and style sheets of the page that runs, as paths. */
  readonly running: readonly string[];
  /** Over how long the screens of this server are to spread, in milliseconds. */
  readonly withinMs: () => number;
  /** The server is there, and nobody is in the middle of something. */
  readonly mayLeave: () => boolean;
  /** Whether a new build is there and waits for a quiet moment. */
  readonly onReady: (ready: boolean) => void;
  readonly reload: () => void;
  /** What outlives a reload: for which page it was made, and how often. */
  readonly recall: () => string | null;
  readonly remember: (note: string) => void;
}

export interface NewBuild {
  /** A server said which build it is; the first one is taken for the page's own. */
  announce(buildId: string): void;
  /** A person wants it now; does nothing where it is not there yet. */
  take(): void;
}

export const TAKE_OVER = {
  /** What did not come is asked for again after so long. */
  againMs: 15_000,
  /** How often it is looked whether the moment is quiet. */
  quietEveryMs: 1_000,
  /** Before the second reload for one and the same page; then four times as long each time. */
  secondReloadMs: 60_000,
  longestWaitMs: 6 * 3_600_000,
} as const;

export function createNewBuild(parts: NewBuildParts): NewBuild {
  const { clock } = parts;
  let own: string | null = null;
  let wanted: string | null = null;
  let ready: string | null = null;
  let notBefore = 0;
  let cancel: Cancel = () => {};

  return {
    announce(buildId) {
      own ??= buildId;
      if (buildId === wanted) return;
      cancel();
      show(null);
      wanted = buildId === own ? null : buildId;
      if (wanted !== null) cancel = clock.after(parts.random() * parts.withinMs(), look);
    },
    take() {
      if (ready !== null) leave(ready);
    },
  };

  function look(): void {
    const build = wanted;
    void fetchAll().then((found) => {
      if (build === null || build !== wanted) return;
      if (found === SAME) {
        own = build;
        wanted = null;
      } else if (found === null) cancel = clock.after(TAKE_OVER.againMs, look);
      else {
        const files = found.join(' ');
        notBefore = clock.now() + waitBefore(timesReloadedFor(files));
        show(files);
        watch();
      }
    });
  }

  /** The files of the new page once all of them are there; null where something is missing. */
  async function fetchAll(): Promise<typeof SAME | string[] | null> {
    const page = await parts.fetchText('/');
    const files = page === null ? [] : filesOf(page);
    if (files.length === 0) return null;
    if (isSame(files, parts.running)) return SAME;
    const texts = await Promise.all(files.map((file) => parts.fetchText(file)));
    return texts.includes(null) ? null : files;
  }

  function watch(): void {
    cancel = clock.after(TAKE_OVER.quietEveryMs, () => {
      if (ready !== null && clock.now() >= notBefore && parts.mayLeave()) leave(ready);
      else watch();
    });
  }

  function leave(files: string): void {
    cancel();
    parts.remember(JSON.stringify({ files, times: timesReloadedFor(files) + 1 }));
    parts.reload();
  }

  function show(files: string | null): void {
    if ((files === null) !== (ready === null)) parts.onReady(files !== null);
    ready = files;
  }

  function timesReloadedFor(files: string): number {
    try {
      const note = JSON.parse(parts.recall() ?? '{}') as { files?: unknown; times?: unknown };
      return note.files === files && typeof note.times === 'number' ? note.times : 0;
    } catch {
      return 0;
    }
  }
}

/** The page that runs is the one that is there. */
const SAME = 'same';

function waitBefore(times: number): number {
  if (times === 0) return 0;
  return Math.min(TAKE_OVER.longestWaitMs, TAKE_OVER.secondReloadMs * 4 ** (times - 1));
}

/** Scripts and style sheets that a page names, as paths. */
export function filesOf(page: string): string[] {
  return [...page.matchAll(/(?:src|href)="(\/assets\/[^"]+\.(?:js|css))"/g)].map(
    ([, file]) => file!,
  );
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((file) => others.includes(file));
}
