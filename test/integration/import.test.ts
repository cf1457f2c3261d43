import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '#schema/time/duration.ts';
import { hasRecording, readTruth, recordingPath } from '#test/support/asterisk-recording.ts';
import { startTestApp, temporaryFolder } from '#test/support/app.ts';
import { importFiles, refusedIn, rowsOf } from '#test/support/imported.ts';
import { BANK_FOLDER, callsIn, tellCalls } from '#test/proof/bank-events.ts';

const DAY_AT = Date.parse('2026-03-02T00:00:00Z');
const PATIENT = { timeout: 20_000 };
const KEEP = { entriesDays: 35, historyDays: 36_600 };

let folder: ReturnType<typeof temporaryFolder>;
let data: string;
beforeEach(() => {
  folder = temporaryFolder();
  data = join(folder.path, 'data');
});
afterEach(() => folder.remove());

let told = 0;
function line(type: string, at: number, body: object, attributes: object = {}): string {
  told += 1;
  const time = new Date(at).toISOString();
  const event = { specversion: '1.0', id: `e${told}`, source: '/past', type, time, data: body };
  return JSON.stringify({ ...event, ...attributes });
}

/** A call an hour from `fromAt` on, each answered after ten seconds and ended after a minute. */
function calls(fromAt: number, count: number, name = 'call'): string[] {
  return Array.from({ length: count }, (_, index) => {
    const contact = `${name}-${index}`;
    const at = fromAt + index * HOUR_MS;
    return [
      line('contact.queued', at, { contact, queue: 'sales', channel: 'voice' }),
      line('contact.answered', at + 10_000, { contact, queue: 'sales', agent: 'ann' }),
      line('contact.ended', at + MINUTE_MS, { contact }),
    ];
  }).flat();
}

function file(name: string, lines: readonly string[], end = '\n'): string {
  const path = join(folder.path, name);
  const text = `${lines.join('\n')}${end}`;
  writeFileSync(path, name.endsWith('.gz') ? gzipSync(text) : text);
  return path;
}

/** What a started Tidewall answers of a metric, a step at a time. */
async function asked(
  metrics: readonly string[],
  { from, to, stepMs, queue }: { from: number; to: number; stepMs: number; queue?: string },
): Promise<Record<string, (number | null)[]>> {
  const tidewall = await startTestApp({ data, timeZone: 'UTC', keep: KEEP });
  try {
    const { data: answer, errors } = await tidewall.query(
      `query ($scope: ScopeInput!, $metrics: [MetricId!]!, $from: DateTime!, $to: DateTime!, $stepMs: Int!) {
        history(scope: $scope, metric: $metrics, from: $from, to: $to, stepMs: $stepMs) { metric values } }`,
      {
        scope: queue === undefined ? {} : { queues: [queue] },
        metrics,
        from: new Date(from).toISOString(),
        to: new Date(to).toISOString(),
        stepMs,
      },
    );
    expect(errors).toBeUndefined();
    return Object.fromEntries(
      answer.history.map(({ metric, values }: { metric: string; values: number[] }) => [
        metric,
        values,
      ]),
    );
  } finally {
    await tidewall.app.stop();
  }
}

async function offered(hours = 24, fromAt = DAY_AT): Promise<number[]> {
  const answer = await asked(['OFFERED'], {
    from: fromAt,
    to: fromAt + hours * HOUR_MS,
    stepMs: HOUR_MS,
  });
  return answer.OFFERED!.map((value) => value ?? 0);
}

