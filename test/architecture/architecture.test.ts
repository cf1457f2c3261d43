import { expect, it } from 'vitest';
import { privatePlacesIn } from './private-places.ts';
import { isSource, projectTexts } from './project.ts';
import { violationsOf } from './rules.ts';
import { factsOf } from './source.ts';

const texts = projectTexts();

it('every file keeps the rules of the house', () => {
  const files = texts.filter(({ path }) => isSource(path));
  expect(files.length).toBeGreaterThan(50);
  expect(violationsOf(files.map(({ path, text }) => factsOf(path, text)))).toEqual([]);
});

it('no text names a place of one machine or one network', () => {
  expect(texts.flatMap(privatePlacesIn)).toEqual([]);
});
