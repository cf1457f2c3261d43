import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Alert } from '#schema/alert.ts';
import type { Instant } from '#schema/ids.ts';
import type { MetricName } from '#schema/metrics/definitions.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '#schema/time/duration.ts';
import { QUARTER_MS } from '#schema/time/interval.ts';
import type { HistoryAsked } from '#server/history/query.ts';
import {
  historyPath,
  listenedFloor,
  listeningHistory,
  type ListeningHistory,
} from '#test/support/history-floor.ts';
import { eventEntry, START_AT } from '#test/support/scenario.ts';

let told = 0;
function say(
  { floor }: Pick<ListeningHistory, 'floor'>,
  at: Instant,
  type: string,
  data: Record<string, unknown>,
  floorAt = at,
): void {
  told += 1;
  floor.apply({ ...eventEntry({ id: `e${told}`, source: '/t', type, at, data }), floorAt });
}

function ask(
  { history, floor }: ListeningHistory,
  metric: MetricName,
  asked: Partial<HistoryAsked> = {},
): (number | null)[][] {
  const series = history.series({
    scope: {},
    metrics: [metric],
    from: START_AT,
    to: floor.state.now + 1,
    stepMs: HOUR_MS,
    by: null,
    variant: null,
    ...asked,
  });
  return series.map(({ values }) => [...values]);
}

/** Queued, answered after `waitMs`, ended a minute later, finished half a minute after that. */
function serve(
  kept: ListeningHistory,
  contact: string,
  at: Instant,
  { queue = 'sales', agent = 'ann', waitMs = 5_000 } = {},
): void {
  say(kept, at, 'contact.queued', { contact, queue });
  say(kept, at + waitMs, 'contact.answered', { contact, agent });
  say(kept, at + waitMs + MINUTE_MS, 'contact.ended', { contact });
  say(kept, at + waitMs + 1.5 * MINUTE_MS, 'contact.wrappedUp', { contact });
}

