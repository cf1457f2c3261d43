import { expect, test } from 'vitest';
import { formatLatency } from '#web/format/latency.ts';

test.each([
  [null, '—'],
  [0.04, '0.0 ms'],
  [7.25, '7.3 ms'],
  [9.96, '10 ms'],
  [48.4, '48 ms'],
  [999.4, '999 ms'],
  [999.6, '1.0 s'],
  [61_000, '61.0 s'],
])('%s ms is read as %s', (ms, text) => expect(formatLatency(ms)).toBe(text));
