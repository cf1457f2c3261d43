import { expect, test } from 'vitest';
import { CHANNELS } from '#schema/channel.ts';
import { SCOPE_KINDS } from '#web/state/history-model.ts';
import { HISTORY_TEXTS } from '#web/text/history-texts.ts';

const ALL = Object.entries(HISTORY_TEXTS);

test('both languages name the same things', () => {
  const [en, zh] = ALL.map(([, texts]) => waysIn(texts).toSorted());
  expect(zh).toEqual(en);
});

test.each(ALL)('%s has a word for each weekday, channel and kind of scope', (_, texts) => {
  expect(texts.weekdays).toHaveLength(7);
  expect(texts.weekdaysShort).toHaveLength(7);
  expect(Object.keys(texts.channels)).toEqual(CHANNELS.map((channel) => channel.toUpperCase()));
  expect(Object.keys(texts.scopeKinds)).toEqual([...SCOPE_KINDS]);
});

test.each(ALL)('%s says plainly how many days were found', (_, texts) => {
  expect(texts.usualOf(texts.weekdays[0]!, 8, 8)).toContain('8');
  expect(texts.usualOf(texts.weekdays[0]!, 3, 8)).toMatch(/3.*8|8.*3/);
  expect(texts.reports.usualNote(texts.weekdays[0]!, 0, 8)).not.toContain('0');
});

function waysIn(texts: object, way = ''): string[] {
  return Object.entries(texts).flatMap(([key, value]: [string, unknown]): string[] =>
    typeof value === 'object' && value !== null ? waysIn(value, `${way}${key}.`) : [`${way}${key}`],
  );
}
