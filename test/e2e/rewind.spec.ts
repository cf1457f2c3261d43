import { expect, type Page } from '@playwright/test';
import { noonZone } from '../support/noon-zone.ts';
import { barriersOf } from './barriers.ts';
import { illegibleTexts } from './legible.ts';
import { askMoment, storyAt, writeStory } from './past-story.ts';
import { Tidewall } from './tidewall.ts';
import { test } from './warm-page.ts';

/*
 * The board taken back: what stands on it is what the server says of that moment, it is marked as past,
 * and one key leads back to the present.
 */
const LAPTOP = { width: 1366, height: 768 };
const PHONE = { width: 390, height: 844 };
/** Twelve wait, the first of them for ten and a half minutes; one more was answered. */
const RUSH = storyAt(70, 30);

let tidewall: Tidewall;
let story: ReturnType<typeof writeStory>;

test.beforeAll(async () => {
  story = writeStory();
  tidewall = new Tidewall(['--time-zone', 'Asia/Shanghai', '--source', story.source]);
  await tidewall.start();
  await expect
    .poll(async () => (await askMoment(tidewall, null)).total.metrics.offered)
    .toBe(120 + 12);
});

test.afterAll(async () => {
  await tidewall.remove();
  story.remove();
});

test('dragged to a moment, the board is that of the moment and says that it is past', async ({
  page,
}) => {
  await open(page, LAPTOP, '/?lang=en');
  await expect(waitingOf(page)).toHaveText('0');
  const track = page.getByRole('slider', { name: 'Timeline' });
  const box = (await track.boundingBox())!;
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width - 30, y);
  await page.mouse.down();
  for (let share = 0.9; share > 0.6; share -= 0.05)
    await page.mouse.move(box.x + box.width * share, y);
  // What is under the thumb is said at once.
  await expect(page.locator('output')).toContainText(/\d\d:\d\d:\d\d/);
  await page.mouse.up();
  await expect(banner(page)).toContainText('paused');
  await expect(page).toHaveURL(/[?&]at=2026-11-20T0\d/);
  await expect(page).toHaveTitle(/^Past 2026-11-20/);
  await expect(page.locator('html')).toHaveAttribute('data-past', '');
  await expect(page.locator('.freshness')).toHaveText('Past');
  await expectAsServerSays(page);
});

test('the way to the wall leads to the same moment; who comes back by keyboard stays where they were', async ({
  page,
}) => {
  await open(page, LAPTOP, `/?lang=en&at=${RUSH}`);
  const wall = page.getByRole('link', { name: 'English', exact: false }).first();
  await expect(wall).toHaveAttribute('href', `/wall/main?lang=en&at=${RUSH}`);
  const back = page
    .getByRole('region', { name: 'Timeline' })
    .getByRole('button', { name: 'Back to live' });
  await back.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Rewind' })).toBeFocused();
  await expect(wall).toHaveAttribute('href', '/wall/main?lang=en');
});

