import { expect, test } from 'vitest';
import { createNewBuild, filesOf, TAKE_OVER } from '#web/feed/new-build.ts';
import { manualPageClock } from '../manual-page-clock.ts';

const OLD = '<script type="module" src="/assets/index-old.js"></script>';
const NEW =
  '<script type="module" crossorigin src="/assets/index-new.js"></script>' +
  '<link rel="stylesheet" crossorigin href="/assets/index-new.css">';

/** A page of the old build, a server made of levers. */
function scene(options: { note?: string | null } = {}) {
  const clock = manualPageClock();
  const served = new Map<string, string>([
    ['/', NEW],
    ['/assets/index-new.js', 'js'],
    ['/assets/index-new.css', 'css'],
  ]);
  const asked: string[] = [];
  const levers = { reloads: 0, quiet: true, ready: false, note: options.note ?? null };
  const build = createNewBuild({
    clock,
    random: () => 0.5,
    async fetchText(path) {
      asked.push(path);
      return served.get(path) ?? null;
    },
    running: filesOf(OLD),
    withinMs: () => 60_000,
    mayLeave: () => levers.quiet,
    onReady: (ready) => (levers.ready = ready),
    reload: () => (levers.reloads += 1),
    recall: () => levers.note,
    remember: (note) => (levers.note = note),
  });
  build.announce('a');
  return Object.assign(levers, {
    clock,
    served,
    asked,
    build,
    /** Lets time pass, and what is fetched come. */
    async pass(ms: number): Promise<void> {
      for (const end = clock.now() + ms; clock.now() < end;) {
        clock.pass(Math.min(1_000, end - clock.now()));
        for (let turn = 0; turn < 8; turn += 1) await Promise.resolve();
      }
    },
  });
}

test('the same build again and again is no news', async () => {
  const it = scene();
  it.build.announce('a');
  await it.pass(600_000);
  expect(it.asked).toEqual([]);
  expect(it.reloads).toBe(0);
});

test('all of a new build is fetched, spread over the screens, before the page is loaded again, once', async () => {
  const it = scene();
  it.build.announce('b');
  await it.pass(29_000);
  expect(it.asked).toEqual([]);
  await it.pass(2_000);
  expect(it.asked).toEqual(['/', '/assets/index-new.js', '/assets/index-new.css']);
  await it.pass(2_000);
  expect(it.reloads).toBe(1);
  await it.pass(600_000);
  expect(it.reloads).toBe(1);
});

test.each(['/', '/assets/index-new.js', '/assets/index-new.css'])(
  'as long as %s does not come the old page stays',
  async (path) => {
    const it = scene();
    const text = it.served.get(path)!;
    it.served.delete(path);
    it.build.announce('b');
    await it.pass(600_000);
    expect(it.reloads).toBe(0);
    expect(it.ready).toBe(false);
    it.served.set(path, text);
    await it.pass(TAKE_OVER.againMs + 2_000);
    expect(it.reloads).toBe(1);
  },
);

test('an error page of something in between is not taken for the new page', async () => {
  const it = scene();
  it.served.set('/', '<h1>Bad gateway</h1>');
  it.build.announce('b');
  await it.pass(600_000);
  expect(it.reloads).toBe(0);
});

test('who is in the middle of something is left alone, told, and may take it', async () => {
  const it = scene();
  it.quiet = false;
  it.build.announce('b');
  await it.pass(600_000);
  expect(it.reloads).toBe(0);
  expect(it.ready).toBe(true);
  it.build.take();
  expect(it.reloads).toBe(1);
});

test('what is not there yet cannot be taken', async () => {
  const it = scene();
  it.build.announce('b');
  it.build.take();
  expect(it.reloads).toBe(0);
});

test('a new server with the same page is no reason to load it again', async () => {
  const it = scene();
  it.served.set('/', OLD);
  it.build.announce('b');
  await it.pass(600_000);
  it.build.announce('b');
  await it.pass(600_000);
  expect(it.reloads).toBe(0);
  expect(it.asked).toEqual(['/']);
});

test('back to the old build before the page went: it stays', async () => {
  const it = scene();
  it.quiet = false;
  it.build.announce('b');
  await it.pass(40_000);
  expect(it.ready).toBe(true);
  it.build.announce('a');
  expect(it.ready).toBe(false);
  it.quiet = true;
  await it.pass(600_000);
  expect(it.reloads).toBe(0);
});

test('never in a loop: where a reload did not bring it, the next waits, and longer each time', async () => {
  let note: string | null = null;
  const waited: number[] = [];
  for (let life = 0; life < 5; life += 1) {
    const it = scene({ note });
    it.build.announce('b');
    await it.pass(31_000);
    const from = it.clock.now();
    while (it.reloads === 0) await it.pass(5_000);
    waited.push(Math.round((it.clock.now() - from) / 60_000));
    note = it.note;
  }
  expect(waited).toEqual([0, 1, 4, 16, 64]);
});

test('a note that makes no sense does no harm', async () => {
  const it = scene({ note: '{"files":3' });
  it.build.announce('b');
  await it.pass(40_000);
  expect(it.reloads).toBe(1);
});
