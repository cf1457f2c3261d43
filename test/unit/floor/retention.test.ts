import { expect, test } from 'vitest';
import { scenario } from '#test/support/scenario.ts';

const DAYS = 5;
const A_DAY = 12;

/** `hours:minutes:seconds` after the start, as a score has it: in minutes and seconds. */
function after(hours: number, minutes: number): string {
  return `${hours * 60 + minutes}:00`;
}

test('contacts of a source that never tells the end of after-contact work do not pile up with an agent', () => {
  const { say, until, view, world } = scenario();
  for (let day = 0; day < DAYS; day += 1)
    for (let n = 0; n < A_DAY; n += 1) {
      const [contact, hour] = [`${day}.${n}`, day * 24];
      say(after(hour, n * 5), 'contact.queued', { contact, queue: 'sales' });
      say(after(hour, n * 5 + 1), 'contact.answered', { contact, agent: 'ann' });
      say(after(hour, n * 5 + 3), 'contact.ended', { contact });
    }
  until(after((DAYS - 1) * 24 + 2, 0));
  // Those of today and yesterday, and one of before.
  expect(world.state.floor.agents.get('ann')!.legs.size).toBeLessThanOrEqual(2 * A_DAY + 1);
  // Nothing is known of her since the last one was over, however long ago.
  const lastEndedAt = world.state.floor.now - 62 * 60_000;
  expect(view.agent('ann')).toMatchObject({ state: 'afterContactWork', since: lastEndedAt });
  until(after(DAYS * 24 + 48, 0));
  expect(world.state.floor.agents.get('ann')!.legs.size).toBe(1);
  expect(view.agent('ann')).toMatchObject({ state: 'afterContactWork', since: lastEndedAt });
});
