import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as ws from 'ws';
import { deflatedBody, deflatedNextFrame, storedEnd } from '#server/fan-out/deflated-frame.ts';
import { frameEnd, nextFrame, textFrame } from '#server/fan-out/frame.ts';
import { runs } from '#test/support/runs.ts';

/** The client's side of the library; its types leave it out. */
const { PerMessageDeflate, Receiver } = ws as unknown as {
  readonly PerMessageDeflate: new () => {
    accept(agreed: readonly Record<string, readonly unknown[]>[]): void;
  };
  readonly Receiver: new (options?: { readonly extensions: object }) => Writable;
};

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
        const frame = nextFrame(JSON.stringify(payload), end.length);
        expect(await messageOf([frame.endedBy(end)])).toEqual({ type: 'next', payload, id });
        expect(await messageOf([frame.shared, end])).toEqual({ type: 'next', payload, id });
      },
    ),
  );
});

test.each(LENGTHS)('a text of %i letters is one message', async (length) => {
  const text = 'x'.repeat(length);
  expect(await messageOf([textFrame(JSON.stringify(text))])).toBe(text);
});

test('deflated ones are so, too, one after the other and with plain ones between', async () => {
  const one = fc.record({
    length: fc.oneof(fc.constantFrom(...LENGTHS), fc.nat(200_000)),
    // Texts that shrink, and such that do not.
    unit: fc.constantFrom('x', '观澜', null),
    id: fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), fc.constant('i'.repeat(60_000))),
    isDeflated: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(one, { minLength: 1, maxLength: 6 }), async (messages) => {
      const receiver = deflatingReceiver();
      for (const { length, unit, id, isDeflated } of messages) {
        const text = unit?.repeat(length / unit.length) ?? randomBytes(length).toString('hex');
        const payload = JSON.stringify({ text });
        const end = frameEnd(id);
        const stored = storedEnd(end)!;
        const frame = isDeflated
          ? deflatedNextFrame(deflatedBody(payload), stored.length).endedBy(stored)
          : nextFrame(payload, end.length).endedBy(end);
        expect(await messageOf([frame], receiver)).toEqual({ type: 'next', payload: { text }, id });
      }
    }),
    runs(60),
  );
});

test('a frame that is kept stays as it is, whoever comes after', async () => {
  const [one, other, third] = ['1', '2', '3'].map(frameEnd) as [Buffer, Buffer, Buffer];
  const frame = nextFrame('{}', one.length);
  const kept = frame.endedBy(one);
  frame.keep();
  const alsoKept = frame.endedBy(other);
  frame.keep();
  const last = frame.endedBy(third);
  for (const [bytes, id] of [
    [kept, '1'],
    [alsoKept, '2'],
    [last, '3'],
  ] as const)
    expect(await messageOf([bytes])).toEqual({ type: 'next', payload: {}, id });
});

test('an id too long for a stored block is left to plain frames', () => {
  expect(storedEnd(frameEnd('i'.repeat(65_532)))).toHaveLength(65_535 + 5);
  expect(storedEnd(frameEnd('i'.repeat(65_533)))).toBeNull();
});

/** A client that has agreed on what the server sends: each message for itself. */
function deflatingReceiver(): Writable {
  const deflate = new PerMessageDeflate();
  deflate.accept([{ server_no_context_takeover: [true], client_no_context_takeover: [true] }]);
  return new Receiver({ extensions: { 'permessage-deflate': deflate } });
}

/** What a client makes of the bytes. */
async function messageOf(
  frames: readonly Buffer[],
  receiver: Writable = new Receiver(),
): Promise<unknown> {
  const message = once(receiver, 'message');
  for (const frame of frames) receiver.write(frame);
  const [data, isBinary] = (await message) as [Buffer, boolean];
  expect(isBinary).toBe(false);
  return JSON.parse(data.toString());
}
