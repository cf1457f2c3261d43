import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '#schema/time/duration.ts';
import { cloudEvent, startTestApp, type TestApp } from '#test/support/app.ts';

let data: string;
let app: TestApp;

beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'tidewall-history-'));
  app = await startTestApp({ data });
  const at = (beforeMs: number) => ({ time: new Date(Date.now() - beforeMs).toISOString() });
  await app.post([
    cloudEvent('agent.signedIn', { agent: 'ann', name: 'Ann', team: 'red' }, at(5_000)),
    cloudEvent('contact.queued', { contact: 'c1', queue: 'sales' }, at(4_000)),
    cloudEvent('contact.answered', { contact: 'c1', agent: 'ann' }, at(3_000)),
  ]);
});
afterAll(async () => {
  await app.app.stop();
  rmSync(data, { recursive: true, force: true });
});

const HISTORY = `query ($from: DateTime!, $to: DateTime!, $stepMs: Int!, $by: HistoryBy) {
  history(scope: {}, metric: [OFFERED, SERVICE_LEVEL_RATIO], from: $from, to: $to, stepMs: $stepMs, by: $by) {
    scope label metric startAt stepMs startsAt values corrected
  }
}`;
const around = (stepMs: number) => ({
  from: new Date(Date.now() - HOUR_MS).toISOString(),
  to: new Date(Date.now() + 1_000).toISOString(),
  stepMs,
});

describe('history over GraphQL', () => {
  test('tells what the floor has counted, the step that runs included', async () => {
    const { data: answer } = await app.query(HISTORY, { ...around(30 * MINUTE_MS), by: 'QUEUE' });
    const [offered, level] = (answer as { history: { values: (number | null)[] }[] }).history;
    expect(offered).toMatchObject({ scope: 'sales', label: 'sales', metric: 'OFFERED' });
    expect(offered!.values.reduce((sum: number, value) => sum + (value ?? 0), 0)).toBe(1);
    expect(level!.values.filter((value) => value !== null)).toEqual([1]);
  });

  test('refuses a step that is not kept by a sentence', async () => {
    const { errors } = await app.query(HISTORY, around(MINUTE_MS));
    expect(errors?.[0]?.extensions?.code).toBe('BAD_INPUT');
    expect(errors?.[0]?.message).toContain('quarter hours that divide a day');
  });

  test("tells an agent's day, and that nobody knows another", async () => {
    const ask = (agent: string) =>
      app.query(
        'query ($agent: ID!, $at: DateTime!) { agentDay(agent: $agent, at: $at) { name team segments { state until } } }',
        { agent, at: new Date().toISOString() },
      );
    expect((await ask('ann')).data).toMatchObject({
      agentDay: {
        name: 'Ann',
        team: 'red',
        segments: [{ state: 'AVAILABLE' }, { state: 'TALKING', until: null }],
      },
    });
    expect((await ask('nobody')).errors?.[0]?.extensions?.code).toBe('NOT_FOUND');
  });

  test('says how far back it reaches, and finds the same after a restart', async () => {
    const past = '{ past { historyFrom to } }';
    const before = (await app.query(past)).data as { past: { historyFrom: string } };
    expect(Date.parse(before.past.historyFrom)).toBeLessThanOrEqual(Date.now());
    await app.app.stop();
    app = await startTestApp({ data });
    expect((await app.query(past)).data).toMatchObject({
      past: { historyFrom: before.past.historyFrom },
    });
    const { data: answer } = await app.query(HISTORY, { ...around(30 * MINUTE_MS), by: null });
    const [offered] = (answer as { history: { values: (number | null)[] }[] }).history;
    expect(offered!.values.reduce((sum: number, value) => sum + (value ?? 0), 0)).toBe(1);
  });
});
