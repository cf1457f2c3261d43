import { expect, test } from 'vitest';
import type { Answer } from '#web/state/answer.ts';
import type {
  ContactBehind,
  ContactPage,
  Explanation,
  Part,
  WhyAnswer,
  WhyQuestion,
} from '#web/state/why-model.ts';
import { Why, type WhyApi } from '#web/state/why.svelte.ts';
import { silentWhyApi } from '../silent-why-api.ts';

const QUESTION: WhyQuestion = { metric: 'answered', queue: null, window: 'today', variant: null };

/** A server whose list is as long as its lever says; it answers when told to. */
function scene(counted: number) {
  const server = { counted, questions: [] as string[] };
  const pending: (() => void)[] = [];
  const later = <T>(make: () => T): Promise<Answer<T>> =>
    new Promise((resolve) => pending.push(() => resolve({ ok: true, value: make() })));
  const page = (from: number, first: number): ContactPage => {
    const to = Math.min(server.counted, from + first);
    return {
      totalCount: server.counted,
      contacts: Array.from({ length: to - from }, (_, place) => contact(from + place)),
      next: to < server.counted ? String(to) : null,
    };
  };
  const api: WhyApi = {
    ...silentWhyApi,
    why(question, { first }) {
      server.questions.push(`${question.metric} ${first}`);
      return later((): WhyAnswer => {
        const list = page(0, first);
        return {
          at: 0,
          explanation: { sample: server.counted } as Explanation,
          lists: { numerator: list, denominator: list, excluded: NO_PAGE },
        };
      });
    },
    contacts(_, { first, after }) {
      server.questions.push(`more after ${after}`);
      return later(() => page(Number(after), first));
    },
  };
  const why = new Why(api);
  const settle = async (): Promise<void> => {
    for (const answer of pending.splice(0)) answer();
    await new Promise((resolve) => setImmediate(resolve));
  };
  const length = (part: Part = 'numerator'): number => why.lists[part].contacts.length;
  return { why, server, settle, length };
}

test('paged to its end, a list is as long as its number', async () => {
  const { why, settle, length } = scene(120);
  why.open(QUESTION);
  await settle();
  expect([why.phase, length()]).toEqual(['ready', 50]);
  for (let n = 0; n < 2; n += 1) {
    void why.more();
    await settle();
  }
  expect(length()).toBe(120);
  expect(why.lists.numerator.next).toBeNull();
});

test('where the floor moves on while a list is read, number and list are asked anew together', async () => {
  const { why, server, settle, length } = scene(120);
  why.open(QUESTION);
  await settle();
  server.counted = 123;
  void why.more();
  await settle();
  await settle();
  expect(server.questions).toEqual(['answered 50', 'more after 50', 'answered 100']);
  expect(why.answer?.explanation.sample).toBe(123);
  expect(length()).toBe(100);
  expect(why.moved).toEqual({ from: 120, to: 123 });
  void why.more();
  await settle();
  expect(length()).toBe(123);
});

test('a list too long to be asked anew is read on, and says that it is of more than one moment', async () => {
  const { why, server, settle, length } = scene(620);
  why.open(QUESTION);
  await settle();
  const read = async (): Promise<void> => {
    void why.more();
    await settle();
  };
  while (length() < 500) await read();
  expect(why.drift).toBeNull();
  server.counted = 630;
  while (length() < 600) await read();
  expect(why.drift).toEqual({ part: 'numerator', now: 630 });
  await read();
  // Read to its end, it is as long as the number of now, which then takes the place of the old one.
  await settle();
  expect(length()).toBe(630);
  expect(why.answer?.explanation.sample).toBe(630);
  expect([why.drift, why.moved]).toEqual([null, { from: 620, to: 630 }]);
  void why.refresh();
  await settle();
  expect([why.drift, length(), why.answer?.explanation.sample]).toEqual([null, 50, 630]);
});

test('a late answer to an earlier question is not shown as one to the new', async () => {
  const { why, server, settle } = scene(3);
  why.open(QUESTION);
  why.open({ ...QUESTION, metric: 'abandoned' });
  await settle();
  expect(server.questions).toEqual(['answered 50', 'abandoned 50']);
  expect(why.phase).toBe('ready');
  why.open(QUESTION);
  why.close();
  await settle();
  expect(why.question).toBeNull();
  expect(why.answer).toBeNull();
});

test('where the server does not answer, what was shown stays and the failure is told', async () => {
  let fail = false;
  const why = new Why({
    ...silentWhyApi,
    why: () =>
      Promise.resolve(
        fail
          ? { ok: false, unauthorised: false, message: 'gone' }
          : {
              ok: true,
              value: {
                at: 0,
                explanation: {} as Explanation,
                lists: { numerator: NO_PAGE, denominator: NO_PAGE, excluded: NO_PAGE },
              },
            },
      ),
  });
  why.open(QUESTION);
  await Promise.resolve();
  await Promise.resolve();
  expect(why.phase).toBe('ready');
  fail = true;
  await why.refresh();
  expect(why.phase).toBe('failed');
  expect(why.answer).not.toBeNull();
});

const NO_PAGE: ContactPage = { totalCount: 0, contacts: [], next: null };

function contact(place: number): ContactBehind {
  return {
    id: `c${place}`,
    queue: 'sales',
    agent: null,
    agentName: null,
    offeredAt: place,
    answeredAt: null,
    waitMs: 0,
    exit: 'answered',
    valueMs: null,
    reason: null,
  };
}
