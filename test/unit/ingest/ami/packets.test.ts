import fc from 'fast-check';
import { expect, test } from 'vitest';
import { actionBytes, createAmiParser, type AmiItem } from '#server/ingest/ami/packets.ts';
import { hasRecording, rawAmi } from '#test/support/asterisk-recording.ts';

function parse(bytes: Uint8Array, cut: () => number): AmiItem[] {
  const parser = createAmiParser();
  const items: AmiItem[] = [];
  for (let from = 0; from < bytes.length;) {
    const to = from + cut();
    items.push(...parser.push(bytes.subarray(from, to)));
    from = to;
  }
  expect(parser.midPacket).toBe(false);
  return items;
}

const plain = (items: readonly AmiItem[]): string =>
  JSON.stringify(items.map((item) => (item.kind === 'packet' ? item.packet.headers : item)));

test.skipIf(!hasRecording).each([1, 7, 1000])(
  'the recorded stream gives the same packets when every read has %i bytes',
  (size) => {
    const raw = rawAmi('faults');
    const whole = parse(raw, () => raw.length);
    expect(whole.filter(({ kind }) => kind === 'packet')).toHaveLength(4_595);
    expect(whole.filter(({ kind }) => kind === 'banner')).toHaveLength(4);
    expect(whole.some(({ kind }) => kind === 'refused')).toBe(false);
    expect(plain(parse(raw, () => size)) === plain(whole)).toBe(true);
  },
);

test('a packet is the same however it is cut', () => {
  const text =
    'Asterisk Call Manager/11.0.0\r\nEvent: A\r\nName: 李雷 📞\r\n\r\n\r\nEvent: B\r\nEmpty: \r\nNone:\r\n\r\n';
  const whole = plain(parse(Buffer.from(text), () => 1_000));
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), (cuts) => {
      let turn = 0;
      const cut = (): number => cuts[turn++ % cuts.length]!;
      expect(plain(parse(Buffer.from(text), cut))).toBe(whole);
    }),
  );
});

test('headers may repeat, be empty and hold colons', () => {
  const [item] = parse(Buffer.from('Event: X\r\nState: 1\r\nState: a: b\r\nNo:\r\n\r\n'), () => 99);
  const packet = item!.kind === 'packet' ? item!.packet : null;
  expect(packet!.get('State')).toBe('1');
  expect(packet!.headers[2]).toEqual(['State', 'a: b']);
  expect([packet!.get('No'), packet!.get('Nothing')]).toEqual(['', '']);
});

test('a line that is no header is refused by its place and costs neither its packet nor the next', () => {
  const items = parse(
    Buffer.from('Event: X\r\nrubbish\r\nQueue: a\r\n\r\nEvent: Y\r\n\r\n'),
    () => 99,
  );
  expect(items.map(({ kind }) => kind)).toEqual(['refused', 'packet', 'packet']);
  expect(items[0]).toEqual({
    kind: 'refused',
    reason: 'packet 1, line 2: "Name: value" is expected',
  });
  const [, second] = items;
  expect(second?.kind === 'packet' && second.packet.get('Queue')).toBe('a');
});

test('an action is its headers and an empty line, and takes no line break', () => {
  expect(actionBytes([['Action', 'Ping']]).toString()).toBe('Action: Ping\r\n\r\n');
  expect(() => actionBytes([['Secret', 'a\nb']])).toThrow(/Secret is expected to be one line/);
});
