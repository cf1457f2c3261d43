import { expect, test } from 'vitest';
import { dayText, parseDay } from '#web/format/wall-time.ts';
import { FIRST_CHOICE } from '#web/state/history-choice.ts';
import { History } from '#web/state/history.svelte.ts';
import { fakeHistory, type FakeHistory } from './history-fake.ts';

const NOW = Date.parse('2026-11-22T03:42:00Z');

function historyOf(choice = FIRST_CHOICE): {
  history: History;
  api: FakeHistory;
  refusals: number[];
} {
  const api = fakeHistory({
    from: Date.parse('2026-11-02T00:00:00Z'),
    to: NOW,
    timeZone: 'Asia/Shanghai',
    mode: 'LIVE',
  });
  const refusals: number[] = [];
  const history = new History({
    api,
    choice,
    definitions: () => Promise.resolve({ ok: true, value: [] }),
    onRefused: () => refusals.push(1),
  });
  return { history, api, refusals };
}

function daysAsked(api: FakeHistory): string[] {
  return api.asked.map(({ from }) => new Date(from + 8 * 3_600_000).toISOString().slice(0, 10));
}

test('a day is asked with the same weekday of the weeks that are kept, by the floor’s own days', async () => {
  const { history, api } = historyOf();
  await history.start();
  expect(daysAsked(api).toSorted()).toEqual(['2026-11-08', '2026-11-15', '2026-11-22']);
  expect(api.asked[0]).toMatchObject({
    from: Date.parse('2026-11-21T16:00:00Z'),
    to: Date.parse('2026-11-22T16:00:00Z'),
    stepMs: 1_800_000,
    by: null,
  });
  expect(history.day.value!.today.steps).toHaveLength(48);
  expect(history.day.value!.others.map(({ day }) => dayText(day.dayNumber))).toEqual([
    '2026-11-15',
    '2026-11-08',
  ]);
});

test('of what is not kept nothing is asked', async () => {
  const { history, api } = historyOf();
  api.kept_ = { ...api.kept_, from: null };
  await history.start();
  expect(daysAsked(api)).toEqual(['2026-11-22']);
  await history.choose({ view: 'weeks' });
  expect(api.asked).toHaveLength(1);
  expect(history.weeks.value).toEqual([]);
});

test('the newest question wins, however late an earlier answer comes', async () => {
  const { history, api } = historyOf();
  await history.start();
  let open = (): void => {};
  api.gate = new Promise((resolve) => (open = resolve));
  const slow = history.choose({ metric: 'answered' });
  api.gate = Promise.resolve();
  api.value = () => 7;
  await history.choose({ metric: 'abandoned' });
  expect(history.day.value!.today.steps[0]!.value).toBe(7);
  api.value = () => 1;
  open();
  await slow;
  expect(history.day.value!.today.steps[0]!.value).toBe(7);
  expect(history.choice.metric).toBe('abandoned');
});

test('another question shows nothing of the one before while it is asked', async () => {
  const { history, api } = historyOf();
  await history.start();
  let open = (): void => {};
  api.gate = new Promise((resolve) => (open = resolve));
  const asked = history.choose({ day: parseDay('2026-11-20') });
  expect(history.day.value).toBeNull();
  expect(history.day.phase).toBe('loading');
  open();
  await asked;
  expect(history.day.phase).toBe('ready');
});

test('each minute the running day is asked anew, and only it; what is shown stays meanwhile', async () => {
  const { history, api } = historyOf();
  await history.start();
  api.asked.length = 0;
  api.value = () => 2;
  const refreshed = history.refresh();
  expect(history.day.value).not.toBeNull();
  await refreshed;
  expect(daysAsked(api)).toEqual(['2026-11-22']);
  expect(history.day.value!.today.steps[0]!.value).toBe(2);
  expect(history.day.value!.others[0]!.steps[0]!.value).toBe(1);
});

test('a day that is over is not asked again', async () => {
  const { history, api } = historyOf({ ...FIRST_CHOICE, day: parseDay('2026-11-20') });
  await history.start();
  api.asked.length = 0;
  await history.refresh();
  expect(api.asked).toEqual([]);
});

test('at midnight the page goes on to the new day', async () => {
  const { history, api } = historyOf();
  await history.start();
  api.kept_ = { ...api.kept_, to: Date.parse('2026-11-22T16:00:05Z') };
  api.asked.length = 0;
  await history.refresh();
  expect(dayText(history.shownDay!)).toBe('2026-11-23');
  expect(dayText(history.day.value!.today.day.dayNumber)).toBe('2026-11-23');
});

test('a failure is said, what was shown of the same question stays, and another try mends it', async () => {
  const { history, api } = historyOf();
  await history.start();
  api.failing = true;
  await history.refresh();
  expect(history.kept.phase).toBe('failed');
  await history.again();
  expect(history.day).toMatchObject({ phase: 'failed', message: 'out of order' });
  expect(history.day.value).not.toBeNull();
  api.failing = false;
  await history.again();
  expect(history.day.phase).toBe('ready');
});

test('where even the first question fails, another try starts over', async () => {
  const { history, api } = historyOf();
  api.failing = true;
  await history.start();
  expect(history.kept.phase).toBe('failed');
  api.failing = false;
  await history.again();
  expect(history.day.phase).toBe('ready');
});

test('weeks are whole weeks before the day, in half hours, as far as they are kept', async () => {
  const { history, api } = historyOf({ ...FIRST_CHOICE, view: 'weeks', weeks: 4 });
  await history.start();
  expect(daysAsked(api)).toEqual(['2026-11-15', '2026-11-08', '2026-11-02']);
  expect(api.asked.every(({ stepMs }) => stepMs === 1_800_000)).toBe(true);
  expect(new Set(history.weeks.value!.map(({ dayNumber }) => dayNumber)).size).toBe(20);
});

test('a team is its agents; one of whom nothing is known is counted, not passed over', async () => {
  const { history, api } = historyOf({
    ...FIRST_CHOICE,
    view: 'agents',
    who: { kind: 'team', id: 'early' },
  });
  await history.start();
  expect(api.agentsAsked).toEqual(['ann', 'bob']);
  expect(history.agents.value).toMatchObject({ missing: 1, days: [{ agent: 'ann' }] });
  expect(history.agents.value!.figures[0]).toMatchObject({ scope: 'ann' });
  await history.choose({ who: { kind: 'floor', id: '' } });
  expect(history.agents).toMatchObject({ phase: 'idle', value: null });
});
