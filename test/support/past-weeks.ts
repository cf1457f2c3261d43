import { gzipSync } from 'node:zlib';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '#schema/time/duration.ts';

/*
 * A small floor over five weeks, as a recording: two queues from nine to six in Shanghai, Ann and Bob of the
 * early team. It ends on Sunday, 22 November 2026, at 14:10. What matters of it is known by hand: on Sundays
 * from 10:00 on, in half an hour, 2, 4, 6 and 8 contacts for sales; on the last one 6.
 */

/** The last Sunday's midnight in Shanghai. */
export const LAST_SUNDAY = Date.parse('2026-11-21T16:00:00Z');
export const TIME_ZONE = 'Asia/Shanghai';
/** At 10:00 of the Sundays, the last one last. */
export const SUNDAYS_AT_TEN = [2, 4, 6, 8, 6];

const DAYS = 29;
const OPENS = 9;
const CLOSES = 18;
/** When the recording ends, on its last day. */
const ENDS_AT = LAST_SUNDAY + 14 * HOUR_MS + 10 * MINUTE_MS;

interface Told {
  readonly at: number;
  readonly type: string;
  readonly data: object;
}

/** The recording, as `replay:` reads it: CloudEvents, one a line, in order of time. */
export function pastWeeks(): Buffer {
  const told: Told[] = [];
  const tell = (at: number, type: string, data: object): void => {
    if (at <= ENDS_AT) told.push({ at, type, data });
  };
  const first = LAST_SUNDAY - (DAYS - 1) * DAY_MS;
  tell(first, 'queue.defined', {
    queue: 'sales',
    name: '销售 Sales',
    site: '上海',
    channel: 'voice',
  });
  tell(first, 'queue.defined', {
    queue: '=care',
    name: '=售后 Care',
    site: '北京',
    channel: 'chat',
  });
  for (let day = 0; day < DAYS; day += 1) tellDay(first + day * DAY_MS, day, tell);
  tell(ENDS_AT, 'contact.queued', { contact: 'last', queue: 'sales' });
  const lines = told
    .map((event, n) => ({ ...event, n }))
    .toSorted((one, other) => one.at - other.at || one.n - other.n)
    .map(({ at, type, data, n }) =>
      JSON.stringify({
        ...{ specversion: '1.0', id: String(n), source: '/weeks', type },
        time: new Date(at).toISOString(),
        data,
      }),
    );
  return gzipSync(`${lines.join('\n')}\n`);
}

function tellDay(
  midnight: number,
  day: number,
  tell: (...told: [number, string, object]) => void,
): void {
  for (const [agent, name] of [
    ['ann', '王芳 Ann'],
    ['bob', 'Bob'],
  ] as const) {
    const opens = midnight + OPENS * HOUR_MS - 5 * MINUTE_MS;
    tell(opens, 'agent.signedIn', {
      agent,
      name,
      team: 'early',
      site: '上海',
      queues: ['sales', '=care'],
    });
    tell(opens + MINUTE_MS, 'agent.stateChanged', { agent, state: 'available' });
    tell(midnight + 12 * HOUR_MS + 20 * MINUTE_MS, 'agent.stateChanged', {
      ...{ agent, state: 'paused', reason: 'lunch' },
    });
    tell(midnight + 13 * HOUR_MS, 'agent.stateChanged', { agent, state: 'available' });
    tell(midnight + CLOSES * HOUR_MS, 'agent.signedOut', { agent });
  }
  const sundays = day % 7 === 0 ? SUNDAYS_AT_TEN[day / 7] : undefined;
  for (let half = OPENS * 2; half < CLOSES * 2; half += 1) {
    // At lunch both are away: who calls then gives up.
    const lunch = half === 25;
    const atTen = half === 20 && sundays !== undefined;
    const count = atTen ? sundays : 2 + ((half * 7 + day * 3) % 5);
    for (let n = 0; n < count; n += 1)
      tellContact(midnight + half * 30 * MINUTE_MS, { day, half, n, lunch, atTen }, tell);
  }
}

function tellContact(
  from: number,
  {
    day,
    half,
    n,
    lunch,
    atTen,
  }: { day: number; half: number; n: number; lunch: boolean; atTen: boolean },
  tell: (...told: [number, string, object]) => void,
): void {
  const contact = `${day}-${half}-${n}`;
  const agent = n % 2 === 0 ? 'ann' : 'bob';
  const at = from + n * 3 * MINUTE_MS + 20 * SECOND_MS;
  tell(at, 'contact.queued', { contact, queue: atTen || n % 3 > 0 ? 'sales' : '=care' });
  if (lunch) {
    tell(at + 90 * SECOND_MS, 'contact.abandoned', { contact });
    return;
  }
  const answered = at + (5 + ((half + n) % 4) * 10) * SECOND_MS;
  tell(answered, 'contact.answered', { contact, agent });
  tell(answered + 100 * SECOND_MS, 'contact.ended', { contact, agent });
  tell(answered + 130 * SECOND_MS, 'contact.wrappedUp', { contact, agent });
}
