import { expect, test } from 'vitest';
import { parseDay } from '#web/format/wall-time.ts';
import { WHOLE_FLOOR } from '#web/state/history-model.ts';
import { askReport } from '#web/state/history-report.ts';
import { fakeHistory } from './history-fake.ts';

const ASKED = {
  scope: WHOLE_FLOOR,
  day: parseDay('2026-11-20')!,
  timeZone: 'Asia/Shanghai',
  keptFrom: Date.parse('2026-10-31T00:00:00Z'),
};

function api(): ReturnType<typeof fakeHistory> {
  return fakeHistory({ from: 0, to: 0, timeZone: 'Asia/Shanghai', mode: 'LIVE' });
}

test('a report holds the day of the scope and of each queue against the same weekdays', async () => {
  const history = api();
  const start = Date.parse('2026-11-19T16:00:00Z');
  history.value = (asked, at, metric, member) => {
    if (metric !== 'offered') return null;
    const weeks = Math.round((start - at) / 604_800_000);
    return (member === 'sales' ? 50 : 10) + (asked.by === null ? 100 : 0) + weeks;
  };
  const answer = await askReport(history, ASKED);
  if (!answer.ok) throw new Error(answer.message);
  const { total, queues, found } = answer.value;
  expect(found).toBe(2);
  expect(total.values).toMatchObject({ offered: 110, serviceLevelRatio: null });
  expect(total.others.offered).toEqual([111, 112]);
  expect(total.others.serviceLevelRatio, 'a day without a value is not a zero').toEqual([]);
  expect(queues.map(({ id, name }) => [id, name])).toEqual([
    ['sales', 'SALES'],
    ['billing', 'BILLING'],
  ]);
  expect(queues[0]!.others.offered).toEqual([51, 52]);
});

test('without the alerts a report still has its numbers, and says that they are missing', async () => {
  const history = api();
  history.alertsFail = true;
  const answer = await askReport(history, ASKED);
  expect(answer).toMatchObject({ ok: true, value: { alerts: null } });
});

test('without numbers there is no report', async () => {
  const history = api();
  history.failing = true;
  expect(await askReport(history, ASKED)).toMatchObject({ ok: false, message: 'out of order' });
});
