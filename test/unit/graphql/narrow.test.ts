import { describe, expect, test } from 'vitest';
import { createNarrower } from '#server/graphql/update/narrow.ts';
import { changedGroupKeys, isNothing } from '#server/graphql/update/scoped-change.ts';
import { NO_CHANGE, type ChangeSet } from '#server/live/change-set.ts';
import type { GroupBy, Scope } from '#server/metrics/view.ts';
import { fakeFloor } from '#test/support/floor-view.ts';

function setup(scope: Scope = {}) {
  const floor = fakeFloor();
  floor.setQueue('sales', { site: 'hq' });
  floor.setQueue('help', { site: 'lab', channel: 'chat' });
  floor.setAgent('amy', { queues: ['sales'], team: 'red' });
  floor.setAgent('bo', { queues: ['help'], team: 'blue' });
  const narrower = createNarrower(scope);
  const patch = (change: Partial<ChangeSet>) => narrower.patch(floor, { ...NO_CHANGE, ...change });
  const keys = (change: ReturnType<typeof patch>, by: GroupBy) => {
    const changed = changedGroupKeys(floor, change, by);
    return changed && [...changed].sort();
  };
  return { floor, narrower, patch, keys };
}
const removed = (parts: Partial<ChangeSet['removed']>) => ({
  removed: { ...NO_CHANGE.removed, ...parts },
});

describe('a subscriber to part of the floor', () => {
  test('hears nothing of the rest', () => {
    const { floor, narrower, patch } = setup({ sites: ['hq'] });
    floor.setAlert('a', { queue: 'help' });
    narrower.snapshot(floor);
    const change = patch({
      queues: new Set(['help']),
      agents: new Set(['bo']),
      alerts: new Set(['a']),
      total: true,
      ...removed({ agents: new Set(['stranger']), alerts: new Set(['b']) }),
    });
    expect(isNothing(change)).toBe(true);
  });

  test('hears of sources and notices, which are everybody’s', () => {
    const { floor, narrower, patch } = setup({ sites: ['hq'] });
    narrower.snapshot(floor);
    const change = patch({ sources: new Set(['/pbx']), notices: true });
    expect(change).toMatchObject({ sources: new Set(['/pbx']), notices: true, total: false });
  });

  test('loses a queue that moves to another site, once', () => {
    const { floor, narrower, patch } = setup({ sites: ['hq'] });
    narrower.snapshot(floor);
    floor.setQueue('sales', { site: 'lab' });
    expect(patch({ queues: new Set(['sales']), total: true })).toMatchObject({
      queues: [],
      removed: { queues: ['sales'] },
      total: true,
      allGroups: true,
    });
    expect(isNothing(patch({ queues: new Set(['sales']), total: true }))).toBe(true);
  });

  test('is told of everything that may have left while it was away', () => {
    const { floor, patch } = setup({ sites: ['hq'] });
    floor.setAgent('amy', { queues: ['help'] });
    const change = patch({ agents: new Set(['amy']), ...removed({ queues: new Set(['old']) }) });
    expect(change.removed).toMatchObject({ agents: ['amy'], queues: ['old'] });
  });

  test('that named its queues is never told of others as gone', () => {
    const { patch } = setup({ queues: ['sales'] });
    expect(patch({ queues: new Set(['help']), total: true }).removed.queues).toEqual([]);
  });
});

describe('an agent', () => {
  test('who signs out is removed', () => {
    const { floor, narrower, patch } = setup();
    narrower.snapshot(floor);
    floor.setAgent('amy', { state: 'signedOut' });
    const change = patch({ agents: new Set(['amy']), total: true });
    expect(change).toMatchObject({ agents: [], removed: { agents: ['amy'] } });
  });

  test('who comes is told, and can then go', () => {
    const { floor, narrower, patch } = setup();
    narrower.snapshot(floor);
    floor.setAgent('cy');
    expect(patch({ agents: new Set(['cy']) }).agents).toEqual(['cy']);
    floor.removeAgent('cy');
    expect(patch(removed({ agents: new Set(['cy']) })).removed.agents).toEqual(['cy']);
    expect(isNothing(patch(removed({ agents: new Set(['cy']) })))).toBe(true);
  });
});

describe('roll-ups in a patch', () => {
  test('are those that the changed queues and agents count in', () => {
    const { floor, narrower, patch, keys } = setup();
    narrower.snapshot(floor);
    const queueChange = patch({ queues: new Set(['sales']), total: true });
    expect(queueChange.allGroups).toBe(false);
    expect(keys(queueChange, 'site')).toEqual(['hq']);
    expect(keys(queueChange, 'channel')).toEqual(['voice']);
    // Whoever answered in the queue may serve it no more.
    expect(keys(queueChange, 'team')).toBeNull();
    const agentChange = patch({ agents: new Set(['bo']), total: true });
    expect(keys(agentChange, 'team')).toEqual(['blue']);
    expect(keys(agentChange, 'channel')).toEqual(['chat']);
  });

  test('are all of them where something moved between two', () => {
    const { floor, narrower, patch } = setup();
    narrower.snapshot(floor);
    floor.setAgent('amy', { team: 'blue' });
    expect(patch({ agents: new Set(['amy']) }).allGroups).toBe(true);
    expect(patch({ agents: new Set(['amy']) }).allGroups).toBe(false);
  });
});
