import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { createReplayConnector } from '#server/ingest/replay/connector.ts';
import { firstEventAt } from '#server/ingest/replay/recording.ts';
import { createRecordingContext, type Step } from './recording-context.ts';

const folder = mkdtempSync(join(tmpdir(), 'replay-'));
afterAll(() => rmSync(folder, { recursive: true }));

const T0 = Date.parse('1999-05-23T07:00:00Z');
const line = (id: string, seconds: number) =>
  JSON.stringify({
    specversion: '1.0',
    id,
    source: '/bank',
    type: 'contact.queued',
    time: new Date(T0 + seconds * 1000).toISOString(),
    data: { contact: id, queue: 'Q' },
  });

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const isOver = (step: Step) =>
  step.kind === 'health' && (step.health === 'ended' || step.health === 'lost');

async function playAll(path: string, position?: unknown) {
  const floor = createRecordingContext({ position });
  const connector = createReplayConnector({ id: '/replay/x', path, speed: 'max' });
  await connector.start(floor.context);
  await floor.until(isOver);
  await connector.stop();
  return floor;
}

describe('a replay as fast as possible', () => {
  test('tells every event in file order with its own source, and stays at the latest moment', async () => {
    const path = file('plain.ndjson', [line('a', 0), line('b', 9), line('c', 4)].join('\n'));
    const floor = await playAll(path);
    expect(floor.steps).toEqual([
      { kind: 'health', health: 'connected', reason: undefined },
      {
        kind: 'emit',
        events: [
          expect.objectContaining({ id: 'a', source: '/bank', at: T0 }),
          expect.objectContaining({ id: 'b', at: T0 + 9000 }),
          expect.objectContaining({ id: 'c', data: { contact: 'c', queue: 'Q' } }),
        ],
        options: { position: { line: 3, floorAt: T0 + 9000 } },
      },
      { kind: 'tick', at: T0 + 9000 },
      { kind: 'health', health: 'ended', reason: undefined },
    ]);
    expect(await firstEventAt(path)).toBe(T0);
  });

  test('refuses a bad line by its number and reason, at no cost to the others', async () => {
    const path = file(
      'bad.ndjson',
      `\uFEFF${line('a', 0)}\r\n\r\nnot json\r\n{"specversion":"0.3"}\r\n${'x'.repeat(1_100_000)}\r\n${line('b', 1)}\r\n`,
    );
    const floor = await playAll(path);
    expect(floor.emitted().map(({ id }) => id)).toEqual(['a', 'b']);
    expect(floor.steps.filter(({ kind }) => kind === 'refuse')).toEqual([
      { kind: 'refuse', reason: 'line 3: JSON is expected' },
      { kind: 'refuse', reason: 'line 4: specversion: "1.0" is expected' },
      { kind: 'refuse', reason: 'line 5: the line is too long for an event' },
    ]);
  });

  test('reads gzip, under whatever name, and characters split between two reads', async () => {
    const many = Array.from({ length: 5000 }, (_, index) => line(`退款${index}`, index));
    const path = file('packed.ndjson', gzipSync(many.join('\n')));
    const floor = await playAll(path);
    expect(floor.emitted()).toHaveLength(5000);
    expect(floor.emitted()[4999]!.id).toBe('退款4999');
    const sizes = floor.steps.flatMap((step) => (step.kind === 'emit' ? [step.events.length] : []));
    expect(sizes).toEqual([2000, 2000, 1000]);
  });

  test('says lost, and why, of a file that is missing or damaged, after what could be read', async () => {
    const missing = await playAll(join(folder, 'nowhere.ndjson'));
    expect(missing.steps.at(-1)).toMatchObject({
      health: 'lost',
      reason: expect.stringContaining('does not exist'),
    });
    const many = Array.from({ length: 9000 }, (_, index) => line(`${Math.random()}`, index));
    const packed = gzipSync(many.join('\n'));
    const damaged = await playAll(file('cut.gz', packed.subarray(0, packed.length - 1000)));
    expect(damaged.steps.at(-1)).toMatchObject({ health: 'lost' });
    expect(damaged.emitted().length).toBeGreaterThan(1000);
    expect(await firstEventAt(join(folder, 'nowhere.ndjson'))).toBeNull();
  });

  test('resumes after the last line that was stored', async () => {
    const path = file('resume.ndjson', [line('a', 0), line('b', 1), line('c', 2)].join('\n'));
    const floor = await playAll(path, { line: 2, floorAt: T0 + 1000 });
    expect(floor.emitted().map(({ id }) => id)).toEqual(['c']);
    const done = await playAll(path, { line: 3, floorAt: T0 + 2000 });
    expect(done.emitted()).toEqual([]);
    expect(done.steps.slice(-2)).toMatchObject([
      { kind: 'tick', at: T0 + 2000 },
      { health: 'ended' },
    ]);
  });

  test('offers a batch again that the disk refused', async () => {
    const floor = createRecordingContext();
    floor.failNextEmits(2);
    const path = file('retry.ndjson', line('a', 0));
    const connector = createReplayConnector({ id: '/replay/x', path, speed: 'max' });
    await connector.start(floor.context);
    while (!floor.steps.some(isOver)) await floor.advance(1000, 1000);
    expect(floor.emitted().map(({ id }) => id)).toEqual(['a']);
    await connector.stop();
  });
});

describe('a paced replay', () => {
  async function start(path: string, position?: unknown) {
    const floor = createRecordingContext({ position });
    const connector = createReplayConnector({ id: '/replay/x', path, speed: 10 });
    await connector.start(floor.context);
    await floor.until((step) => step.kind !== 'health');
    await floor.settle();
    return { floor, connector, ids: () => floor.emitted().map(({ id }) => id) };
  }

  test('tells an event when the floor reaches it, and moves the clock smoothly in between', async () => {
    const path = file('paced.ndjson', [line('a', 0), line('b', 10), line('c', 12)].join('\n'));
    const { floor, connector, ids } = await start(path);
    expect(ids()).toEqual(['a']);
    await floor.advance(950);
    expect(ids()).toEqual(['a']);
    await floor.advance(50);
    await floor.until((step) => step.kind === 'emit' && step.events.some(({ id }) => id === 'b'));
    expect(ids()).toEqual(['a', 'b']);
    const ticks = floor.steps.flatMap((step) => (step.kind === 'tick' ? [step.at - T0] : []));
    expect(ticks.slice(0, 20)).toEqual(Array.from({ length: 20 }, (_, step) => step * 500));
    await floor.advance(300);
    await floor.until((step) => step.kind === 'health' && step.health === 'ended');
    expect(ids()).toEqual(['a', 'b', 'c']);
    expect(floor.steps.slice(-2)).toMatchObject([
      { kind: 'tick', at: T0 + 12_000 },
      { health: 'ended' },
    ]);
    await connector.stop();
  });

  test('goes on where it was, and stops in the middle without telling more, twice without harm', async () => {
    const path = file('stop.ndjson', [line('a', 0), line('b', 10), line('c', 20)].join('\n'));
    const { floor, connector, ids } = await start(path, { line: 1, floorAt: T0 + 5000 });
    await floor.advance(500);
    await floor.until((step) => step.kind === 'emit');
    expect(ids()).toEqual(['b']);
    await connector.stop();
    await connector.stop();
    const before = floor.steps.length;
    await floor.advance(5000);
    expect(floor.steps).toHaveLength(before);
    expect(floor.steps.some(isOver)).toBe(false);
  });
});