test('a link to a moment shows exactly that, with nobody able to act on it', async ({ page }) => {
  await open(page, LAPTOP, `/?lang=en&at=${RUSH}`);
  await expect(waitingOf(page)).toHaveText('12');
  await expect(page.locator('tr', { hasText: 'Sales' }).getByText('10:30')).toBeVisible();
  await expect(banner(page)).toContainText('2026-11-20 Fri 10:10:30');
  // Its clock stands.
  await page.waitForFunction(() => performance.now() > 3_000);
  await expect(page.locator('tr', { hasText: 'Sales' }).getByText('10:30')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Acknowledge' }).first()).toBeDisabled();
  await expectAsServerSays(page);
});

test('a number opened in the past is that of the moment', async ({ page }) => {
  await open(page, LAPTOP, `/?lang=en&at=${RUSH}`);
  await page.getByRole('button', { name: /^Waiting 12, why/ }).click();
  const sheet = page.getByRole('dialog');
  await expect(sheet.locator('[data-count=numerator]')).toHaveText('12');
  await expect(sheet).toContainText('2026-11-20 10:10:30');
  await page.keyboard.press('Escape');
  await expect(sheet).toHaveCount(0);
  await expect(banner(page)).toContainText('10:10:30');
});

test('played at sixty times its speed it runs on, and paused it stands exactly', async ({
  page,
}) => {
  await open(page, LAPTOP, `/?lang=en&at=${storyAt(59, 30)}`);
  await expect(waitingOf(page)).toHaveText('0');
  await page.getByRole('button', { name: '60×' }).click();
  await page.getByRole('button', { name: 'Play' }).click();
  await expect(banner(page)).toContainText('playing 60×');
  await expect(waitingOf(page)).toHaveText(/^1[23]$/);
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(banner(page)).toContainText('paused');
  await expectAsServerSays(page);
});

test('played to its end the past becomes the present', async ({ page }) => {
  await open(page, LAPTOP, `/?lang=en&at=${storyAt(118, 30)}`);
  await expect(banner(page)).toContainText('paused');
  await page.getByRole('button', { name: '60×' }).click();
  await page.keyboard.press('Tab');
  await page.getByRole('button', { name: 'Play' }).click();
  await expect(banner(page)).toHaveCount(0);
  await expect(page).not.toHaveURL(/at=/);
});

test('steps lead to the last alert and on from event to event', async ({ page }) => {
  await open(page, LAPTOP, '/?lang=en');
  await page.getByRole('slider').waitFor();
  await page.keyboard.press('[');
  await expect(banner(page)).toContainText(/10:0\d:\d\d/);
  await expect(page.locator('.alerts li.open').first()).toBeVisible();
  await expectAsServerSays(page);
  const before = momentOf(page);
  await page.getByRole('button', { name: 'Next event' }).click();
  await expect.poll(() => momentOf(page)).toBeGreaterThan(before);
  const after = momentOf(page);
  await page.getByRole('button', { name: 'Previous event' }).click();
  await expect.poll(() => momentOf(page)).toBeLessThan(after);
});

test('a shared moment shows the same numbers to whoever opens it', async ({ page }) => {
  const context = page.context();
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await open(page, LAPTOP, `/?lang=en&at=${RUSH}`);
  await expect(waitingOf(page)).toHaveText('12');
  await page.getByRole('slider').press('Shift+ArrowLeft');
  await page.getByRole('slider').press('ArrowRight');
  await expect(banner(page)).toContainText('10:09:31');
  await expect(banner(page)).toContainText('paused');
  await page.getByRole('button', { name: 'Share this moment' }).click();
  await expect(page.getByRole('button', { name: 'Link copied' })).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link).toBe(`${tidewall.origin}/?at=${storyAt(69, 31)}`);
  const other = await context.newPage();
  await other.setViewportSize(LAPTOP);
  await other.goto(`${link}&lang=en`);
  await expect(banner(other)).toContainText('10:09:31');
  await expect(waitingOf(other)).toHaveText('12');
  for (const part of ['.row', 'table', '.agents', '.alerts'])
    expect(await other.locator(part).first().innerText(), part).toBe(
      await page.locator(part).first().innerText(),
    );
  await other.close();
});

test('one key, the button and the way back of the browser each lead to the present', async ({
  page,
}) => {
  for (const back of [
    () => page.keyboard.press('l'),
    () => page.keyboard.press('Escape'),
    () => page.getByRole('button', { name: 'Back to live' }).first().click(),
    () => page.goBack(),
  ]) {
    await open(page, LAPTOP, '/?lang=en');
    await page.getByRole('slider').press('PageDown');
    await expect(banner(page)).toBeVisible();
    await expect(page).toHaveURL(/at=/);
    await back();
    await expect(banner(page)).toHaveCount(0);
    await expect(page).not.toHaveURL(/at=/);
    await expect(page).toHaveTitle(/^Tidewall/);
  }
});

for (const { name, size, path, lang, scheme } of [
  { name: 'laptop', size: LAPTOP, path: '/', lang: 'en', scheme: 'light' },
  { name: 'laptop', size: LAPTOP, path: '/', lang: 'zh', scheme: 'dark' },
  { name: 'laptop', size: LAPTOP, path: '/', lang: 'both', scheme: 'light' },
  { name: 'phone', size: PHONE, path: '/', lang: 'en', scheme: 'dark' },
  { name: 'phone', size: PHONE, path: '/', lang: 'zh', scheme: 'light' },
  { name: 'phone', size: PHONE, path: '/', lang: 'both', scheme: 'dark' },
  { name: 'wall on a laptop', size: LAPTOP, path: '/wall/main', lang: 'both', scheme: 'light' },
] as const)
  test(`${name}, ${lang}, ${scheme}: the past can be read whole and has no barrier`, async ({
    page,
  }) => {
    await page.emulateMedia({ colorScheme: scheme });
    await open(page, size, `${path}?lang=${lang}&at=${RUSH}`);
    await expect(banner(page)).toContainText('10:10:30');
    await page.getByRole('slider').waitFor();
    await page.evaluate(() => document.fonts.ready);
    expect(await illegibleTexts(page)).toEqual([]);
    expect(
      await page.evaluate(
        () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
      ),
    ).toBe(false);
    expect(await barriersOf(page)).toEqual([]);
    if (size !== PHONE) return;
    for (const control of await page.locator('.timeline :is(button, select)').all()) {
      const box = (await control.boundingBox())!;
      expect(box.height, await control.innerText()).toBeGreaterThanOrEqual(44);
    }
  });