describe('history', () => {
  it('Y-1: has of agents what the floor answers for the half hour, whatever they did', () => {
    const kept = listeningHistory();
    say(kept, START_AT, 'agent.signedIn', { agent: 'ann', queues: ['sales'], team: 'red' });
    say(kept, START_AT, 'agent.signedIn', {
      agent: 'bob',
      queues: ['sales'],
      capacity: { chat: 3 },
    });
    const shifts = [
      { start: new Date(START_AT).toISOString(), lengthMs: HOUR_MS, activity: 'work' },
    ];
    say(kept, START_AT, 'schedule.published', { agent: 'ann', shifts });
    serve(kept, 'a', START_AT + MINUTE_MS);
    say(kept, START_AT + 8 * MINUTE_MS, 'agent.stateChanged', { agent: 'ann', state: 'paused' });
    say(kept, START_AT + 9 * MINUTE_MS, 'contact.queued', {
      contact: 'w',
      queue: 'web',
      channel: 'chat',
    });
    say(kept, START_AT + 10 * MINUTE_MS, 'contact.answered', { contact: 'w', agent: 'bob' });
    kept.floor.pass(START_AT + 29 * MINUTE_MS);
    const live = kept.floor.view.total({}).metrics({ kind: 'interval' });
    for (const metric of [
      ...(['occupancyRatio', 'utilisationRatio', 'talkUtilisationRatio'] as const),
      ...(['slotOccupancyRatio', 'chatOccupancyRatio', 'averageConcurrency'] as const),
      ...(['adherenceRatio', 'conformanceRatio', 'backlog', 'liveHandleTimeMs'] as const),
      ...(['peakWaiting', 'peakServing', 'longestWaitingMs'] as const),
    ]) {
      const [[value]] = ask(kept, metric, { stepMs: 2 * QUARTER_MS }) as [[number | null]];
      expect([metric, value]).toEqual([metric, live[metric]]);
    }
    const ofAgent = (id: string) => [kept.floor.view.agent(id)!.occupancyRatio];
    expect(ask(kept, 'occupancyRatio', { by: 'agent', stepMs: 2 * QUARTER_MS })).toEqual([
      ofAgent('ann'),
      ofAgent('bob'),
    ]);
  });

  it('Y-3: counts an interval where queues and agents belonged in it, not where they belong now', () => {
    const kept = listeningHistory();
    say(kept, START_AT, 'queue.defined', { queue: 'sales', site: 'north', name: 'Sales' });
    say(kept, START_AT, 'agent.signedIn', { agent: 'ann', name: 'Ann', team: 'red' });
    serve(kept, 'a', START_AT + MINUTE_MS);
    kept.floor.pass(START_AT + HOUR_MS);
    say(kept, START_AT + HOUR_MS + 1, 'queue.defined', { queue: 'sales', site: 'south' });
    say(kept, START_AT + HOUR_MS + 1, 'agent.signedIn', {
      agent: 'ann',
      name: 'Ann',
      team: 'blue',
    });
    serve(kept, 'b', START_AT + HOUR_MS + MINUTE_MS);
    kept.floor.pass(START_AT + 2 * HOUR_MS);
    const series = (by: HistoryAsked['by'], metric: MetricName) =>
      kept.history
        .series({
          scope: {},
          metrics: [metric],
          by,
          variant: null,
          from: START_AT,
          to: START_AT + 2 * HOUR_MS,
          stepMs: HOUR_MS,
        })
        .map(({ scope, values }) => [scope, values]);
    expect(series('site', 'offered')).toEqual([
      ['north', [1, null]],
      ['south', [null, 1]],
    ]);
    expect(series('team', 'handled')).toEqual([
      ['blue', [null, 1]],
      ['red', [1, null]],
    ]);
    expect(series('agent', 'handled')).toEqual([['ann', [1, 1]]]);
  });

  it('Y-4: tells a time in which nothing came from one in which nothing was kept', () => {
    const kept = listeningHistory();
    serve(kept, 'a', START_AT + MINUTE_MS);
    kept.floor.pass(START_AT + 3 * HOUR_MS);
    expect(ask(kept, 'offered', { from: START_AT - 2 * HOUR_MS })[0]).toEqual([
      null,
      null,
      1,
      0,
      0,
      0,
    ]);
    expect(ask(kept, 'serviceLevelRatio')[0]).toEqual([1, null, null, null]);
    expect(ask(kept, 'blocked')[0]).toEqual([null, null, null, null]);
    expect(kept.history.from).toBe(START_AT + MINUTE_MS);
  });

  it('Y-5: has business days of 23 and 25 hours, and refuses steps that are not kept', () => {
    const zone = 'Europe/Berlin';
    const spring = Date.parse('2026-03-28T23:00:00Z');
    const kept = listeningHistory({ timeZone: zone });
    for (let hour = 0; hour < 72; hour += 1)
      serve(kept, `c${hour}`, spring - DAY_MS + hour * HOUR_MS + 1);
    kept.floor.pass(spring - DAY_MS + 72 * HOUR_MS);
    const asked = { from: spring - DAY_MS, to: spring + 47 * HOUR_MS };
    expect(ask(kept, 'offered', { ...asked, stepMs: DAY_MS })).toEqual([[24, 23, 24]]);
    expect(ask(kept, 'offered', { ...asked, stepMs: 7 * DAY_MS })[0]).toEqual([72]);
    const [series] = kept.history.series({
      ...{ scope: {}, metrics: ['offered'], by: null, variant: null, stepMs: 6 * HOUR_MS },
      ...{ from: spring, to: spring + 23 * HOUR_MS },
    });
    const { startsAt, values } = series!;
    expect(startsAt.map((at) => (at - spring) / HOUR_MS)).toEqual([0, 6, 12, 18]);
    expect(values).toEqual([6, 6, 6, 5]);
    for (const stepMs of [1_000, 7 * MINUTE_MS, 25 * HOUR_MS, 367 * DAY_MS])
      expect(() => ask(kept, 'offered', { stepMs })).toThrow('is expected to be quarter hours');
  });

  it('Y-7: means over the time that was counted, and peaks of the sum of queues', () => {
    const kept = listeningHistory();
    kept.floor.pass(START_AT);
    say(kept, START_AT, 'agent.signedIn', { agent: 'ann' });
    say(kept, START_AT, 'contact.queued', { contact: 'a', queue: 'sales' });
    say(kept, START_AT + 10 * MINUTE_MS, 'contact.queued', { contact: 'b', queue: 'care' });
    say(kept, START_AT + 15 * MINUTE_MS, 'contact.abandoned', { contact: 'a' });
    say(kept, START_AT + 20 * MINUTE_MS, 'contact.queued', { contact: 'c', queue: 'sales' });
    say(kept, START_AT + 30 * MINUTE_MS, 'agent.signedOut', { agent: 'ann' });
    say(kept, START_AT + 40 * MINUTE_MS, 'contact.abandoned', { contact: 'b' });
    say(kept, START_AT + 50 * MINUTE_MS, 'contact.abandoned', { contact: 'c' });
    kept.floor.pass(START_AT + HOUR_MS);
    const hour = { to: START_AT + HOUR_MS };
    expect(ask(kept, 'waiting', hour)[0]).toEqual([75 / 60]);
    expect(ask(kept, 'peakWaiting', hour)[0]).toEqual([2]);
    expect(ask(kept, 'agentsSignedIn', hour)[0]).toEqual([0.5]);
    expect(ask(kept, 'agentsSignedIn', { ...hour, stepMs: 2 * QUARTER_MS })[0]).toEqual([1, 0]);
  });

  it('Y-9, Y-10: adds what is told days later, once, and says that the interval was corrected', async () => {
    const path = historyPath();
    const kept = listeningHistory({ path });
    say(kept, START_AT, 'contact.queued', { contact: 'mail', queue: 'mail', channel: 'email' });
    kept.floor.pass(START_AT + 3 * DAY_MS);
    say(kept, START_AT + 3 * DAY_MS, 'contact.answered', { contact: 'mail', agent: 'ann' });
    say(kept, START_AT + 3 * DAY_MS + MINUTE_MS, 'contact.ended', { contact: 'mail' });
    say(
      kept,
      START_AT + MINUTE_MS,
      'contact.queued',
      { contact: 'late', queue: 'mail' },
      START_AT + 3 * DAY_MS + 2 * MINUTE_MS,
    );
    await kept.history.flush();
    const first = { to: START_AT + 1 };
    expect(ask(kept, 'answered', first)).toEqual([[1]]);
    expect(ask(kept, 'offered', first)).toEqual([[2]]);
    expect(ask(kept, 'speedOfAnswerP50Ms', first)).toEqual([[3 * DAY_MS]]);
    expect(ask(kept, 'answered', { ...first, by: 'agent' })).toEqual([[1]]);
    expect(ask(kept, 'occupancyRatio', { ...first, by: 'agent' })).toEqual([]);
    const [series] = kept.history.series({
      scope: {},
      metrics: ['offered'],
      by: null,
      variant: null,
      from: START_AT,
      to: START_AT + 2 * HOUR_MS,
      stepMs: HOUR_MS,
    });
    expect(series!.corrected).toEqual([true, false]);
    await kept.history.close();
    const again = listeningHistory({ path, floor: kept.floor });
    expect(ask(again, 'offered', first)).toEqual([[2]]);
  });

  it("keeps an agent's day as it was, from signing in to signing out", () => {
    const kept = listeningHistory();
    say(kept, START_AT, 'agent.signedIn', { agent: 'ann', name: 'Ann', team: 'red' });
    say(kept, START_AT + HOUR_MS, 'agent.stateChanged', {
      agent: 'ann',
      state: 'paused',
      reason: 'lunch',
    });
    say(kept, START_AT + 2 * HOUR_MS, 'agent.stateChanged', { agent: 'ann', state: 'available' });
    kept.floor.pass(START_AT + 3 * HOUR_MS);
    const day = kept.history.agentDay('ann', START_AT)!;
    expect(day).toMatchObject({ name: 'Ann', team: 'red', endAt: day.startAt + DAY_MS });
    expect(day.segments).toEqual([
      { state: 'available', reason: null, from: START_AT, until: START_AT + HOUR_MS },
      { state: 'paused', reason: 'lunch', from: START_AT + HOUR_MS, until: START_AT + 2 * HOUR_MS },
      { state: 'available', reason: null, from: START_AT + 2 * HOUR_MS, until: null },
    ]);
    say(kept, START_AT + 4 * HOUR_MS, 'agent.signedOut', { agent: 'ann' });
    kept.floor.pass(START_AT + 4 * DAY_MS);
    expect(kept.history.agentDay('ann', START_AT)!.segments.at(-1)!.until).toBe(
      START_AT + 4 * HOUR_MS,
    );
    expect(kept.history.agentDay('ann', START_AT + 2 * DAY_MS)!.segments).toEqual([]);
    expect(kept.history.agentDay('nobody', START_AT)).toBeNull();
  });

  it('Y-11: puts a damaged file aside, says so, and is made anew from the log', async () => {
    const path = historyPath();
    writeFileSync(path, 'this is no history at all, and long enough to be taken for a header');
    const kept = listeningHistory({ path });
    expect(kept.history.opened).toContain('was put aside as');
    expect(readFileSync(`${path}.damaged-1`, 'utf8')).toContain('no history');
    serve(kept, 'a', START_AT);
    expect(ask(kept, 'offered')[0]![0]).toBe(1);
    await kept.history.close();
    expect(listeningHistory({ path, identity: 'other' }).history.opened).toContain('another log');
    expect(listeningHistory({ path, lastSeq: 2 }).history.appliedSeq).toBeLessThanOrEqual(2);
  });

  it('lets go of what is older than it is to keep, and of nothing else', async () => {
    const kept = listeningHistory({ keepDays: 3 });
    for (let day = 0; day < 6; day += 1) serve(kept, `c${day}`, START_AT + day * DAY_MS);
    kept.floor.pass(START_AT + 6 * DAY_MS);
    await kept.history.flush();
    const days = { stepMs: DAY_MS, to: START_AT + 6 * DAY_MS };
    expect(ask(kept, 'offered', days)[0]).toEqual([null, null, null, 1, 1, 1, 0]);
    expect(kept.history.from).toBe(Date.parse('2026-03-05T00:00:00Z'));
  });

  it('Y-12: takes in an import before its own time, goes on where it stopped, and touches nothing of its own', async () => {
    const kept = listeningHistory();
    serve(kept, 'own', START_AT);
    await kept.history.flush();
    const past = { floor: listenedFloor() };
    const begin = START_AT - 5 * DAY_MS;
    const run = kept.history.import('file');
    expect(run.position).toBeNull();
    let line = 0;
    const importing = { floor: past.floor.state, beganAt: begin, position: () => ({ line }) };
    past.floor.listener = run.listen(importing);
    const importAll = (): void => {
      for (let day = 0; day < 8; day += 1) {
        line += 1;
        serve({ floor: past.floor } as ListeningHistory, `p${day}`, begin + day * DAY_MS + 1);
      }
    };
    importAll();
    await run.end();
    expect(ask(kept, 'offered', { from: begin, stepMs: DAY_MS })[0]).toEqual([1, 1, 1, 1, 1, 1]);
    expect(run.passedOver).toBeGreaterThan(0);
    expect(kept.history.import('file').position).toEqual({ line: 8 });
    expect(kept.history.import('another').position).toBeNull();
  });

  it('keeps alerts that are over, also when the floor has forgotten them', async () => {
    const alert: Alert = {
      ...{ id: 'waiting:sales:1', kind: 'waiting', severity: 'warning', state: 'resolved' },
      ...{ queue: 'sales', since: START_AT, firedAt: START_AT, resolvedAt: START_AT + HOUR_MS },
      ...{ acknowledgedBy: null, acknowledgedAt: null, value: 1, worst: 9, threshold: 5 },
      ...{ expectedPerMinute: null, seenPerMinute: null },
    };
    const alerts = [alert];
    const kept = listeningHistory({ alerts });
    kept.floor.pass(START_AT);
    await kept.history.flush();
    alerts.length = 0;
    expect(kept.history.pastAlerts(START_AT + 1, START_AT + 2)).toEqual([alert]);
    expect(kept.history.pastAlerts(START_AT + HOUR_MS, START_AT + DAY_MS)).toEqual([]);
  });
});
