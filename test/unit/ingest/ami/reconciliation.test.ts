import { describe, expect, test } from 'vitest';
import { packetOf, type AmiPacket } from '#server/ingest/ami/packets.ts';
import {
  agentCorrections,
  createPendingList,
  type Correction,
  type List,
  type ListedAgent,
} from '#server/ingest/ami/reconciliation.ts';
import { createMask } from '#server/ingest/mask.ts';

const agent = (name: string, more: Partial<ListedAgent> = {}): ListedAgent => ({
  agent: name,
  queues: ['sales'],
  paused: false,
  ...more,
});
const list = (...corrected: Correction[]): List => ({
  at: 1_000,
  queues: ['sales'],
  waiting: [],
  agents: [],
  corrected,
});
const event = (name: string, headers: Record<string, string> = {}): AmiPacket =>
  packetOf([['Event', name], ...Object.entries(headers)]);

describe('what a list of agents puts right', () => {
  test('equal lists put nothing right, whatever their order', () => {
    const told = [agent('Ann', { queues: ['sales', 'support'] }), agent('Bob')];
    const listed = [agent('Bob'), agent('Ann', { queues: ['support', 'sales'] })];
    expect(agentCorrections(told, listed)).toEqual([]);
  });

  test('who is new, who is gone, which queues and who is paused are each named once', () => {
    const told = [agent('Ann'), agent('Bob', { paused: true }), agent('Chi'), agent('Dai')];
    const listed = [
      agent('Ann', { queues: ['support'] }),
      agent('Bob'),
      agent('Chi', { paused: true }),
      agent('Eve', { paused: true }),
    ];
    expect(agentCorrections(told, listed)).toEqual([
      { kind: 'unknownToFloor', agent: 'Ann', queue: 'support' },
      { kind: 'unknownToSource', agent: 'Ann', queue: 'sales' },
      { kind: 'pausedOnFloorOnly', agent: 'Bob' },
      { kind: 'pausedAtSourceOnly', agent: 'Chi' },
      { kind: 'unknownToFloor', agent: 'Eve' },
      { kind: 'unknownToSource', agent: 'Dai' },
    ]);
  });
});

describe('a list that waits for the events on their way', () => {
  const ghost: Correction = { kind: 'unknownToFloor', contact: '1.1', queue: 'sales' };

  test('is told once', () => {
    const pending = createPendingList();
    expect(pending.take()).toBeNull();
    pending.put(list(ghost));
    expect(pending.take()!.corrected).toEqual([ghost]);
    expect(pending.take()).toBeNull();
  });

  test('does not report what its own event tells meanwhile', () => {
    const pending = createPendingList();
    pending.put(list(ghost, { kind: 'unknownToFloor', agent: 'Ann' }));
    pending.heard(event('QueueCallerJoin', { Uniqueid: '1.1' }));
    pending.heard(event('QueueMemberAdded', { MemberName: 'Ann', Interface: 'PJSIP/1' }));
    expect(pending.take()!.corrected).toEqual([]);
  });

  test('still reports a caller whose Join nobody saw, though an agent takes the call at once', () => {
    const pending = createPendingList();
    pending.put(list(ghost));
    pending.heard(event('AgentConnect', { Uniqueid: '1.1' }));
    expect(pending.take()!.corrected).toEqual([ghost]);
  });

  test('keeps what an earlier list put right, when a newer one comes first', () => {
    const pending = createPendingList();
    pending.put(list(ghost));
    pending.put({ ...list(), at: 2_000 });
    expect(pending.take()).toMatchObject({ at: 2_000, corrected: [ghost] });
  });
});

test('ids in a list reach the log as the source chose them: masked ones would never match', () => {
  const data = {
    source: '/asterisk/hq',
    queues: ['8004005555'],
    waiting: [{ contact: '1795291634.10', queue: '8004005555' }],
    agents: [{ agent: '13800138000', queues: ['8004005555'], paused: false }],
    corrected: [{ kind: 'unknownToSource', contact: '1795291634.10', queue: '8004005555' }],
  };
  expect(createMask('secret')('source.reconciled', data)).toEqual(data);
});
