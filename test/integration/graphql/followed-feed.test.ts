import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  BEARER,
  cloudEvent,
  startTestApp,
  temporaryFolder,
  type TestApp,
} from '#test/support/app.ts';
import { subscribe } from '#test/support/graphql-client.ts';

/*
 * Who follows the feed has what who asks is told, also of what hangs on people and queues that are not
 * in the foreground any more.
 */
const FLOOR = `queues { id waiting }
  groups(by: TEAM) { key serving metrics(window: { kind: TODAY }) { handled satisfactionRatio } }`;

interface Row {
  readonly id?: string;
  readonly key?: string;
}
interface Told {
  readonly queues: readonly Row[];
  readonly groups: readonly Row[];
}
interface Followed {
  /** Waits until what was told comes to what a query answers. */
  isAsAsked(): Promise<void>;
}

let folder: ReturnType<typeof temporaryFolder>;
let tidewall: TestApp;
let told = 0;
const open: { end(): Promise<void> }[] = [];

beforeEach(async () => {
  folder = temporaryFolder();
  tidewall = await startTestApp({ data: folder.path });
  told = 0;
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((feed) => feed.end()));
  await tidewall.app.stop();
  folder.remove();
});

/** Told a second after the last one, all of them some minutes ago. */
async function tell(type: string, data: Record<string, unknown>): Promise<void> {
  told += 1;
  const time = new Date(Date.now() - 600_000 + told * 1_000).toISOString();
  expect(await tidewall.post([cloudEvent(type, data, { time })])).toMatchObject({ status: 202 });
}

/** Follows the floor from now on. */
async function follow(scope: Record<string, unknown> = {}): Promise<Followed> {
  const variables: Record<string, unknown> = { scope };
  const feed = subscribe(
    tidewall.origin,
    `subscription($scope: ScopeInput) { floor(scope: $scope) { kind ${FLOOR} removed { queues } } }`,
    { headers: BEARER, connectionParams: BEARER, variables },
  );
  open.push(feed);
  const rows = new Map<string, object>();
  const take = (target: Map<string, object>, { queues, groups }: Told): void => {
    for (const row of [...queues, ...groups]) target.set(`${row.id ?? ''}/${row.key ?? ''}`, row);
  };
  take(rows, (await feed.next()).floor as Told);
  void (async () => {
    for (;;) take(rows, (await feed.next()).floor as Told);
  })().catch(() => undefined);
  const asked = async (): Promise<Map<string, object>> => {
    const query = `query($scope: ScopeInput) { floor(scope: $scope) { ${FLOOR} } }`;
    const all = new Map<string, object>();
    take(all, (await tidewall.query(query, variables)).data.floor as Told);
    return all;
  };
  return {
    isAsAsked: () =>
      expect.poll(async () => [rows, await asked()] as const).toSatisfy(isSame) as Promise<void>,
  };
}

function isSame([told, asked]: readonly [Map<string, object>, Map<string, object>]): boolean {
  expect(Object.fromEntries(told)).toEqual(Object.fromEntries(asked));
  return true;
}

async function answered(): Promise<void> {
  await tell('agent.signedIn', { agent: 'ann', team: 't1', queues: ['sales'] });
  await tell('contact.queued', { contact: 'c', queue: 'sales' });
  await tell('contact.answered', { contact: 'c', agent: 'ann' });
}

test('the team of who signs out in the middle of a call is told of how it ended', async () => {
  await answered();
  const feed = await follow();
  await tell('agent.signedOut', { agent: 'ann' });
  // In an update of its own.
  await feed.isAsAsked();
  await tell('contact.ended', { contact: 'c' });
  await tell('contact.wrappedUp', { contact: 'c' });
  await tell('contact.rated', { contact: 'c', score: 5, scale: 5 });
  await feed.isAsAsked();
});

test('the team of who leaves the queue in the middle of a call is told of how it ended', async () => {
  await answered();
  const feed = await follow({ queues: ['sales'] });
  await tell('agent.leftQueue', { agent: 'ann', queue: 'sales' });
  await feed.isAsAsked();
  await tell('contact.ended', { contact: 'c' });
  await tell('contact.wrappedUp', { contact: 'c' });
  await feed.isAsAsked();
});

test.each([
  ['left', 'agent.leftQueue', { agent: 'ann', queue: 'new' }],
  [
    'named by a transfer of what is not known',
    'contact.transferred',
    { contact: 'x', toQueue: 'new' },
  ],
  [
    'named by an overflow of what is not known',
    'contact.overflowed',
    { contact: 'x', toQueue: 'new' },
  ],
])('a queue that is first heard of as it is %s is told', async (_, type, data) => {
  await answered();
  const feed = await follow();
  await tell(type, data);
  await feed.isAsAsked();
});

test('a queue that an older sign-in names is told', async () => {
  const feed = await follow();
  await tell('agent.signedIn', { agent: 'ann', queues: ['sales'] });
  const time = new Date(Date.now() - 900_000).toISOString();
  const older = cloudEvent('agent.signedIn', { agent: 'ann', queues: ['new'] }, { time });
  expect(await tidewall.post([older])).toMatchObject({ status: 202 });
  await feed.isAsAsked();
});
