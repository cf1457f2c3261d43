import { once } from 'node:events';
import type { Writable } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as ws from 'ws';
import { frameEnd, sharedFrame, textFrame } from '#server/fan-out/frame.ts';

/** The client's side of the library; its types leave it out. */
const { Receiver } = ws as unknown as { readonly Receiver: new () => Writable };

/** Lengths at which the header changes its form, and some beside. */
const LENGTHS = [0, 1, 60, 90, 124, 125, 126, 127, 1_000, 65_400, 65_535, 65_536, 70_000];

test('a shared frame with a client’s own end is one message of the protocol', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...LENGTHS),
      fc.integer({ min: -60, max: 3 }),
      fc.string({ unit: 'binary', maxLength: 60 }),
      async (length, more, id) => {
        const payload = { text: `观${'x'.repeat(Math.max(0, length + more))}` };
        const end = frameEnd(id);
        const frame = sharedFrame(JSON.stringify(payload), end.length);
        expect(await messageOf([frame, end])).toEqual({ type: 'next', payload, id });
      },
    ),
  );
});

test.each(LENGTHS)('a text of %i letters is one message', async (length) => {
  const text = 'x'.repeat(length);
  expect(await messageOf([textFrame(JSON.stringify(text))])).toBe(text);
});

/** What a client makes of the bytes. */
async function messageOf(frames: readonly Buffer[]): Promise<unknown> {
  const receiver = new Receiver();
  const message = once(receiver, 'message');
  for (const frame of frames) receiver.write(frame);
  const [data, isBinary] = (await message) as [Buffer, boolean];
  expect(isBinary).toBe(false);
  return JSON.parse(data.toString());
}
