import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startTestApp, type TestApp } from '#test/support/app.ts';

/*
 * 23 May 1999 of the Anonymous Bank, replayed as fast as the disk takes it into a whole Tidewall.
 * The truth was computed by independent programs from the original records.
 */
const BANK = '../shared/data/anonymous-bank-1999';
const DAY = '1999-05-23';

const QUERY = `{ sources { kind state } floor { at
  total { ...Day } queues { id waiting serving ...Day } } }
fragment Day on Status { metrics(window: { kind: TODAY }) {
  offered answered abandoned answeredWithinThreshold serviceLevelRatio averageSpeedOfAnswerMs longestWaitMs } }`;

describe.skipIf(!existsSync(BANK))(`${DAY} of the bank (skipped without ${BANK})`, () => {
  let folder: string;
  let tidewall: TestApp;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tidewall-bank-'));
    const file = join(folder, 'day.ndjson');
    const args = [join(BANK, 'to-events.mjs'), '--from', DAY, '--to', DAY];
    const made = spawnSync(process.execPath, args, { maxBuffer: 64 * 1024 * 1024 });
    writeFileSync(file, made.stdout);
    tidewall = await startTestApp({
      data: join(folder, 'data'),
      sources: [`replay:${file}?speed=max`],
      timeZone: 'UTC',
    });
    await vi.waitFor(
      async () => {
        const { data } = await tidewall.query('{ sources { state } }');
        expect(data.sources).toContainEqual({ state: 'ENDED' });
      },
      { timeout: 60_000, interval: 200 },
    );
  });

  afterAll(async () => {
    await tidewall?.app.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('ends with the figures of the truth, per queue and in total', async () => {
    const { data } = await tidewall.query(QUERY);
    const rows = truthOf(DAY);
    expect(rows.length).toBeGreaterThan(5);
    for (const row of rows) {
      const shown =
        row.queue === 'ALL'
          ? data.floor.total
          : data.floor.queues.find(({ id }: { id: string }) => id === row.queue);
      if (!shown) {
        expect(Number(row.offered), `${row.queue} has no calls`).toBe(0);
        continue;
      }
      const { metrics } = shown;
      expect({ queue: row.queue, ...metrics }).toMatchObject({
        queue: row.queue,
        offered: Number(row.offered),
        answered: Number(row.answered),
        abandoned: Number(row.abandoned),
        answeredWithinThreshold: Number(row.answered_le20),
        longestWaitMs: Number(row.max_wait_s) * 1000,
      });
      expect(metrics.serviceLevelRatio.toFixed(4)).toBe(row.sl20);
      expect(metrics.averageSpeedOfAnswerMs).toBeCloseTo(
        (Number(row.wait_answered_sum_s) * 1000) / Number(row.answered),
        6,
      );
    }
    expect(data.floor.queues.every((queue: { waiting: number }) => queue.waiting === 0)).toBe(true);
  });

  test("the evening's surge is called by 20:40", async () => {
    const { data } = await tidewall.query(
      `{ alerts(from: "${DAY}T00:00:00Z", to: "${DAY}T23:59:59Z") { kind queue firedAt } }`,
    );
    const surges = data.alerts.filter(({ kind }: { kind: string }) => kind === 'surge');
    const evening = surges.filter(
      ({ queue, firedAt }: { queue: string; firedAt: string }) =>
        queue === 'PS' && firedAt >= `${DAY}T19:00` && firedAt <= `${DAY}T20:40:00.000Z`,
    );
    expect(evening, JSON.stringify(surges)).toHaveLength(1);
  });
});

function truthOf(day: string): Record<string, string>[] {
  const [head, ...lines] = readFileSync(join(BANK, 'truth_daily.csv'), 'utf8').trim().split('\n');
  const columns = head!.split(',');
  return lines
    .map((line) => {
      const cells = line.split(',');
      return Object.fromEntries(columns.map((column, index) => [column, cells[index]!]));
    })
    .filter((row) => row.date === day);
}
