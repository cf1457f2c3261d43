import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/noto-sans-sc/wght.css';
import './theme/tokens.css';
import './theme/base.css';
import './theme/past.css';
import { mount } from 'svelte';
import { browserClock, viewerTimeZone } from './clock.ts';
import { floorApi } from './feed/floor-connection.ts';
import { superviseFeed } from './feed/supervisor.ts';
import { chooseLanguage } from './format/language.ts';
import App from './screens/App.svelte';
import { routeOf } from './screens/route.ts';
import { startBeat } from './state/beat.ts';
import { momentIn } from './state/past-address.ts';
import { recall, remember } from './state/memory.ts';
import { Page } from './state/page.svelte.ts';
import { Reading } from './state/reading.svelte.ts';

/** Over how long screens spread their reload after a new build. */
const RELOAD_WITHIN_MS = 60_000;

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
  api: floorApi(location.origin),
  reading,
  viewerTimeZone: viewerTimeZone(),
});

const feed = superviseFeed({
  clock,
  random: Math.random,
  connect: page.api.connect,
  cursorOf: (update) => update.cursor,
  onUpdate: (update) => page.live.receive(update),
  onBeat: (at) => page.live.beat(at),
  onStatus: (status) => page.heed(status),
  expectsUpdates: () => !page.liveEnded,
});

startBeat({ clock, beat: () => page.beat(), onWoke: feed.wake });
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') feed.wake();
});
addEventListener('online', feed.wake);

page.onRefused = feed.refused;
// Screens of one floor fetch the new page one after the other, not all in the same second.
page.onNewBuild = () => void clock.after(Math.random() * RELOAD_WITHIN_MS, () => location.reload());
page.learnServer();
feed.start();

// Who opens a link to a moment is shown nothing of the present before it.
const moment = momentIn(location.search);
if (moment !== null && (wall || route.screen === 'overview')) page.past.open(moment);

mount(App, {
  target: document.getElementById('app') as HTMLElement,
  props: { page, route, still: matchMedia('(prefers-reduced-motion: reduce)').matches },
});
