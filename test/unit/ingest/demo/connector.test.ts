import { describe, expect, test } from 'vitest';
import { createDemoConnector } from '#server/ingest/demo/connector.ts';
import { simulateDays } from '#server/ingest/demo/days.ts';
import { createRecordingContext } from '../replay/recording-context.ts';

const MIDNIGHT = Date.parse('2026-11-21T00:00:00Z');
const MINUTE = 60_000;
const plan = { id: '/demo', seed: 1, agents: 24, queues: 4, timeZone: 'UTC', speed: 1 };

async function start(now: number, options: { position?: unknown; speed?: number } = {}) {
  const floor = createRecordingContext({ now, position: options.position });
  const connector = createDemoConnector({ ...plan, speed: options.speed ?? 1 });
  await connector.start(floor.context);
  await floor.until(({ kind }) => kind === 'health');
  return { floor, connector };
}

const ids = (floor: Awaited<ReturnType<typeof start>>['floor']) =>
  floor.emitted().map(({ id }) => id);

/** What the simulation holds between two instants. */
function expected(
  from: number,
  to: number,
  { fromAt = from, openedAt }: { fromAt?: number | null; openedAt?: number } = {},
): string[] {
  const found: string[] = [];
  const days = { plan: { ...plan, openedAt }, timeZone: 'UTC', nowAt: to, fromAt };
  for (const { at, id } of simulateDays(days)) {
    if (at > to) return found;
    if (at >= from) found.push(id);
  }
  return found;
}

describe('the demo floor', () => {
  test('tells the morning as the past, says connected, then goes on with the clock', async () => {
    const now = MIDNIGHT + 600 * MINUTE;
    const { floor, connector } = await start(now);
    expect(floor.steps.at(-1)).toMatchObject({ kind: 'health', health: 'connected' });
    const told = floor.emitted();
    expect(told.map(({ id }) => id)).toEqual(
      expected(MIDNIGHT, now, { fromAt: null, openedAt: now }),
    );
    for (const step of floor.steps)
      if (step.kind === 'emit' && step.events[0]!.at < now - 10_000)
        expect(step.options.past).toBe(true);
    await floor.advance(2 * MINUTE, 2000);
    const live = floor.emitted().slice(told.length);
    expect(live.map(({ id }) => id)).toEqual(
      expected(now + 1, now + 2 * MINUTE, { openedAt: now }),
    );
    const last = floor.steps.at(-1)!;
    expect(last.kind === 'emit' && last.options).toMatchObject({
      past: false,
      position: { at: live.at(-1)!.at, simulatedAt: live.at(-1)!.at, openedAt: now },
    });
    await connector.stop();
    await connector.stop();
    const before = floor.steps.length;
    await floor.advance(MINUTE, 3000);
    expect(floor.steps).toHaveLength(before);
  });

  test('goes on after a restart where it was, with the same ids', async () => {
    const stoppedAt = MIDNIGHT + 600 * MINUTE;
    const openedAt = stoppedAt - 5 * MINUTE;
    const position = { at: stoppedAt, simulatedAt: stoppedAt, openedAt };
    const { floor, connector } = await start(stoppedAt + 20 * MINUTE, { position });
    const going = expected(stoppedAt, stoppedAt + 20 * MINUTE, { openedAt });
    expect(ids(floor)).toEqual(going);
    expect(going.length).toBeGreaterThan(expected(stoppedAt, stoppedAt + 20 * MINUTE).length);
    await connector.stop();
  });

  test('ends what was under way when it was stopped for days, and goes on with today', async () => {
    const stoppedAt = MIDNIGHT - 2160 * MINUTE;
    const position = { at: stoppedAt, simulatedAt: stoppedAt };
    const { floor, connector } = await start(MIDNIGHT + 60 * MINUTE, { position });
    const signedOut = floor.emitted().filter(({ type }) => type === 'agent.signedOut');
    const days = new Set(signedOut.map(({ id }) => id.slice(0, 8)));
    expect([...days].sort()).toEqual(['20261119']);
    expect(floor.emitted().some(({ id }) => id.startsWith('20261121'))).toBe(true);
    await connector.stop();
  });

  test('hands over at midnight: the late shift ends its contacts, the night shift is other people', async () => {
    const { floor, connector } = await start(MIDNIGHT + 1);
    await floor.advance(20 * MINUTE, 20_000);
    const told = floor.emitted();
    const nightShift = told.filter(({ type, at }) => type === 'agent.signedIn' && at === MIDNIGHT);
    const signedOut = told.filter(({ type, at }) => type === 'agent.signedOut' && at >= MIDNIGHT);
    expect(nightShift.length).toBeGreaterThan(1);
    expect(signedOut.length).toBeGreaterThan(0);
    const night = new Set(nightShift.map(({ data }) => data.agent));
    for (const { data } of signedOut) expect(night.has(data.agent)).toBe(false);
    const signedIn = new Set(
      told.filter(({ type }) => type === 'agent.signedIn').map(({ data }) => data.agent),
    );
    for (const { data } of signedOut) expect(signedIn.has(data.agent)).toBe(true);
    expect(new Set(told.map(({ id }) => id)).size).toBe(told.length);
    await connector.stop();
  });

  test('at ten times the speed tells ten minutes in one, never in the future', async () => {
    const now = MIDNIGHT + 600 * MINUTE;
    const { floor, connector } = await start(now, { speed: 10 });
    const before = floor.emitted().length;
    await floor.advance(MINUTE, 3000);
    const live = floor.emitted().slice(before);
    const simulated = expected(now + 1, now + 10 * MINUTE, { openedAt: now });
    expect(Math.abs(live.length - simulated.length)).toBeLessThan(5);
    for (const { at } of live) expect(at).toBeLessThanOrEqual(now + MINUTE);
    const last = floor.steps.at(-1)!;
    await connector.stop();
    const { position } = (last as Extract<typeof last, { kind: 'emit' }>).options;
    const again = await start(now + 5 * MINUTE, { speed: 10, position });
    await again.floor.advance(MINUTE, 3000);
    const next = ids(again.floor).filter((id) => !ids(floor).includes(id));
    expect(next.length).toBeGreaterThan(simulated.length / 3);
    await again.connector.stop();
  });
});
