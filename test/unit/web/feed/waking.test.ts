import { expect, test } from 'vitest';
import { heedWaking } from '#web/feed/waking.ts';

function scene() {
  const window = new EventTarget();
  const document = Object.assign(new EventTarget(), { hidden: false });
  const told: string[] = [];
  const stop = heedWaking(
    { window, document },
    { wake: () => told.push('wake'), networkBack: () => told.push('network') },
  );
  return { window, document, told, stop };
}

test('a lid that is opened, a frozen page that goes on, a page out of the store: all is looked at', () => {
  const { window, document, told } = scene();
  document.dispatchEvent(new Event('visibilitychange'));
  document.dispatchEvent(new Event('resume'));
  window.dispatchEvent(new Event('pageshow'));
  expect(told).toEqual(['wake', 'wake', 'wake']);
});

test('a network that is back is not a person: it is back for other screens too', () => {
  const { window, told } = scene();
  window.dispatchEvent(new Event('online'));
  expect(told).toEqual(['network']);
});

test('a page that is hidden is not woken by it', () => {
  const { document, told } = scene();
  document.hidden = true;
  document.dispatchEvent(new Event('visibilitychange'));
  expect(told).toEqual([]);
});

test('once stopped it hears nothing', () => {
  const { window, document, told, stop } = scene();
  stop();
  stop();
  for (const name of ['visibilitychange', 'resume']) document.dispatchEvent(new Event(name));
  for (const name of ['pageshow', 'online']) window.dispatchEvent(new Event(name));
  expect(told).toEqual([]);
});
