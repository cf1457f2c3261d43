import { expect, test } from 'vitest';
import { heatCells, heatClasses } from '#web/charts/geometry/heat.ts';
import { usualOf } from '#web/charts/geometry/usual.ts';
import { dayPicture } from '#web/charts/picture/day-picture.ts';
import { facesFor, rangesIn } from '#web/charts/picture/font-faces.ts';
import { BODY_WIDTH, PICTURE_WIDTH, type Picture } from '#web/charts/picture/frame.ts';
import { heatPicture } from '#web/charts/picture/heat-picture.ts';
import { lanesPicture } from '#web/charts/picture/lanes-picture.ts';
import { escaped, textWidth, wrapped } from '#web/charts/picture/svg-text.ts';

const HOUR = 3_600_000;
const WORDS = {
  title: '呼入量 Offered <b>&"',
  lines: ['2026-11-22 星期日 · Asia/Shanghai', '演示数据，并非真实数字'],
  source: '观澜 · 时区 Asia/Shanghai · 截至 11:42:10',
};

/** Every element that is opened is closed, in order: else no program can draw it. */
function expectWellFormed({ svg, width, height }: Picture): void {
  const open: string[] = [];
  for (const [, close, name, , self] of svg.matchAll(
    /<(\/?)([a-z]+)((?:\s[\w-]+="[^"<]*")*)\s*(\/?)>/g,
  )) {
    if (close === '/') expect(open.pop()).toBe(name);
    else if (self !== '/') open.push(name!);
  }
  expect(open).toEqual([]);
  expect(svg.replaceAll(/<\/?[a-z]+(?:\s[\w-]+="[^"<]*")*\s*\/?>/g, '')).not.toMatch(/[<>]/);
  expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  expect(svg).toContain(`viewBox="0 0 ${width} ${height}"`);
  expect(width).toBe(PICTURE_WIDTH);
}

function expectWords({ svg }: Picture): void {
  expect(svg).toContain('呼入量 Offered &lt;b&gt;&amp;');
  for (const line of [...WORDS.lines, WORDS.source]) expect(svg).toContain(line);
}

test('a day’s picture says what it shows, of when and whence, and is whole', () => {
  const values = [4, null, 4, 1];
  const picture = dayPicture({
    data: {
      ...{ startAt: 0, endAt: 4 * HOUR, stepMs: HOUR },
      steps: values.map((value, n) => ({
        ...{ at: n * HOUR, minutes: n * 60, again: false, value, corrected: n === 2 },
      })),
      usual: values.map(() => usualOf([1, 2, 3, 4])),
    },
    now: 3.5 * HOUR,
    axisUnit: 'count',
    words: WORDS,
    legend: {
      ...{ thisDay: '当日', median: '中位数', band: '四分位区间', running: '进行中', now: '现在' },
      corrected: '已更正',
    },
    markText: String,
    hourText: (at) => `${at / HOUR}:00`,
  });
  expectWellFormed(picture);
  expectWords(picture);
  for (const legend of ['当日', '中位数', '四分位区间', '进行中', '现在', '已更正'])
    expect(picture.svg).toContain(legend);
});

test('without a band, a correction or a running step the legend does not speak of them', () => {
  const picture = dayPicture({
    data: {
      ...{ startAt: 0, endAt: HOUR, stepMs: HOUR },
      steps: [{ at: 0, minutes: 0, again: false, value: 1, corrected: false }],
      usual: [usualOf([])],
    },
    now: 2 * HOUR,
    axisUnit: 'ratio',
    words: WORDS,
    legend: {
      thisDay: 'day',
      median: 'median',
      band: null,
      running: 'RUN',
      now: 'NOW',
      corrected: 'COR',
    },
    markText: String,
    hourText: String,
  });
  expectWellFormed(picture);
  expect(picture.svg).not.toMatch(/RUN|NOW|COR/);
});

test('a heat-map’s picture tells an empty cell from a zero, and each class in numbers', () => {
  const cells = heatCells([
    { weekday: 0, minutes: 600, value: 0 },
    { weekday: 0, minutes: 630, value: 12 },
  ]).map((row) => row.slice(20, 22));
  const classes = heatClasses(cells, 'count');
  const picture = heatPicture({
    ...{ cells, classes, weekdays: ['周一'], words: WORDS, emptyText: '无数值' },
    classText: (place) => `class ${place}`,
    timeText: String,
  });
  expectWellFormed(picture);
  expectWords(picture);
  expect(picture.svg.match(/fill="url\(#none\)"/g), 'twelve cells and the legend').toHaveLength(13);
  for (const place of classes!.bounds.keys()) expect(picture.svg).toContain(`class ${place}<`);
});

test('lanes are drawn with colour and hatching, and named; a signed-out agent has no box', () => {
  const segments = [
    { state: 'HOLDING', reason: null, from: 0, until: HOUR },
    { state: 'SIGNED_OUT', reason: null, from: HOUR, until: 2 * HOUR },
    { state: 'PAUSED', reason: 'lunch', from: 2 * HOUR, until: null },
  ];
  const picture = lanesPicture({
    lanes: [{ name: '王芳 & Ann', segments }],
    ...{ from: 0, to: 4 * HOUR, now: 3 * HOUR, words: WORDS },
    stateText: ({ state, reason }) => reason ?? state,
    hourText: String,
  });
  expectWellFormed(picture);
  expectWords(picture);
  expect(picture.svg).toContain('王芳 &amp; Ann');
  expect(picture.svg).toContain('url(#upright)');
  expect(picture.svg).not.toContain('SIGNED_OUT');
});

test('only the fonts’ files that have a letter of the picture are put into it', () => {
  const face = (family: string, range: string) => ({ family, weight: '400', range, url: family });
  const faces = [
    face('latin', 'U+0000-00FF'),
    face('han', 'U+4e00-4fff, U+ff0c'),
    face('cyrillic', 'U+0400-045f'),
    face('any', ''),
  ];
  expect(facesFor('a中', faces).map(({ family }) => family)).toEqual(['latin', 'han', 'any']);
  expect(rangesIn('U+4??, u+26')).toEqual([
    { from: 0x400, to: 0x4ff },
    { from: 0x26, to: 0x26 },
  ]);
});

test('no letter of a name can end the picture', () => {
  expect(escaped('a<b>"&\u0000\u000b')).toBe('a&lt;b&gt;&quot;&amp;\ufffd\ufffd');
});

test('long texts go on in the next line, Han between any two letters, and nothing is lost', () => {
  const text = `${'很长的队列名称，'.repeat(20)} and some words behind it`;
  const lines = wrapped(text, 14, BODY_WIDTH / 4);
  expect(lines.length).toBeGreaterThan(3);
  for (const line of lines) expect(textWidth(line, 14)).toBeLessThanOrEqual(BODY_WIDTH / 4 + 14);
  expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
});
