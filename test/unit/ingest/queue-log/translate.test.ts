import { expect, test } from 'vitest';
import { createQueueLogTranslator } from '#server/ingest/queue-log/translate.ts';
import type { IncomingEvent } from '#server/ingest/connector.ts';

const EPOCH = 1_795_300_000;

/** Reads lines given as `seconds|rest`, seconds after EPOCH. */
function read(
  lines: readonly string[],
  options: Parameters<typeof createQueueLogTranslator>[0] = {},
): IncomingEvent[] {
  const translator = createQueueLogTranslator(options);
  return lines.flatMap((line) => translator.take(lineOf(line)).events);
}

function lineOf(line: string): string {
  const [seconds, ...rest] = line.split('|');
  return [EPOCH + Number(seconds), ...rest].join('|');
}

const brief = (events: readonly IncomingEvent[]): string[] =>
  events
    .filter(({ type }) => type !== 'queue.defined')
    .map(({ type, at, data }) => {
      const what = (data['reason'] ?? data['by'] ?? data['kind'] ?? data['agent'] ?? '') as string;
      return `${type} ${at / 1000 - EPOCH} ${what}`.trim();
    });
const JOIN = '0|1.1|sales|NONE|ENTERQUEUE||+4912345|1';

test.each([
  ['9|1.1|sales|NONE|ABANDON|1|1|9', 'contact.abandoned 9'],
  ['75|1.1|sales|NONE|EXITWITHTIMEOUT|1|5|75', 'contact.overflowed 75 timeout'],
  ['11|1.1|sales|NONE|EXITWITHKEY|1|10|11|11', 'contact.overflowed 11 key'],
  ['7|1.1|sales|NONE|EXITEMPTY|1|2|7', 'contact.overflowed 7 empty'],
  ['58|1.1|sales|NONE|WITHDRAW|1|12|58|called|back', 'contact.overflowed 58 withdrawn'],
])('a caller’s way out is told by its name: %s', (line, told) => {
  expect(brief(read([JOIN, line]))).toEqual(['contact.queued 0', told]);
});

test.each([
  ['30|1.1|sales|Alice|COMPLETEAGENT|5|25|1', 'contact.ended 30 agent'],
  ['30|1.1|sales|Alice|COMPLETECALLER|5|25|1', 'contact.ended 30 customer'],
  ['30|1.1|sales|Alice|BLINDTRANSFER|8001|agents|5|25|1', 'contact.transferred 30 blind'],
  ['30|1.1|sales|Alice|ATTENDEDTRANSFER|BRIDGE|f68e|5|25|2', 'contact.transferred 30 consult'],
])('a talk ends as the line says, after the seconds it says: %s', (line, told) => {
  const events = brief(read([JOIN, '5|1.1|sales|Alice|CONNECT|5|x|2', line]));
  expect(events.slice(-3)).toEqual(['contact.answered 5 Alice', told, 'contact.wrappedUp 30']);
});

test('the same line read again has the same ids, two equal lines have different ones', () => {
  const lines = [
    JOIN,
    '3|1.1|sales|Alice|RINGNOANSWER|2000',
    '3|1.1|sales|Alice|RINGNOANSWER|2000',
    '4|NONE|sales|Alice|PAUSE|Lunch',
  ];
  const once = read(lines).map(({ id }) => id);
  expect(new Set(once).size).toBe(once.length);
  expect(read(lines).map(({ id }) => id)).toEqual(once);
  const again = createQueueLogTranslator({});
  const twice = [...lines, ...lines].flatMap((line) => again.take(lineOf(line)).events);
  expect(
    new Set(twice.filter(({ type }) => type.startsWith('contact.')).map(({ id }) => id)).size,
  ).toBe(once.filter((id) => id.startsWith('1.1')).length);
});

test('a new start of Asterisk closes what has no end, as lost', () => {
  const events = read([
    JOIN,
    '1|1.2|sales|NONE|ENTERQUEUE|||1',
    '5|1.1|sales|Alice|CONNECT|5|x|2',
    '60|NONE|NONE|NONE|QUEUESTART|',
  ]);
  expect(brief(events).slice(-3)).toEqual([
    'contact.ended 60 lost',
    'contact.wrappedUp 60',
    'contact.overflowed 60 lost',
  ]);
});

test('PAUSEALL beside PAUSE counts once, a second reason is told, an UNPAUSE of nobody paused is not', () => {
  const events = read([
    '0|NONE|sales|Alice|UNPAUSE|',
    '1|NONE|NONE|Alice|PAUSEALL|Lunch',
    '1|NONE|sales|Alice|PAUSE|Lunch',
    '2|NONE|sales|Alice|PAUSE|Auto-Pause',
    '3|NONE|sales|Alice|UNPAUSE|done',
    '4|NONE|sales|Alice|UNPAUSE|',
  ]);
  expect(brief(events)).toEqual([
    'agent.signedIn 0 Alice',
    'agent.stateChanged 0 Alice',
    'agent.stateChanged 1 Lunch',
    'agent.stateChanged 2 Auto-Pause',
    'agent.stateChanged 3 Alice',
  ]);
});

test('with the names of interfaces members sign in and out; without, an interface is nobody', () => {
  const lines = [
    '0|MANAGER|sales|PJSIP/agent101|ADDMEMBER|',
    '9|MANAGER|sales|PJSIP/agent101|REMOVEMEMBER|',
  ];
  const names = { 'PJSIP/agent101': 'Alice' };
  expect(brief(read(lines, { names }))).toEqual([
    'agent.signedIn 0 Alice',
    'agent.stateChanged 0 Alice',
    'agent.leftQueue 9 Alice',
    'agent.signedOut 9 Alice',
  ]);
  expect(brief(read(lines))).toEqual([]);
});

test('a call whose beginning is in a file that is gone is told from its seconds', () => {
  const events = brief(read(['30|1.1|sales|Alice|COMPLETEAGENT|5|20|1']));
  expect(events.filter((each) => each.startsWith('contact'))).toEqual([
    'contact.queued 5',
    'contact.answered 10 Alice',
    'contact.ended 30 agent',
    'contact.wrappedUp 30',
  ]);
});

test('after-contact work ends with the configured time, in the order of the log', () => {
  const events = read(
    [
      JOIN,
      '5|1.1|sales|Alice|CONNECT|5|x|2',
      '9|1.1|sales|Alice|COMPLETEAGENT|5|4|1',
      '30|2.1|sales|NONE|ENTERQUEUE|||1',
    ],
    { wrapUpMs: { '*': 8_000 } },
  );
  expect(brief(events).slice(-3)).toEqual([
    'contact.ended 9 agent',
    'contact.wrappedUp 17',
    'contact.queued 30',
  ]);
});
