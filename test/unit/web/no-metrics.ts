import type { Metrics } from '#web/state/model.ts';

/** The numbers of a floor on which nothing has happened; for tests that set a few of them. */
export const noMetrics: Metrics = {
  offered: 0,
  answered: 0,
  abandoned: 0,
  shortAbandoned: 0,
  overflowed: 0,
  transferredOut: 0,
  undecided: 0,
  answeredWithinThreshold: 0,
  abandonedWithinThreshold: 0,
  pastThreshold: 0,
  serviceLevelRatio: null,
  abandonmentRatio: null,
  averageSpeedOfAnswerMs: null,
  occupancyRatio: null,
  correctedAt: null,
};
