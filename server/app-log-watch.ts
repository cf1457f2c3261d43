import type { LogHealthView } from '#server/graphql/context.ts';
import type { History } from '#server/history/history.ts';
import type { NumberSample } from '#server/http/prometheus.ts';
import type { Journal, JournalHealth } from '#server/journal/journal.ts';
import type { Clock, Timer } from '#server/kit/clock.ts';

/*
 * What the screens are told of the log's disk.
 *
 *   fine ──the disk refuses──► refusing ──it takes again──► catching up ──all held is told──► fine
 *
 * While it is not fine nothing new counts, and the floor's clock stands: what is shown is what is
 * known up to then. Connectors hold what they hear, and tell it as the past when the disk heals; the
 * floor's clock waits for that, so that nobody is warned of waits that were over long ago.
 */

export interface LogWatch {
  /** As shown: `refusing` lasts until what was held meanwhile has been told. */
  readonly health: LogHealthView;
  /** The floor's clock is to stand: nothing new counts just now. */
  readonly stands: boolean;
  close(): void;
}

export interface LogWatchOptions {
  readonly journal: Pick<Journal, 'health' | 'onHealth'>;
  readonly clock: Clock;
  /** Whether a connector still holds what the log refused. */
  isBehind(): boolean;
  /** What is shown of it has changed. */
  changed(): void;
}

/** What was held is waited for so long at the most. */
const CATCH_UP_MS = 5_000;
const LOOK_EVERY_MS = 50;

export function watchLog({ journal, clock, isBehind, changed }: LogWatchOptions): LogWatch {
  let refusing = journal.health.refusing;
  let damage = journal.health.damage;
  let healedAt: number | null = null;
  let timer: Timer | null = null;
  const forget = journal.onHealth(look);

  return {
    get health() {
      return { refusing, damage: damage.map(damageView) };
    },
    get stands() {
      return refusing !== null;
    },
    close() {
      forget();
      timer?.cancel();
    },
  };

  function look(): void {
    const before = { refusing, damage };
    const { health } = journal;
    damage = health.damage;
    if (health.refusing) {
      refusing = health.refusing;
      healedAt = null;
    } else if (refusing) {
      healedAt ??= clock.now();
      if (!isBehind() || clock.now() - healedAt >= CATCH_UP_MS) refusing = null;
      else {
        timer?.cancel();
        timer = clock.after(LOOK_EVERY_MS, look);
      }
    }
    if (before.refusing !== refusing || before.damage !== damage) changed();
  }
}

/** Why the floor may not be shown to people; empty where the disk takes what it is given. */
export function logReasons({ refusing }: LogHealthView): string[] {
  if (!refusing) return [];
  const since = new Date(refusing.since).toISOString();
  return [`the disk takes nothing since ${since} (${refusing.reason}): new events are refused`];
}

/**
 * What an administrator should know though the floor may be shown: old damage stays in the log for
 * as long as that part of it is kept, and makes nothing of today wrong.
 */
export function logWarnings({ damage }: LogHealthView): string[] {
  return damage.map(({ from, to, entries }) => {
    const time = (at: number | null, none: string): string =>
      at === null ? none : new Date(at).toISOString();
    const lost = entries === null ? '' : `, at most ${entries} entries`;
    return `the log is damaged between ${time(from, 'its beginning')} and ${time(to, 'its end')}${lost}: nothing of that is shown or counted`;
  });
}

type HistoryHealth = Pick<History, 'opened' | 'refusing' | 'damagedRows'>;

/** What an administrator should know of the history: nothing of it is in the floor of now. */
export function historyWarnings({ opened, refusing, damagedRows }: HistoryHealth): string[] {
  const warnings: string[] = [];
  if (opened !== null) warnings.push(opened);
  if (refusing !== null)
    warnings.push(
      `the history is not written (${refusing}): what it lacks is told again from the log`,
    );
  if (damagedRows > 0)
    warnings.push(`${damagedRows} rows of the history are damaged: nothing of them is shown`);
  return warnings;
}

/** The history's own numbers for the monitoring. */
export function historySamples({ refusing, damagedRows }: HistoryHealth): NumberSample[] {
  return [
    gauge(
      'tidewall_history_refusing',
      '1 while the history cannot be written.',
      refusing === null ? 0 : 1,
    ),
    gauge('tidewall_history_damaged_rows', 'Rows of the history that cannot be read.', damagedRows),
  ];
}

/** The log's own numbers for the monitoring. */
export function logSamples(
  { refusing }: LogHealthView,
  { damage }: Pick<JournalHealth, 'damage'>,
  now: number,
): NumberSample[] {
  const bytes = damage.reduce((sum, each) => sum + each.bytes, 0);
  const seconds = refusing ? Math.max(0, now - refusing.since) / 1000 : 0;
  return [
    gauge('tidewall_log_refusing', '1 while the disk takes no new events.', refusing ? 1 : 0),
    gauge(
      'tidewall_log_refusing_seconds',
      'For how long it has taken none; 0 while it does.',
      seconds,
    ),
    gauge('tidewall_log_damage', 'Stretches of the log that are damaged.', damage.length),
    gauge('tidewall_log_damaged_bytes', 'Bytes of the log that cannot be read.', bytes),
  ];
}

function gauge(name: string, help: string, value: number): NumberSample {
  return { name, help, kind: 'gauge', value };
}

function damageView({
  afterSeq,
  beforeSeq,
  from,
  to,
}: JournalHealth['damage'][number]): LogHealthView['damage'][number] {
  const entries = afterSeq === null || beforeSeq === null ? null : beforeSeq - afterSeq - 1;
  return { from, to, entries };
}
