import { test } from 'vitest';
import { expectNumbers, lastMinutes, seconds } from '#test/support/by-hand.ts';
import { scenario, type Scenario } from '#test/support/scenario.ts';

/*
 * Three chats:
 *
 *   a  comes 0:00 with a question, is greeted by the bot, goes to Ann at 0:10, who writes at 0:25;
 *      asks again in two messages at 1:00 and 1:05, answered at 1:20; says thanks at 2:00, over at 2:30
 *   b  comes 0:30, goes to Bob at 0:35, who writes at 0:40; over at 1:00
 *   c  comes 0:40, goes to Cat at 0:50, who never writes; over at 3:00
 */
function threeChats(): Scenario {
  const floor = scenario();
  const { say } = floor;
  const message = (at: string, contact: string, from: string): void =>
    say(at, 'contact.message', { contact, from });
  say('0:00', 'queue.defined', { queue: 'web', channel: 'chat' });
  say('0:00', 'contact.queued', { contact: 'a', queue: 'web' });
  message('0:00', 'a', 'customer');
  message('0:01', 'a', 'bot');
  say('0:10', 'contact.answered', { contact: 'a', agent: 'ann' });
  message('0:25', 'a', 'agent');
  say('0:30', 'contact.queued', { contact: 'b', queue: 'web' });
  say('0:35', 'contact.answered', { contact: 'b', agent: 'bob' });
  message('0:40', 'b', 'agent');
  say('0:40', 'contact.queued', { contact: 'c', queue: 'web' });
  say('0:50', 'contact.answered', { contact: 'c', agent: 'cat' });
  say('1:00', 'contact.ended', { contact: 'b' });
  message('1:00', 'a', 'customer');
  message('1:00', 'c', 'customer');
  message('1:05', 'a', 'customer');
  message('1:20', 'a', 'agent');
  message('2:00', 'a', 'customer');
  say('2:30', 'contact.ended', { contact: 'a' });
  say('3:00', 'contact.ended', { contact: 'c' });
  return floor;
}

test('the first response is a human’s; who never got one is counted, not averaged (C-13)', () => {
  expectNumbers(
    threeChats(),
    { queue: 'web' },
    {
      firstResponseTimeMs: seconds((15 + 5) / 2), // from Ann's 0:10 to 0:25, from Bob's 0:35 to 0:40
      customerFirstResponseTimeMs: seconds((25 + 10) / 2), // from 0:00 and from 0:30
      noReplies: 1, // c
    },
  );
});

test('messages in a row are one turn, and thanks that nobody answers is none (C-13)', () => {
  // 0:00 to 0:25, and 1:00 to 1:20.
  expectNumbers(threeChats(), { queue: 'web' }, { averageResponseTimeMs: seconds((25 + 20) / 2) });
});

test('of the last minutes are the replies that were given in them', () => {
  expectNumbers(
    threeChats(),
    // After 1:00, up to 3:00.
    { queue: 'web', window: lastMinutes(2) },
    { firstResponseTimeMs: null, averageResponseTimeMs: seconds(20), noReplies: 1 },
  );
});

test('passed on before a word was written: the next agent’s is the first response, to the same question', () => {
  const floor = scenario();
  const { say } = floor;
  for (const queue of ['web', 'experts']) say('0:00', 'queue.defined', { queue, channel: 'chat' });
  say('0:00', 'contact.queued', { contact: 'a', queue: 'web' });
  say('0:10', 'contact.answered', { contact: 'a', agent: 'ann' });
  say('0:12', 'contact.message', { contact: 'a', from: 'customer' });
  say('0:30', 'contact.transferred', { contact: 'a', toQueue: 'experts' });
  say('0:50', 'contact.answered', { contact: 'a', agent: 'eve' });
  say('1:00', 'contact.message', { contact: 'a', from: 'agent' });
  say('2:00', 'contact.ended', { contact: 'a' });
  expectNumbers(
    floor,
    {},
    {
      firstResponseTimeMs: seconds(10), // Eve had it since 0:50
      customerFirstResponseTimeMs: seconds(60), // the customer waits since 0:00
      averageResponseTimeMs: seconds(60 - 12),
      noReplies: 0,
    },
  );
});

test('passed on after a reply: the second agent’s first message is no first response', () => {
  const floor = scenario();
  const { say } = floor;
  for (const queue of ['web', 'experts']) say('0:00', 'queue.defined', { queue, channel: 'chat' });
  say('0:00', 'contact.queued', { contact: 'a', queue: 'web' });
  say('0:10', 'contact.answered', { contact: 'a', agent: 'ann' });
  say('0:14', 'contact.message', { contact: 'a', from: 'agent' });
  say('0:30', 'contact.transferred', { contact: 'a', toQueue: 'experts' });
  say('0:50', 'contact.answered', { contact: 'a', agent: 'eve' });
  say('1:30', 'contact.message', { contact: 'a', from: 'agent' });
  say('2:00', 'contact.ended', { contact: 'a' });
  expectNumbers(floor, {}, { firstResponseTimeMs: seconds(4), noReplies: 0 });
  expectNumbers(floor, { queue: 'experts' }, { firstResponseTimeMs: null });
});
