import { expect, test } from 'vitest';
import { AGENT_STATES } from '#schema/agent-state.ts';
import { AlertKind } from '#schema/alert.ts';
import { SourceState } from '#schema/source-state.ts';
import { SERVICE_LEVEL_VARIANTS } from '#schema/service-level-variant.ts';
import { en } from '#web/text/en.ts';
import { zh } from '#web/text/zh.ts';

const both = { en, zh };

test.each(Object.entries(both))('%s says something for every key', (_, texts) => {
  for (const [key, said] of leavesOf(texts)) {
    const text: unknown =
      typeof said === 'function' ? (said as (...it: string[]) => string)('7', '8') : said;
    expect(text, key).toMatch(/\S/);
  }
});

test('both languages name the same things', () => {
  const words = (texts: object): string[] => leavesOf(texts).map(([key]) => key);
  expect(words(zh).sort()).toEqual(words(en).sort());
});

test.each(Object.entries(both))('%s has a word for every state the server can send', (_, texts) => {
  expect(Object.keys(texts.agentStates).sort()).toEqual(AGENT_STATES.map(onWire).sort());
  expect(Object.keys(texts.sourceStates).sort()).toEqual(
    Object.values(SourceState).map(onWire).sort(),
  );
  expect(Object.keys(texts.alertKinds).sort()).toEqual(Object.values(AlertKind).sort());
  for (const variants of [texts.variants, texts.variantsShort]) {
    expect(Object.keys(variants).sort()).toEqual(SERVICE_LEVEL_VARIANTS.map(onWire).sort());
  }
});

function onWire(word: string): string {
  return word.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}

/** Every sentence with its way there. */
function leavesOf(texts: object, way = ''): [string, unknown][] {
  return Object.entries(texts).flatMap(([key, value]: [string, unknown]): [string, unknown][] =>
    typeof value === 'object' && value !== null
      ? leavesOf(value, `${way}${key}.`)
      : [[`${way}${key}`, value]],
  );
}
