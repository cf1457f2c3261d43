import type { Counted } from './count-contacts.ts';

/** What was counted, in the form of `wantedFigures`. */
export function figures(counted: Counted) {
  return {
    offered: counted.offered,
    answered: counted.answered,
    abandoned: counted.abandoned,
    overflowed: Object.entries(counted.overflowed).reduce(
      (sum, [reason, n]) => (reason === 'lost' ? sum : sum + n),
      0,
    ),
    key: counted.overflowed['key'] ?? 0,
    answeredWithin: counted.answeredWithin,
    shortAbandons: counted.shortAbandons,
    maxWait: counted.maxWait,
    asa: Math.round((counted.waits / counted.answered) * 100) / 100,
    talk: counted.talk,
    ended: counted.ended,
  };
}

/** The same figures of the recording's truth.json. */
export function wantedFigures(truth: Record<string, number>) {
  return {
    offered: truth['offered'],
    answered: truth['answered'],
    abandoned: truth['abandoned'],
    overflowed: truth['timeout']! + truth['key']! + truth['empty']! + truth['withdrawn']!,
    key: truth['key'],
    answeredWithin: truth['answered_within'],
    shortAbandons: truth['short_abandons'],
    maxWait: truth['max_wait'],
    asa: truth['asa'],
    talk: truth['talk_total'],
    ended: truth['ended'],
  };
}
