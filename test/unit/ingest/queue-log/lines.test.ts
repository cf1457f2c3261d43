import { expect, test } from 'vitest';
import { parseLine } from '#server/ingest/queue-log/lines.ts';

test('a line is its fields', () => {
  expect(parseLine('1795291635|1795291634.10|billing|Jack Jones|CONNECT|1|x|1')).toEqual({
    ok: true,
    line: {
      at: 1_795_291_635_000,
      contact: '1795291634.10',
      queue: 'billing',
      agent: 'Jack Jones',
      event: 'CONNECT',
      data: ['1', 'x', '1'],
    },
  });
});

test('a pipe in a member’s name or in a pause’s reason does not move the event', () => {
  const parsed = parseLine('1795291635|NONE|sales|Pipe|Name|PAUSE|a|b');
  expect(parsed.ok && parsed.line).toMatchObject({
    agent: 'Pipe|Name',
    event: 'PAUSE',
    data: ['a', 'b'],
  });
});

test('a dialplan’s own event is read where it stands', () => {
  const parsed = parseLine('1795291635|1.1|sales|NONE|SURVEY|5');
  expect(parsed.ok && parsed.line.event).toBe('SURVEY');
});

test.each([
  ['', /5 fields or more/],
  ['1795291635|a|b|c', /5 fields or more are expected, but got 4/],
  ['yesterday|a|b|c|PAUSE|', /field 1: seconds since 1970/],
  ['0|a|b|c|PAUSE|', /field 1/],
])('a line that is none is refused without its values: %s', (text, reason) => {
  const parsed = parseLine(text);
  expect(parsed.ok ? '' : parsed.reason).toMatch(reason);
});
