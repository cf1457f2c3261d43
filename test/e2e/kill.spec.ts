import { expect, test } from '@playwright/test';
import { noonZone } from '../support/noon-zone.ts';
import { Tidewall, TOKEN } from './tidewall.ts';

/*
 * The whole server, killed as by a power cut in the middle of its work. What it acknowledged is
 * there after the next start, once; and the floor shows the same numbers.
 */
const ROUNDS = 5;
const FLOOR = `{ floor { total { waiting serving agents { signedIn talking }
  metrics(window: { kind: TODAY }) { offered answered abandoned } }
  queues { id waiting longestWaitingSince metrics(window: { kind: TODAY }) { offered answered } } } }`;

test('killed at any moment, nothing acknowledged is lost and nothing counts twice', async () => {
  const tidewall = new Tidewall(['--no-demo', '--time-zone', noonZone()]);
  const acknowledged: object[] = [];
  let made = 0;
  const nextBatch = (): object[] => {
    const time = new Date().toISOString();
    return Array.from({ length: 20 }, () => {
      made += 1;
      return {
        specversion: '1.0',
        id: `k${made}`,
        source: '/kill',
        type: 'contact.queued',
        time,
        data: { contact: `k${made}`, queue: `q${made % 3}` },
      };
    });
  };

  try {
    for (let round = 0; round < ROUNDS; round += 1) {
      await tidewall.start();
      // The kill comes after a number of answers that differs from round to round.
      const answers = 3 + 5 * round;
      let answered = 0;
      const posting = (async () => {
        for (;;) {
          const batch = nextBatch();
          const answer = await post(tidewall, batch).catch(() => null);
          if (!answer) return;
          expect(answer.accepted).toBe(20);
          acknowledged.push(...batch);
          answered += 1;
          if (answered === answers) void tidewall.kill();
        }
      })();
      await posting;
      await tidewall.kill();
    }
    await tidewall.start();
    const again = await post(tidewall, acknowledged);
    expect(again).toMatchObject({ accepted: 0, duplicates: acknowledged.length });
    const before = await ask(tidewall, FLOOR);
    const { offered } = before.floor.total.metrics;
    // A batch that was on disk when the answer could no longer be sent is allowed, a lost one is not.
    expect(offered).toBeGreaterThanOrEqual(acknowledged.length);
    expect(offered).toBeLessThanOrEqual(made);
    await tidewall.kill();
    await tidewall.start();
    expect(await ask(tidewall, FLOOR)).toEqual(before);
  } finally {
    await tidewall.remove();
  }
});

async function post(
  tidewall: Tidewall,
  batch: readonly object[],
): Promise<{ accepted: number; duplicates: number }> {
  const response = await fetch(`${tidewall.origin}/events`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${TOKEN}`,
      'content-type': 'application/cloudevents-batch+json',
    },
    body: JSON.stringify(batch),
  });
  return (await response.json()) as { accepted: number; duplicates: number };
}

interface Answer {
  readonly floor: { readonly total: { readonly metrics: { readonly offered: number } } };
}

async function ask(tidewall: Tidewall, query: string): Promise<Answer> {
  const response = await fetch(`${tidewall.origin}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  return ((await response.json()) as { data: Answer }).data;
}
