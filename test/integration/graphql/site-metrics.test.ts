import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readConfigFile } from '#server/config/file.ts';
import { cloudEvent, startTestApp, temporaryFolder, type TestApp } from '#test/support/app.ts';

/** As an administrator would write it. */
const FILE = `{
  "metrics": [
    {
      "id": "sentAwayRatio",
      "formula": "(overflowed + transferredOut + abandoned) / offered",
      "unit": "ratio",
      "direction": "down",
      "name": { "en": "Sent away", "zh": "未服务离开率" },
      "explanation": { "en": "Left without a word with us.", "zh": "未与坐席通话即离开的比例。" }
    },
    {
      "id": "waitPerEntryMs",
      "formula": "waitMs / offered",
      "unit": "ms",
      "name": "Wait per entry"
    }
  ]
}`;

const folder = temporaryFolder();
let tidewall: TestApp;

beforeAll(async () => {
  const read = readConfigFile('tidewall.json', FILE);
  if (!read.ok) throw new Error(read.message);
  tidewall = await startTestApp({ data: folder.path, metrics: read.value.metrics });
  const now = Date.now();
  const time = (secondsAgo: number) => ({ time: new Date(now - secondsAgo * 1000).toISOString() });
  const queue = 'sales';
  await tidewall.post([
    ...['a', 'b', 'c', 'd', 'e'].map((contact) =>
      cloudEvent('contact.queued', { contact, queue }, time(50)),
    ),
    cloudEvent('contact.answered', { contact: 'a', agent: 'ann' }, time(40)),
    cloudEvent('contact.answered', { contact: 'b', agent: 'bob' }, time(40)),
    cloudEvent('contact.abandoned', { contact: 'c' }, time(30)),
    cloudEvent('contact.transferred', { contact: 'd', external: true }, time(30)),
  ]);
});
afterAll(async () => {
  await tidewall.app.stop();
  folder.remove();
});

describe('a metric that the site has added (SPEC M-24)', () => {
  test('stands beside ours, in every status and window, in the asker’s language', async () => {
    const { data } = await tidewall.query(`{
      floor {
        total { metrics(window: { kind: TODAY }) { offered custom { id name(locale: zh) unit direction value formula } } }
        queues { metrics(window: { kind: LAST, lengthMs: 45000 }) { custom { name value } } }
      }
    }`);
    expect(data.floor.total.metrics).toEqual({
      offered: 5,
      custom: [
        {
          id: 'sentAwayRatio',
          name: '未服务离开率',
          unit: 'RATIO',
          direction: 'DOWN',
          value: 2 / 5, // c and d, of five
          formula: '(overflowed + transferredOut + abandoned) / offered',
        },
        {
          id: 'waitPerEntryMs',
          name: 'Wait per entry',
          unit: 'MS',
          direction: 'NONE',
          value: (10_000 + 10_000 + 20_000 + 20_000) / 5,
          formula: 'waitMs / offered',
        },
      ],
    });
    // All were offered 50 s ago: nothing to divide by in the last 45 s, so no number.
    expect(data.floor.queues[0].metrics.custom).toEqual([
      { name: 'Sent away', value: null },
      { name: 'Wait per entry', value: null },
    ]);
  });

  test('is explained like ours, with the contacts behind it and those left out', async () => {
    const { data } = await tidewall.query(`{
      explanation(custom: "sentAwayRatio", window: { kind: TODAY }, locale: zh) {
        metric name explanation formula rule value numerator denominator sample
        band { lower upper }
        terms { counter label part value }
        numerators: contacts(part: NUMERATOR) { totalCount nodes { id exit } }
        denominators: contacts(part: DENOMINATOR) { totalCount }
        left: contacts(part: EXCLUDED) { totalCount }
      }
    }`);
    const { terms, band, ...explanation } = data.explanation;
    expect(explanation).toEqual({
      metric: null,
      name: '未服务离开率',
      explanation: '未与坐席通话即离开的比例。',
      formula: '(overflowed + transferredOut + abandoned) / offered',
      rule: 'M-24',
      value: 0.4,
      numerator: 2,
      denominator: 5,
      sample: 5,
      numerators: {
        totalCount: 2,
        nodes: [
          { id: 'c', exit: 'abandoned' },
          { id: 'd', exit: 'transferredOut' },
        ],
      },
      denominators: { totalCount: 5 },
      left: { totalCount: 0 },
    });
    expect(band.lower).toBeLessThan(0.4);
    expect(band.upper).toBeGreaterThan(0.4);
    expect(terms).toEqual([
      { counter: 'overflowed', label: '溢出转出', part: 'NUMERATOR', value: 0 },
      { counter: 'transferredOut', label: '接通前转出', part: 'NUMERATOR', value: 1 },
      { counter: 'abandoned', label: '放弃', part: 'NUMERATOR', value: 1 },
      { counter: 'offered', label: '呼入', part: 'DENOMINATOR', value: 5 },
    ]);
  });

  test('of a name that nobody configured says which there are', async () => {
    const { errors } = await tidewall.query(
      `{ explanation(custom: "nope", window: { kind: TODAY }) { value } }`,
    );
    expect(errors![0]!.message).toBe(
      '`custom` is expected to be a metric of this site (sentAwayRatio, waitPerEntryMs).',
    );
    const both = await tidewall.query(
      `{ explanation(custom: "sentAwayRatio", metric: OFFERED, window: { kind: TODAY }) { value } }`,
    );
    expect(both.errors![0]!.message).toBe('Either `metric` or `custom` is expected.');
  });
});
