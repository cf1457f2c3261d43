import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { JournalUnavailable } from '#server/journal/journal.ts';
import type { AcceptEvents } from '#server/http/events-intake.ts';
import { BEARER, startEdge, type Edge } from '#test/support/edge.ts';

const ONE = 'application/cloudevents+json';
const BATCH = 'application/cloudevents-batch+json';
const LINES = 'application/x-ndjson';
const EVENT = { specversion: '1.0', id: '1', source: '/test', type: 'contact.queued' };

let edge: Edge;
let accept: AcceptEvents;
beforeEach(async () => {
  accept = (items) => Promise.resolve({ accepted: items.length, duplicates: 0, refused: [] });
  edge = await startEdge({ accept: (items) => accept(items) });
});
afterEach(() => edge.stop());

async function send(type: string | null, body: BodyInit, headers: Record<string, string> = {}) {
  const response = await fetch(`${edge.origin}/events`, {
    method: 'POST',
    headers: { ...BEARER, ...(type && { 'content-type': type }), ...headers },
    body,
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: JSON.parse(text) };
}

describe('what is taken', () => {
  test.each([
    [ONE, JSON.stringify(EVENT), 1],
    [`${ONE}; charset=utf-8`, JSON.stringify(EVENT), 1],
    ['Application/CloudEvents+JSON;charset="UTF-8"', JSON.stringify(EVENT), 1],
    [BATCH, JSON.stringify([EVENT, { ...EVENT, id: '2' }]), 2],
    [LINES, `${JSON.stringify(EVENT)}\n\r\n${JSON.stringify(EVENT)}`, 2],
    [LINES, `\ufeff${JSON.stringify(EVENT)}\r\n`, 1],
  ])('%s', async (type, body, accepted) => {
    expect(await send(type, body)).toMatchObject({
      status: 202,
      body: { accepted, duplicates: 0, refused: [] },
    });
    expect(edge.batches).toHaveLength(1);
    expect(edge.batches[0]).toHaveLength(accepted);
    expect(edge.batches[0]![0]).toEqual(EVENT);
  });

  test.each([
    [BATCH, '[]'],
    [LINES, ''],
    [LINES, '\n\n'],
  ])('nothing, as %s %j', async (type, body) => {
    expect(await send(type, body)).toMatchObject({
      status: 202,
      body: { accepted: 0, duplicates: 0, refused: [] },
    });
    expect(edge.batches).toEqual([]);
  });

  test('a zipped body', async () => {
    const zipped = gzipSync(JSON.stringify([EVENT]));
    const answer = await send(BATCH, zipped, { 'content-encoding': 'gzip' });
    expect(answer).toMatchObject({ status: 202, body: { accepted: 1 } });
  });
});

test('a broken line is refused at its place and costs no other line', async () => {
  accept = (items) =>
    Promise.resolve({
      accepted: items.length - 1,
      duplicates: 0,
      refused: [{ index: 1, id: 'x', reason: 'time: missing' }],
    });
  const lines = ['{"id":"a"}', 'not json', '{"id":"x"}', '{"id":', '{"id":"b"}'].join('\n');
  expect((await send(LINES, lines)).body).toEqual({
    accepted: 2,
    duplicates: 0,
    refused: [
      { index: 1, id: null, reason: expect.stringContaining('not JSON') },
      { index: 2, id: 'x', reason: 'time: missing' },
      { index: 3, id: null, reason: expect.stringContaining('not JSON') },
    ],
  });
  expect(edge.batches).toEqual([[{ id: 'a' }, { id: 'x' }, { id: 'b' }]]);
});

test('the answer waits until the events are kept', async () => {
  let keep = () => {};
  const kept = new Promise<void>((resolve) => (keep = resolve));
  let answered = false;
  accept = async (items) => {
    await kept;
    return { accepted: items.length, duplicates: 0, refused: [] };
  };
  const answer = send(ONE, JSON.stringify(EVENT)).then((result) => {
    answered = true;
    return result;
  });
  await expect.poll(() => edge.batches.length).toBe(1);
  expect(answered).toBe(false);
  keep();
  expect((await answer).status).toBe(202);
});

describe('what is refused whole', () => {
  test.each([
    ['no JSON', ONE, '{"specversion"', 400],
    ['no JSON', BATCH, 'hello', 400],
    ['no JSON', LINES, 'hello\nworld', 400],
    ['nothing at all', ONE, '', 400],
    ['bytes that are no UTF-8', ONE, Buffer.from([0x22, 0xff, 0x22]), 400],
    ['an array as one event', ONE, '[]', 400],
    ['one event as an array', BATCH, JSON.stringify(EVENT), 400],
    ['a number as an event', ONE, '5', 400],
    ['another type', 'application/json', JSON.stringify(EVENT), 415],
    ['another charset', `${ONE}; charset=gb2312`, JSON.stringify(EVENT), 415],
  ])('%s (%s)', async (_name, type, body, status) => {
    const answer = await send(type, body);
    expect(answer).toMatchObject({ status, body: { error: expect.any(String) } });
    expect(edge.batches).toEqual([]);
  });

  test('an unknown encoding, and bytes that are no gzip', async () => {
    const body = JSON.stringify(EVENT);
    expect((await send(ONE, body, { 'content-encoding': 'br' })).status).toBe(415);
    expect((await send(ONE, body, { 'content-encoding': 'gzip' })).status).toBe(400);
  });

  test('more than 16 MB, sent or unzipped', async () => {
    const large = Buffer.alloc(16 * 1024 * 1024 + 1, ' ');
    expect((await send(ONE, large)).status).toBe(413);
    const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024));
    expect((await send(ONE, bomb, { 'content-encoding': 'gzip' })).status).toBe(413);
    expect(edge.batches).toEqual([]);
  });

  test('other methods', async () => {
    const response = await fetch(`${edge.origin}/events`, { headers: BEARER });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST');
  });
});

test('a full disk acknowledges nothing and asks to come again', async () => {
  accept = () => Promise.reject(new JournalUnavailable('disk full at /secret/path'));
  const answer = await send(ONE, JSON.stringify(EVENT));
  expect(answer.status).toBe(503);
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(answer.body.error).not.toContain('secret');
});

test('a fault of ours is no reason for the sender to forget, and shows no insides', async () => {
  accept = () => Promise.reject(new Error('secret insides'));
  expect(await send(ONE, JSON.stringify(EVENT))).toMatchObject({
    status: 500,
    body: { error: 'Unexpected error.' },
  });
});
