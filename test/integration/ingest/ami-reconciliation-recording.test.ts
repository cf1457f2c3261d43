import { describe, expect, test } from 'vitest';
import { packetOf, createAmiParser, type AmiPacket } from '#server/ingest/ami/packets.ts';
import { SETTLE_MS } from '#server/ingest/ami/reconciliation.ts';
import { createAmiTranslator } from '#server/ingest/ami/translate.ts';
import type { IncomingEvent } from '#server/ingest/connector.ts';
import type { DifferenceView } from '#server/metrics/view.ts';
import { reconciliationView } from '#server/metrics/differences-view.ts';
import {
  hasRecording,
  readConnections,
  readPolls,
  RECORDING_MISSING,
  type Poll,
} from '#test/support/asterisk-recording.ts';
import { floorAlone } from '#test/support/floor-alone.ts';

const SOURCE = '/asterisk/test';

interface Compared {
  readonly lists: number;
  /** Whatever was ever marked, with when. */
  readonly found: (DifferenceView & { readonly at: number })[];
}

/**
 * Plays a recorded stream into the fold and compares it with what Asterisk answered while it ran:
 * with every `every`th of the answers, beginning with number `first`.
 */
function compare(
  run: 'main' | 'faults',
  options: { every: number; first: number; hide?: (caller: Caller) => boolean },
): Compared {
  const connections = connectionsOf(run);
  const polls = readPolls(run).filter(
    (poll, index) => poll.queues && index % options.every === options.first,
  );
  const floor = floorAlone({ startAt: connections[0]!.startAt, source: SOURCE });
  const translator = createAmiTranslator({ source: SOURCE, run: '1' });
  const found: Compared['found'] = [];
  let lists = 0;
  let dueAt: number | null = null;

  const fold = (events: readonly IncomingEvent[], now: number): void => {
    for (const event of events) {
      floor.take(event, now);
      if (event.type !== 'source.reconciled') continue;
      lists += 1;
      const { differences } = reconciliationView(floor.state, SOURCE);
      found.push(...differences.map((each) => ({ ...each, at: event.at })));
    }
  };
  const list = (items: readonly AmiPacket[], at: number, fresh: boolean): void => {
    fold(translator.resync({ items, askedAt: at, fresh }, at), at);
    dueAt = at + SETTLE_MS;
  };
  const reach = (now: number): void => {
    fold(translator.advance(now), now);
    if (dueAt === null || dueAt > now) return;
    fold(translator.reconciled(), dueAt);
    dueAt = null;
  };

  for (const { startAt, packets, firstStatus } of connections) {
    dueAt = null;
    translator.connected();
    while (polls[0] && polls[0].t <= startAt) polls.shift();
    list(firstStatus.map(packetOfText), startAt, true);
    for (const { packet, at } of packets) {
      while (polls[0] && polls[0].t < at) {
        const poll = polls.shift()!;
        reach(poll.t);
        // The next list is asked for when the one before has been told.
        if (dueAt === null) list(itemsOf(poll, options.hide), poll.t, false);
      }
      reach(at);
      fold(translator.take(packet, at).events, at);
    }
  }
  return { lists, found };
}

function packetOfText(text: string): AmiPacket {
  return packetOf(
    text.split('\r\n').map((line) => {
      const colon = line.indexOf(': ');
      return colon < 0
        ? [line.replace(/:$/, ''), '']
        : [line.slice(0, colon), line.slice(colon + 2)];
    }),
  );
}

type Caller = Readonly<Record<string, string>>;

function itemsOf(poll: Poll, hide: (caller: Caller) => boolean = () => false): AmiPacket[] {
  const as = (event: string, queue: string, headers: Readonly<Record<string, string>>) =>
    packetOf([['Event', event], ['Queue', queue], ...Object.entries(headers)]);
  return Object.entries(poll.queues).flatMap(([queue, { params, members, entries }]) => [
    as('QueueParams', queue, params),
    ...members.map((member) => as('QueueMember', queue, member)),
    ...entries.filter((caller) => !hide(caller)).map((caller) => as('QueueEntry', queue, caller)),
  ]);
}

interface Connection {
  readonly startAt: number;
  readonly firstStatus: readonly string[];
  readonly packets: readonly { readonly packet: AmiPacket; readonly at: number }[];
}

const parsed = new Map<string, Connection[]>();

/** The recording, read once. */
function connectionsOf(run: 'main' | 'faults'): Connection[] {
  const known = parsed.get(run);
  if (known) return known;
  const connections = readConnections(run).map(({ startAt, firstStatus, chunks }) => {
    const parser = createAmiParser();
    const packets = chunks.flatMap(({ at, text }) =>
      parser
        .push(Buffer.from(text))
        .flatMap((item) => (item.kind === 'packet' ? [{ packet: item.packet, at }] : [])),
    );
    return { startAt, firstStatus, packets };
  });
  parsed.set(run, connections);
  return connections;
}

/** The instants at which the recorder was connected again after the cut, and after the crash. */
const CUT_UNTIL = 1_795_293_280_830;
const CRASHED_UNTIL = 1_795_293_432_843;

describe.skipIf(!hasRecording)(
  `what Asterisk listed while it was recorded (skipped where ${RECORDING_MISSING})`,
  () => {
    test.each([0, 1, 2, 3])(
      'a long day of calls: no caller and no agent is ever called a ghost (answers from number %i)',
      (first) => {
        const { lists, found } = compare('main', { every: 4, first });
        expect(found).toEqual([]);
        expect(lists).toBeGreaterThan(160);
      },
    );

    test('callers that Asterisk did not list are found, and nobody else', () => {
      const hidden = new Set<string>();
      const { found } = compare('main', {
        every: 31,
        first: 0,
        hide(caller) {
          const isHidden = Number(caller['Wait']) > 10;
          if (isHidden) hidden.add(caller['Uniqueid']!);
          return isHidden;
        },
      });
      expect(hidden.size).toBeGreaterThan(20);
      expect(found.filter(({ kind }) => kind !== 'unknownToSource')).toEqual([]);
      const marked = new Set(found.map(({ contact }) => contact));
      expect([...marked].filter((contact) => !hidden.has(contact!))).toEqual([]);
      expect(marked.size).toBeGreaterThan(10);
    });

    test.each([0, 1, 2, 3])(
      'through a cut, a restart and a crash exactly those are shown that were lost (answers from number %i)',
      (first) => {
        const { lists, found } = compare('faults', { every: 4, first });
        expect(found.filter(({ corrected, contact }) => !corrected || !contact)).toEqual([]);
        // Three had waited and four talked at the cut; two and five, as its README says, at the crash.
        expect(found.filter(({ at }) => at === CUT_UNTIL)).toHaveLength(7);
        expect(found.filter(({ at }) => at === CRASHED_UNTIL)).toHaveLength(7);
        expect(found).toHaveLength(14);
        expect(lists).toBeGreaterThan(25);
      },
    );
  },
);
