import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/noto-sans-sc/wght.css';
import './theme/tokens.css';
import './theme/base.css';
import './theme/past.css';
import { flushSync, mount } from 'svelte';
import { browserClock, viewerTimeZone } from './clock.ts';
import { floorApi } from './feed/floor-connection.ts';
import { createNewBuild, filesOf } from './feed/new-build.ts';
import { fetchText } from './feed/page-files.ts';
import { superviseFeed } from './feed/supervisor.ts';
import { heedWaking } from './feed/waking.ts';
import { chooseLanguage } from './format/language.ts';
import { holdPicture, releasePicture } from './layout/held-picture.ts';
import App from './screens/App.svelte';
import { routeOf } from './screens/route.ts';
import { startBeat } from './state/beat.ts';
import { momentIn } from './state/past-address.ts';
import { recall, recallInTab, remember, rememberInTab } from './state/memory.ts';
import { Page } from './state/page.svelte.ts';
import { Reading } from './state/reading.svelte.ts';

/** Over how long screens spread the fetching of a new build, for each millisecond of their coming back. */
const FETCH_SPREAD = 6;
/** A person who has not moved for so long is not in the middle of something. */
const AT_REST_MS = 60_000;
/** A held picture that has waited so long is too old to be shown. */
const HELD_AT_MOST_MS = 4_000;

const route = routeOf(location.pathname);
const wall = route.screen === 'wall';
if (wall) document.documentElement.dataset['screen'] = 'wall';

const asked = new URLSearchParams(location.search).get('lang');
const reading = new Reading(
  chooseLanguage({
    fromUrl: asked,
    remembered: recall(wall ? 'wall-language' : 'language'),
    browser: navigator.language,
    wall,
  }),
);
// A wall has no switch: what it is once opened in, it stays in.
if (wall && asked === reading.choice) remember('wall-language', asked);

const clock = browserClock();
const page = new Page({
  clock,
  api: floorApi(location.origin, { now: clock.now, board: wall }),
  reading,
  viewerTimeZone: viewerTimeZone(),
  flush: flushSync,
});

let holding = document.getElementById('held-picture') !== null;
function release(): void {
  holding = false;
  releasePicture();
}

/** As the server told it last. */
let spreadMs = 0;
const feed = superviseFeed({
  clock,
  random: Math.random,
  connect: page.api.connect,
  cursorOf: (update) => update.cursor,
  onUpdate: (update) => page.live.receive(update),
  onGreeting(greeting) {
    spreadMs = greeting.spreadMs ?? spreadMs;
    page.greet(greeting);
  },
  onBeat: (at) => page.live.beat(at),
  onStatus: (status) => page.heed(status),
  onRoundTrip: (ms) => page.painted.roundTrip(ms),
  expectsUpdates: () => !page.liveEnded,
});

const beat = { run: () => page.beat() };
startBeat({ clock, beat: () => page.pace.ask(beat), onWoke: feed.wake });
heedWaking({ window, document }, feed);

const app = document.getElementById('app') as HTMLElement;
let movedAt = clock.now();
for (const kind of ['pointermove', 'pointerdown', 'keydown', 'wheel'])
  addEventListener(kind, () => (movedAt = clock.now()), { passive: true, capture: true });
const newBuild = createNewBuild({
  clock,
  random: Math.random,
  fetchText,
  running: filesOf(document.documentElement.outerHTML),
  withinMs: () => spreadMs * FETCH_SPREAD,
  mayLeave() {
    const isThere = page.feed.phase === 'live' && !page.past.on;
    const isBusy = page.why.question !== null || document.querySelector('dialog[open]') !== null;
    const rests = wall || document.hidden || clock.now() - movedAt >= AT_REST_MS;
    return isThere && !isBusy && rests;
  },
  onReady: (ready) => (page.newBuild = ready),
  reload() {
    holdPicture(app);
    location.reload();
  },
  recall: () => recallInTab('new-build'),
  remember: (note) => rememberInTab('new-build', note),
});

page.onDrawn = () => {
  if (holding) release();
};
page.onRefused = feed.refused;
page.onBuild = newBuild.announce;
page.onTakeNewBuild = newBuild.take;
page.learnServer();
feed.start();

// Who opens a link to a moment is shown nothing of the present before it.
const moment = momentIn(location.search);
if (moment !== null && (wall || route.screen === 'overview')) page.past.open(moment);

if (holding) clock.after(HELD_AT_MOST_MS, release);
mount(App, {
  target: app,
  props: { page, route, still: matchMedia('(prefers-reduced-motion: reduce)').matches },
});