describe('past events', () => {
  test('are in the history of a Tidewall that starts afterwards, customers masked', async () => {
    const lines = calls(DAY_AT + 9 * HOUR_MS, 3);
    lines.push(
      line('contact.queued', DAY_AT + 12 * HOUR_MS, {
        contact: 'c',
        queue: 'sales',
        customer: '+4915112345678',
      }),
    );
    const { exit, report } = await importFiles({ data, files: [file('past.ndjson', lines)] });
    expect(report).toMatch(/^10 events went into the history/);
    expect(exit).toBe(0);
    expect(await offered()).toEqual([...Array(9).fill(0), 1, 1, 1, 1, ...Array(11).fill(0)]);
    expect(readFileSync(join(data, 'live/history.sqlite')).includes('15112345678')).toBe(false);
  });

  test('given in any order, packed or not, count in the order of their times, and once', async () => {
    const monday = calls(DAY_AT + 20 * HOUR_MS, 4, 'mon');
    const tuesday = calls(DAY_AT + 24 * HOUR_MS, 4, 'tue');
    const files = [
      file('b.ndjson', [monday[11]!, ...tuesday]),
      file('a.ndjson.gz', monday),
      file('empty.ndjson', [], ''),
    ];
    const { exit, said, report } = await importFiles({ data, files });
    expect(exit).toBe(0);
    expect(said).toContain('In this order: a.ndjson.gz, b.ndjson, empty.ndjson.');
    expect(said).toContain('empty.ndjson is empty.');
    expect(report).toContain('1 were told twice and count once');
    expect(await offered(8, DAY_AT + 20 * HOUR_MS)).toEqual(Array(8).fill(1));
  });

  test('that are no events are counted by reason, and each is named in a file', async () => {
    const future = line('contact.queued', Date.now() + 24 * HOUR_MS, { contact: 'f', queue: 'q' });
    const old = line('contact.queued', Date.parse('1999-01-01'), { contact: 'o', queue: 'q' });
    const lines = [
      ...calls(DAY_AT, 1),
      'no event',
      '',
      line('contact.queued', DAY_AT + HOUR_MS, { queue: 'sales' }, { id: 'nameless' }),
      future,
      old,
      '{"specversion',
    ];
    const path = file('odd.ndjson', lines, '');
    const { exit, report } = await importFiles({ data, files: [path], historyDays: 1_830 });
    expect(exit).toBe(0);
    expect(report).toContain('3 events went into the history');
    expect(report).toContain('5 lines were refused:');
    expect(report).toContain('1 × JSON is expected (odd.ndjson:4)');
    expect(report).toContain('1 × time: lies in the future (odd.ndjson:7)');
    expect(report).toMatch(/1 × time: lies before .*keep\.historyDays .*\(odd\.ndjson:8\)/);
    expect(report).toMatch(/1 × the last line has no end.*\(odd\.ndjson:9\)/);
    const [, list] = /All of them: (.*)/.exec(report)!;
    expect(refusedIn([list!]).map(({ line: number, id }) => [number, id])).toEqual([
      [4, null],
      [6, 'nameless'],
      [7, JSON.parse(future).id],
      [8, JSON.parse(old).id],
      [9, null],
    ]);
  });

  test('of a file that has grown, was renamed and packed are taken from where it ended', async () => {
    const lines = calls(DAY_AT, 6);
    const path = file('log.ndjson', lines.slice(0, 8));
    await importFiles({ data, files: [path] });
    const again = await importFiles({ data, files: [path] });
    expect(again.said).toContain('log.ndjson is in already, to its end: nothing to add.');
    expect(again.report).toContain('0 events went into the history');

    const grown = await importFiles({ data, files: [file('log.1.gz', lines)] });
    expect(grown.report).toContain('10 events went into the history');
    expect(grown.report).toContain('8 were in from an earlier run.');
    const whole = join(folder.path, 'whole');
    await importFiles({ data: whole, files: [file('all.ndjson', lines)] });
    expect(rowsOf(data)).toEqual(rowsOf(whole));
  });

  test('of files that follow one another are one floor, also when the second comes later', async () => {
    const all = calls(DAY_AT + 22 * HOUR_MS, 4);
    // The call that is cut in two: answered in one file, ended in the next.
    const files = [file('mon.ndjson', all.slice(0, 5)), file('tue.ndjson', all.slice(5))];
    await importFiles({ data, files: [files[0]!] });
    await importFiles({ data, files: [files[1]!] });
    const whole = join(folder.path, 'whole');
    await importFiles({ data: whole, files: [file('all.ndjson', all)] });
    expect(rowsOf(data)).toEqual(rowsOf(whole));
  });

  test('of a gzip that breaks off are in as far as they can be read, and it is said', async () => {
    const lines = calls(DAY_AT, 20);
    const path = file('cut.ndjson.gz', lines);
    const packed = readFileSync(path);
    writeFileSync(path, packed.subarray(0, packed.length - 60));
    const { exit, report } = await importFiles({ data, files: [path] });
    expect(exit).toBe(1);
    expect(report).toContain('cut.ndjson.gz could not be read to its end: its gzip breaks off.');
    const taken = Number(/^(\d+) events went/.exec(report)![1]);
    expect(taken).toBeGreaterThan(30);

    writeFileSync(path, packed);
    const again = await importFiles({ data, files: [path] });
    expect(again.exit).toBe(0);
    expect(again.report).toContain(`${60 - taken} events went into the history`);
    expect(await offered()).toEqual([...Array(20).fill(1), 0, 0, 0, 0]);
  });

  test('of the floor’s own days are passed over, and it is said', async () => {
    // A floor that has counted from two hours ago on: it was told so by its own source.
    const ownAt = Math.floor((Date.now() - 2 * HOUR_MS) / 1_000) * 1_000;
    const own = [0, 30, 60, 90].map(
      (minutes) => `${ownAt / 1_000 + minutes * 60}|own-${minutes}|sales|NONE|ENTERQUEUE||`,
    );
    const sources = [`queue-log:${file('queue_log', own)}`];
    const live = await startTestApp({ data, timeZone: 'UTC', keep: KEEP, sources });
    await vi.waitFor(async () => {
      const { data: answer } = await live.query('{ floor { total { waiting } } }');
      expect(answer.floor.total.waiting).toBe(own.length);
    }, PATIENT);
    await live.app.stop();
    const today = Math.floor(ownAt / DAY_MS) * DAY_MS;
    const lines = calls(today - 2 * HOUR_MS, 2);
    lines.push(line('contact.queued', ownAt, { contact: 'told-anew', queue: 'sales' }));
    const { exit, report } = await importFiles({ data, files: [file('p.ndjson', lines)] });
    expect(exit).toBe(0);
    expect(report).toMatch(/[1-9]\d* quarter hours were passed over/);
    expect(await offered(2, today - 2 * HOUR_MS)).toEqual([1, 1]);
    const sum = (await offered(48, today)).reduce((all, one) => all + one, 0);
    expect(sum).toBe(own.length);
  });

  test('are not touched where a file is neither kind, is missing, or a server runs on the folder', async () => {
    const good = file('good.ndjson', calls(DAY_AT, 1));
    const other = file('other.csv', ['a,b', '1,2']);
    const nothing = join(folder.path, 'nothing');
    const wrong = await importFiles({ data, files: [good, other, nothing] });
    expect(wrong.exit).toBe(2);
    expect(wrong.said).toBe(
      `${other}: CloudEvents, one JSON object a line (NDJSON), or Asterisk's queue_log are expected, plain or as gzip, but it is neither.\n${nothing}: a file is expected, but there is none.\n`,
    );
    expect(existsSync(data)).toBe(false);

    const tidewall = await startTestApp({ data, timeZone: 'UTC' });
    try {
      const busy = await importFiles({ data, files: [good] });
      expect(busy.exit).toBe(1);
      expect(busy.said).toMatch(
        /is using the data folder .* stop the server, import, and start it again\./,
      );
    } finally {
      await tidewall.app.stop();
    }
  });
});

