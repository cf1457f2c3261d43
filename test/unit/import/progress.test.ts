import { expect, test } from 'vitest';
import { createProgress, lengthOf, lineOf } from '#server/import/progress.ts';

const floorAt = Date.parse('2026-03-02T09:30:00Z');
const HALF = { bytes: 50, of: 100, events: 30_000, floorAt };

test('progress says how far it is, how fast, which date it has come to and how long it will take', () => {
  expect(lineOf(HALF, 60_000)).toBe(
    '████████████░░░░░░░░░░░░  50 %  500 events/s  2026-03-02 09:30  1 min 00 s left',
  );
  expect(lengthOf(11_001)).toBe('12 s');
  expect(lengthOf(7_800_000)).toBe('2 h 10 min');
});

test('a terminal has one line that changes; elsewhere there is a line every few seconds', () => {
  const shown = (isTerminal: boolean): string[] => {
    let now = 0;
    const written: string[] = [];
    const screen = { isTerminal, columns: 40, write: (text: string) => void written.push(text) };
    const clock = { now: () => now, after: () => ({ cancel() {} }) };
    const progress = createProgress(screen, clock);
    for (; now < 11_000; now += 100) progress.show(HALF);
    progress.say('a sentence');
    progress.end();
    return written;
  };
  const terminal = shown(true);
  expect(terminal.length).toBeGreaterThan(50);
  for (const text of terminal.slice(0, -2)) {
    expect(text.startsWith('\r█') && text.endsWith('\x1b[K')).toBe(true);
    expect(text).toHaveLength('\r\x1b[K'.length + 39);
  }
  expect(terminal.slice(-2)).toEqual(['\r\x1b[K', 'a sentence\n']);
  expect(shown(false).filter((text) => text.includes('events/s'))).toHaveLength(2);
});
