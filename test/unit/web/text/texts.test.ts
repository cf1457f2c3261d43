import { expect, test } from 'vitest';
import { AGENT_STATES } from '#schema/agent-state.ts';
import { AlertKind } from '#schema/alert.ts';
import { SourceState } from '#schema/source-state.ts';
import { SERVICE_LEVEL_VARIANTS } from '#schema/service-level-variant.ts';
import { en } from '#web/text/en.ts';
import { zh } from '#web/text/zh.ts';

const both = { en, zh };

test.each(Object.entries(both))('%s says something for every key', (_, texts) => {
  for (const [key, value] of Object.entries(texts)) {
    const said: unknown[] = typeof value === 'object' ? Object.values(value) : [value];
    for (const one of said) {
      const text: unknown = typeof one === 'function' ? (one as (it: string) => string)('7') : one;
      expect(text, key).toMatch(/\S/);
    }
  }
});

test('both languages name the same things', () => {
  const words = (texts: object): string[] =>
    Object.entries(texts).flatMap(([key, value]) =>
      typeof value === 'object'
        ? Object.keys(value as object).map((word) => `${key}.${word}`)
        : [key],
    );
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
