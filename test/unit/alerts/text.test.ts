import { describe, expect, it } from 'vitest';
import type { Alert } from '#schema/alert.ts';
import { alertText } from '#server/alerts/text.ts';

const SINCE = Date.UTC(2026, 2, 2, 12, 36);
const surge: Alert = {
  id: `surge:refunds:${SINCE}`,
  kind: 'surge',
  severity: 'critical',
  state: 'firing',
  queue: 'refunds',
  since: SINCE,
  firedAt: SINCE,
  resolvedAt: null,
  acknowledgedBy: null,
  acknowledgedAt: null,
  value: 3.1,
  worst: 4.5,
  threshold: 1.2,
  expectedPerMinute: 2,
  seenPerMinute: 6.2,
};
const zh = { queueName: '退款 Refunds', locale: 'zh', timeZone: 'Asia/Shanghai' } as const;
const en = { queueName: 'Refunds', locale: 'en', timeZone: 'UTC' } as const;

describe('the text of an alert', () => {
  it('says how much against how much and since when, in the time of the floor', () => {
    expect(alertText(surge, zh)).toBe(
      '退款 Refunds：来话激增 3.1 倍（每分钟 6.2，预计 2.0），自 20:36',
    );
    expect(alertText(surge, en)).toBe(
      'Refunds: contact surge, 3.1 times the expected (6.2 a minute, 2.0 expected), since 12:36',
    );
  });

  it('names the zone where its queue is in another one than the floor', () => {
    expect(alertText(surge, { ...zh, floorTimeZone: 'UTC' })).toContain(
      '自 20:36（Asia/Shanghai）',
    );
    expect(alertText(surge, { ...en, floorTimeZone: 'Asia/Tokyo' })).toContain('since 12:36 (UTC)');
    expect(alertText(surge, { ...en, floorTimeZone: 'Africa/Abidjan' })).toMatch(/since 12:36$/);
  });

  it('tells the worst of it once it is over', () => {
    const over = { ...surge, state: 'resolved', resolvedAt: SINCE + 3_600_000 } as const;
    expect(alertText(over, en)).toBe(
      'Refunds: contact surge, 4.5 times the expected, 12:36 to 13:36',
    );
    expect(alertText(over, zh)).toBe('退款 Refunds：来话激增 4.5 倍，20:36 至 21:36');
  });

  it('gives every rule its own unit', () => {
    const of = (kind: Alert['kind'], value: number, threshold: number) =>
      [en, zh].map((options) => alertText({ ...surge, kind, value, threshold }, options));
    expect(of('waiting', 14, 10)).toEqual([
      'Refunds: 14 waiting (limit 10), since 12:36',
      '退款 Refunds：排队数 14（上限 10），自 20:36',
    ]);
    expect(of('longestWaiting', 3_725_000, 180_000)).toEqual([
      'Refunds: longest waiting 1 h 02 (limit 3:00), since 12:36',
      '退款 Refunds：最长等待 1 小时 02（上限 3:00），自 20:36',
    ]);
    expect(of('serviceLevel', 0.413, 0.6)).toEqual([
      'Refunds: service level 41 % in 30 minutes (limit 60 %), since 12:36',
      '退款 Refunds：近 30 分钟服务水平 41 %（下限 60 %），自 20:36',
    ]);
  });

  it('does not call what has ebbed away a multiple of nothing', () => {
    const ebbing: Alert = { ...surge, value: 0 };
    expect(alertText(ebbing, en)).toContain('now back to the expected');
    expect(alertText(ebbing, zh)).toContain('现已回落');
  });

  it('does not tell little as nothing', () => {
    expect(alertText({ ...surge, expectedPerMinute: 0.021 }, en)).toContain('0.02 expected');
  });
});
