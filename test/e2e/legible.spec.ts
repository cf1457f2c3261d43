import { expect, test } from '@playwright/test';
import { illegibleTexts } from './legible.ts';

/*
 * The check that everything can be read, held against texts that cannot: so that it does not go blind
 * and call a broken screen legible.
 */
const SOUND = '<p style="position: absolute; left: 20px; top: 400px">sound</p>';

test.beforeEach(async ({ page }) => {
  await page.setViewportSize({ width: 800, height: 600 });
});

test('a text in its place is no problem', async ({ page }) => {
  await page.setContent(SOUND);
  expect(await illegibleTexts(page)).toEqual([]);
});

test('a clipped, an overlapping and an outside text are each found, and only they', async ({
  page,
}) => {
  await page.setContent(`${SOUND}
    <p style="position: absolute; left: 20px; top: 20px; width: 60px; overflow: hidden; white-space: nowrap">
      a name far too long for its box</p>
    <p style="position: absolute; left: 20px; top: 80px; width: 300px; height: 10px; overflow: hidden; font-size: 30px">
      half a line</p>
    <p style="position: absolute; left: 20px; top: 160px">below</p>
    <p style="position: absolute; left: 24px; top: 162px">above</p>
    <p style="position: absolute; left: 780px; top: 240px; white-space: nowrap">over the edge</p>`);
  expect((await illegibleTexts(page)).sort()).toEqual([
    'cut above or below: "half a line"',
    'cut at the side: "a name far too long for its box"',
    'outside of the screen: "over the edge"',
    'over each other: "below" and "above"',
  ]);
});

test('what is scrolled away in a list lies over nothing', async ({ page }) => {
  await page.setContent(`${SOUND}
    <p style="position: absolute; left: 20px; top: 20px">title</p>
    <div style="position: absolute; left: 20px; top: 60px; height: 60px; overflow-y: auto">
      <p style="margin: 0 0 400px">first</p><p>last</p></div>`);
  await page.locator('div').evaluate((list) => list.scrollTo(0, 40));
  expect(await illegibleTexts(page)).toEqual([]);
});

test('words for a screen reader only are nobody’s to see', async ({ page }) => {
  await page.setContent(`${SOUND}
    <p style="position: absolute; width: 1px; height: 1px; overflow: hidden; white-space: nowrap">
      said, not shown</p>`);
  expect(await illegibleTexts(page)).toEqual([]);
});
