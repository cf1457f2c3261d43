import { businessDay } from '#schema/time/business-day.ts';
import { HOUR_MS, MINUTE_MS } from '#schema/time/duration.ts';
import { INTERVAL_MS, QUARTER_MS, intervalStart } from '#schema/time/interval.ts';
import { openQueue, type OpenQueue } from './open-queue.ts';

/** A day of a queue that is never closed: which zone, from which hour, and when its clocks change. */
export interface ZoneDay {
  readonly timeZone: string;
  readonly dayStartMinutes: number;
  readonly changeAt: number;
}

/**
 * Lives the day in which a zone's clocks change, from half an hour before it begins until it is over:
 * contacts wait and agents work across its start, the change and its end, and nothing happens at these
 * instants but the passing of time. Returns a sentence for each number that is not what the arrivals say.
 */
export function liveZoneDay(zoneDay: ZoneDay): string[] {
  const { timeZone, dayStartMinutes, changeAt } = zoneDay;
  const day = businessDay(changeAt, zoneDay);
  const openedAt = day.startAt - 40 * MINUTE_MS;
  const dayStart = clockText(dayStartMinutes);
  const floor = openQueue(openedAt, { timeZone, dayStart });
  const arrivedAt: number[] = [];
  const wrong: string[] = [];
  const arrive = (at: number): void => {
    floor.say(at, 'contact.queued', { contact: `c${at}`, queue: 'q', customer: 'someone' });
    arrivedAt.push(at);
  };
  const check = (what: string, seen: unknown, expected: unknown): void => {
    const [a, b] = [JSON.stringify(seen), JSON.stringify(expected)];
    if (a !== b)
      wrong.push(`${timeZone} ${dayStart} ${new Date(changeAt).toJSON()}: ${what}: ${a}, not ${b}`);
  };
  /** What the arrivals alone say of this moment. */
  const checkNow = (): void => {
    const { now } = floor.view;
    const { startAt, endAt } = businessDay(now, zoneDay);
    const interval = intervalStart(now, INTERVAL_MS);
    const when = new Date(now).toJSON();
    const today = arrivedAt.filter((at) => at >= startAt && at < endAt);
    check(`offered today at ${when}`, offered(floor, 'today'), today.length);
    const running = arrivedAt.filter((at) => at >= interval);
    check(`offered in the half hour at ${when}`, offered(floor, 'interval'), running.length);
    const bars = new Array<number>(Math.floor((now - startAt) / INTERVAL_MS) + 1).fill(0);
    for (const at of today) bars[Math.floor((at - startAt) / INTERVAL_MS)]! += 1;
    const series = floor.queue.arrivalsToday(INTERVAL_MS);
    check(`arrivals at ${when}`, [series.startAt, series.offered], [startAt, bars]);
  };

  const [patient, answered] = [openedAt + 10 * MINUTE_MS, day.startAt - 10 * MINUTE_MS];
  floor.say(openedAt, 'agent.signedIn', { agent: 'idle', queues: ['q'] });
  floor.say(openedAt, 'agent.signedIn', { agent: 'busy', queues: ['q'] });
  arrive(patient);
  arrive(answered);
  floor.say(answered, 'contact.answered', { contact: `c${answered}`, agent: 'busy' });
  arrive(day.startAt - 1);
  checkNow();

  rollOver(day.startAt, 2);
  check('occupancy at the start', floor.queue.metrics({ kind: 'today' }).occupancyRatio, null);
  arrive(day.startAt);
  floor.until(day.startAt + 5 * MINUTE_MS);
  // Both have worked for five minutes of this day, one of them with a contact of yesterday's.
  check('occupancy', floor.queue.metrics({ kind: 'today' }).occupancyRatio, 0.5);
  check('of the one', floor.view.agent('busy')?.occupancyRatio, 1);
  check('of the other', floor.view.agent('idle')?.occupancyRatio, 0);
  check('answered by the one today', floor.view.agent('busy')?.answeredToday, 0);
  checkNow();
  // Yesterday's contact is answered today: yesterday's number, today's work.
  const yesterdays = `c${day.startAt - 1}`;
  floor.say(floor.view.now, 'contact.answered', { contact: yesterdays, agent: 'idle' });
  check("yesterday's answered", floor.queue.metrics({ kind: 'today' }).answered, 0);
  check('answered by the other today', floor.view.agent('idle')?.answeredToday, 1);

  const edges = [
    changeAt - HOUR_MS,
    changeAt - 1,
    changeAt,
    changeAt + HOUR_MS - 1,
    changeAt + HOUR_MS,
  ];
  const later = [0.3, 0.6, 0.9].map((share) => day.startAt + share * (day.endAt - day.startAt));
  const rest = [...edges, ...later, day.endAt - QUARTER_MS, day.endAt - 1]
    .map(Math.floor)
    .filter((at) => at > floor.view.now && at < day.endAt);
  for (const at of [...new Set(rest)].sort((a, b) => a - b)) {
    arrive(at);
    checkNow();
  }
  const bars = floor.queue.arrivalsToday(INTERVAL_MS).offered.length;
  check('half hours of the day', bars, Math.ceil((day.endAt - day.startAt) / INTERVAL_MS));
  rollOver(day.endAt, arrivedAt.length - 2);
  arrive(day.endAt + 1);
  checkNow();
  return wrong;

  /** The clock alone reaches the edge of a day. */
  function rollOver(at: number, waiting: number): void {
    const { delta } = floor.until(at);
    check('told to subscribers', [delta.queues.has('q'), delta.agents.has('idle')], [true, true]);
    check('offered as the day begins', offered(floor, 'today'), 0);
    check('waiting as the day begins', floor.queue.waiting, waiting);
    check('longest waiting as the day begins', floor.queue.longestWaitingSince, patient);
    check('agents signed in as the day begins', floor.queue.agents.signedIn, 2);
    checkNow();
  }
}

function offered(floor: OpenQueue, kind: 'today' | 'interval'): number {
  return floor.queue.metrics({ kind }).offered;
}

function clockText(minutes: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