describe.skipIf(!hasRecording)('a recorded queue_log', () => {
  test('gives each queue the calls of the truth, also cut into rotated files in the wrong order', async () => {
    const lines = readFileSync(recordingPath('main', 'queue_log'), 'utf8').split('\n');
    mkdirSync(data, { recursive: true });
    const files = [
      file('queue_log', lines.slice(1_000), ''),
      file('queue_log.1', lines.slice(400, 1_000)),
      file('queue_log.2.gz', lines.slice(0, 400)),
    ];
    const { exit, said } = await importFiles({ data, files, source: '/queue-log/hq' });
    expect(exit).toBe(0);
    expect(said).toContain('In this order: queue_log.2.gz, queue_log.1, queue_log.');
    const from = Math.floor((Number(lines[0]!.split('|')[0]) * 1_000) / HOUR_MS) * HOUR_MS;
    const to = from + 2 * HOUR_MS;
    for (const [queue, truth] of Object.entries(readTruth('main').queues)) {
      const answer = await asked(['OFFERED', 'ANSWERED'], { from, to, stepMs: HOUR_MS, queue });
      const sum = (values: (number | null)[]): number =>
        values.reduce<number>((all, one) => all + (one ?? 0), 0);
      expect({ queue, offered: sum(answer.OFFERED!), answered: sum(answer.ANSWERED!) }).toEqual({
        queue,
        offered: truth.offered,
        answered: truth.answered,
      });
    }
  });
});

describe.skipIf(!existsSync(BANK_FOLDER))(
  `a day of the bank (skipped without ${BANK_FOLDER})`,
  () => {
    test('has in each half hour as many calls as its file tells', async () => {
      const day = '1999-05-23';
      const lines: string[] = [];
      const counted = new Map<string, number>();
      const from = Date.parse(`${day}T00:00:00Z`);
      for await (const { events } of tellCalls(callsIn(BANK_FOLDER), { from: day, to: day }))
        for (const { id, source, type, at, data: body } of events) {
          lines.push(line(type, at, body, { id, source }));
          const { queue } = body as { queue: string };
          if (type !== 'contact.queued') continue;
          const key = `${queue} ${Math.floor((at - from) / (HOUR_MS / 2))}`;
          counted.set(key, (counted.get(key) ?? 0) + 1);
        }
      const { report } = await importFiles({ data, files: [file('day.ndjson', lines)] });
      expect(report).not.toContain('refused');
      const queues = new Set([...counted.keys()].map((key) => key.split(' ')[0]!));
      expect(queues.size).toBeGreaterThan(3);
      for (const queue of queues) {
        const to = from + 24 * HOUR_MS;
        const answer = await asked(['OFFERED'], { from, to, stepMs: HOUR_MS / 2, queue });
        const wanted = Array.from(
          { length: 48 },
          (_, index) => counted.get(`${queue} ${index}`) ?? 0,
        );
        expect(
          answer.OFFERED!.map((value) => value ?? 0),
          queue,
        ).toEqual(wanted);
      }
    });
  },
);
