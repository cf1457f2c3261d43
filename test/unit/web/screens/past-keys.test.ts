import { expect, test } from 'vitest';
import { pastKey } from '#web/screens/past-keys.ts';

function pressed(key: string, tagName: string | null = null, ctrlKey = false) {
  const target = tagName === null ? null : ({ tagName } as unknown as EventTarget);
  return { key, target, ctrlKey, metaKey: false, altKey: false, defaultPrevented: false };
}

test('one key leads back to the present, from wherever the focus is', () => {
  for (const key of ['l', 'L', 'Escape'])
    for (const on of [null, 'BUTTON', 'DIV']) expect(pastKey(pressed(key, on), true)).toBe('live');
});

test('in the present only what leads into the past has a key', () => {
  const acts = ['l', 'Escape', ' ', '.', ']', ',', '[', 'r'].map((key) =>
    pastKey(pressed(key), false),
  );
  expect(acts).toEqual([null, null, null, null, null, 'previousEvent', 'previousAlert', 'show']);
});

test('who writes in a field, presses a button or means the browser is not taken for it', () => {
  expect(pastKey(pressed('l', 'INPUT'), true)).toBeNull();
  expect(pastKey(pressed('l', 'SELECT'), true)).toBeNull();
  expect(pastKey(pressed('l', null, true), true)).toBeNull();
  expect(pastKey(pressed(' ', 'BUTTON'), true)).toBeNull();
  expect(pastKey(pressed(' '), true)).toBe('playOrPause');
});
