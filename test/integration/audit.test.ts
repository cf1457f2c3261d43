import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { openCheckpoints } from '#server/journal/checkpoints.ts';
import { openJournal } from '#server/journal/open-journal.ts';
import type { WorldState } from '#server/pipeline-world.ts';
import {
  BEARER,
  cloudEvent,
  startTestApp,
  temporaryFolder,
  type TestApp,
} from '#test/support/app.ts';

/** A machine with much to do takes its time. */
const PATIENT = { timeout: 20_000, interval: 50 };
const folder = temporaryFolder();
let running: TestApp | null = null;

afterEach(async () => {
  await running?.app.stop();
  folder.remove();
});

async function start(): Promise<TestApp> {
  const audit = { firstAfterMs: 50, everyMs: 100 };
  running = await startTestApp({ data: folder.path, timeZone: 'UTC', audit });
  return running;
}

async function readiness({ origin }: TestApp) {
  const response = await fetch(`${origin}/readyz`, { headers: BEARER });
  const body = (await response.json()) as {
    ready: boolean;
    reasons?: string[];
    audit: { state: string; at: string | null; [field: string]: unknown };
  };
  return { status: response.status, ...body };
}

/** Waits for an audit of this run of the server that says `state`. */
async function untilAudited(app: TestApp, state: string) {
  const since = new Date().toISOString();
  return vi.waitFor(async () => {
    const now = await readiness(app);
    expect(now.audit.state).toBe(state);
    expect(now.audit.at! >= since).toBe(true);
    return now;
  }, PATIENT);
}

/** A floor that is not what its log says: the checkpoint holds a number that is one too high. */
async function falsifyCheckpoint(): Promise<void> {
  const path = join(folder.path, 'live');
  const journal = await openJournal({ path });
  const own = { path, journal: journal.identity, format: 'test UTC' };
  await journal.close();
  const checkpoints = openCheckpoints(own);
  const { seq, state, rows } = checkpoints.load(Infinity)!;
  const saved = deserialize(state) as { world: WorldState; plain: { text: Uint8Array } };
  const told = JSON.parse(Buffer.from(saved.plain.text).toString('utf8')) as {
    tallies: [string, [number, null, null, number[]][]][];
  };
  // The first of the counters is `offered`.
  told.tallies.find(([queue]) => queue === 'sales')![1][0]![3][0]! += 1;
  saved.plain.text = Buffer.from(JSON.stringify(told));
  await checkpoints.save({ seq, state: serialize(saved), rows: null, uses: [...rows.keys()] });
}

const AUDIT = `{
  audit { state at checkedContacts checkedTallies differenceCount
    differences { kind queue contact startAt field shown recomputed } }
  alerts { kind severity state queue text(locale: en) chinese: text(locale: zh) }
}`;

describe('U-4, U-6: the audit, seen from outside', () => {
  test('agrees; alarms where the shown numbers do not equal the log; and agrees again', async () => {
    const good = await start();
    await good.post([
      cloudEvent('contact.queued', { contact: 'c1', queue: 'sales' }),
      cloudEvent('contact.queued', { contact: 'c2', queue: 'sales' }),
    ]);
    const agreed = await untilAudited(good, 'agrees');
    expect(agreed).toMatchObject({
      status: 200,
      ready: true,
      audit: { checkedContacts: 2, checkedTallies: 1, differenceCount: 0, differences: [] },
    });
    const told = await good.query(AUDIT);
    expect(told.data!.audit).toMatchObject({ state: 'AGREES', checkedContacts: 2 });
    await good.app.stop();

    await falsifyCheckpoint();
    const bad = await start();
    const differs = await untilAudited(bad, 'differs');
    expect(differs).toMatchObject({ status: 503, ready: false });
    expect(differs.reasons).toEqual([
      expect.stringMatching(
        /^the shown numbers of sales do not equal the log: 2 differences, such as tally offered of .*: shown 3, recomputed 2$/,
      ),
    ]);
    await vi.waitFor(async () => {
      const { data } = await bad.query(AUDIT);
      expect(data).toMatchObject({
        audit: {
          state: 'DIFFERS',
          differences: [
            { kind: 'tally', queue: 'sales', field: 'offered', shown: '3', recomputed: '2' },
            { kind: 'ledger', queue: 'sales', field: 'offered' },
          ],
        },
        alerts: [{ kind: 'audit', severity: 'CRITICAL', state: 'FIRING', queue: 'sales' }],
      });
      const [alert] = (data as { alerts: { text: string; chinese: string }[] }).alerts;
      expect(alert!.text).toMatch(/^sales: the shown numbers do not equal the log: 2 differences/);
      expect(alert!.chinese).toMatch(/^sales：显示的数字与日志不符：2 处差异/);
    }, PATIENT);
    const metrics = await fetch(`${bad.origin}/metrics`, { headers: BEARER });
    const text = await metrics.text();
    expect(text).toContain('\ntidewall_audit_differences 2\n');
    expect(text).toMatch(/\ntidewall_audit_age_seconds \d/);
    await bad.app.stop();

    // The way out: the log without the checkpoints.
    rmSync(join(folder.path, 'live', 'checkpoints'), { recursive: true });
    const right = await start();
    expect(await untilAudited(right, 'agrees')).toMatchObject({ status: 200, ready: true });
    await vi.waitFor(async () => {
      const { data } = await right.query(AUDIT);
      expect(data).toMatchObject({ alerts: [{ kind: 'audit', state: 'RESOLVED' }] });
    }, PATIENT);
  }, 60_000);
});
