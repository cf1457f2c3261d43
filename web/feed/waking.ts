import type { Cancel } from '#web/clock.ts';
import type { Supervisor } from './supervisor.ts';

/**
 * Tells the feed what a browser tells of sleeping, waking and networks: the lid goes up, the tab is shown,
 * a frozen page goes on, a page comes back out of the browser's store, the network is there again.
 */
export function heedWaking(
  places: { readonly window: EventTarget; readonly document: EventTarget & { hidden: boolean } },
  feed: Pick<Supervisor, 'wake' | 'networkBack'>,
): Cancel {
  const { window, document } = places;
  const shown = (): void => {
    if (!document.hidden) feed.wake();
  };
  const wake = (): void => feed.wake();
  const online = (): void => feed.networkBack();
  document.addEventListener('visibilitychange', shown);
  document.addEventListener('resume', wake);
  window.addEventListener('pageshow', wake);
  window.addEventListener('online', online);
  return () => {
    document.removeEventListener('visibilitychange', shown);
    document.removeEventListener('resume', wake);
    window.removeEventListener('pageshow', wake);
    window.removeEventListener('online', online);
  };
}