test('on a phone the timeline is under the thumb, above the navigation', async ({ page }) => {
  await open(page, PHONE, '/?lang=zh');
  await page.getByRole('button', { name: '回看' }).click();
  const track = page.getByRole('slider', { name: '时间轴' });
  const box = (await track.boundingBox())!;
  const bar = (await page.locator('nav').last().boundingBox())!;
  expect(box.y + box.height).toBeLessThanOrEqual(bar.y);
  expect(box.y).toBeGreaterThan(PHONE.height / 2);
  await page.mouse.click(box.x + box.width * 0.8, box.y + 10);
  await expect(banner(page)).toContainText('回看');
  await expect(banner(page)).toContainText('已暂停');
  await expectAsServerSays(page);
  await page.getByRole('button', { name: '回到实时' }).click();
  await expect(banner(page)).toHaveCount(0);
});

test('on a wall nothing is there until a person comes, and then the board can be taken back', async ({
  page,
}) => {
  await open(page, { width: 1920, height: 1080 }, '/wall/main?lang=zh');
  await expect(page.getByText('销售 Sales').first()).toBeVisible();
  await expect(page.getByRole('button')).toHaveCount(0);
  await page.mouse.move(600, 600);
  await page.getByRole('button', { name: '回看' }).click();
  await page.getByRole('slider').press('PageDown');
  await expect(banner(page)).toContainText('回看 · 过去');
  await expectAsServerSays(page);
  await page.keyboard.press('l');
  await expect(banner(page)).toHaveCount(0);
});

test('what happens meanwhile is not on a board of the past, and is there on the way back', async ({
  page,
}) => {
  const floor = new Tidewall(['--no-demo', '--time-zone', noonZone()]);
  try {
    await floor.start();
    await floor.post('queue.defined', { queue: 'sales', name: '销售 Sales' });
    await floor.post('contact.queued', { contact: 'a', queue: 'sales' });
    await page.setViewportSize(LAPTOP);
    await floor.signIn(page);
    await page.goto(`${floor.origin}/?lang=en`);
    await expect(waitingOf(page)).toHaveText('1');
    const seen = Date.now();
    // A whole second in which only one waits.
    await expect.poll(() => Date.now() - seen, { intervals: [200] }).toBeGreaterThan(2_500);
    await floor.post('contact.queued', { contact: 'b', queue: 'sales' });
    await expect(waitingOf(page)).toHaveText('2');
    await page.goto(`${floor.origin}/?lang=en&at=${new Date(seen + 1_000).toISOString()}`);
    await expect(waitingOf(page)).toHaveText('1');
    await floor.post('contact.queued', { contact: 'c', queue: 'sales' });
    await expect.poll(async () => (await askMoment(floor, null)).total.waiting).toBe(3);
    await expect(banner(page)).toContainText(/ago/);
    await expect(waitingOf(page)).toHaveText('1');
    await page.keyboard.press('l');
    await expect(waitingOf(page)).toHaveText('3');
    await expect(page.locator('.freshness')).toContainText('Live');
  } finally {
    await floor.remove();
  }
});

async function open(
  page: Page,
  size: { readonly width: number; readonly height: number },
  path: string,
): Promise<void> {
  await page.setViewportSize(size);
  await tidewall.signIn(page);
  await page.goto(`${tidewall.origin}${path}`);
}

function banner(page: Page) {
  return page.locator('section.past');
}

function waitingOf(page: Page) {
  return page.locator('tr', { hasText: 'Sales' }).locator('td.value, td.number').first();
}

function momentOf(page: Page): number {
  return Date.parse(new URL(page.url()).searchParams.get('at') ?? '');
}

/** The board's numbers are those that the server gives for the moment in the address. */
async function expectAsServerSays(page: Page): Promise<void> {
  await expect(page).toHaveURL(/at=/);
  await expect(async () => {
    const at = new URL(page.url()).searchParams.get('at');
    const { total } = await askMoment(tidewall, at);
    await expect(waitingOf(page)).toHaveText(String(total.waiting), { timeout: 500 });
  }).toPass();
}
