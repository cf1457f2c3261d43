import { AlertKind, Severity } from '#schema/alert.ts';
import { Channel } from '#schema/channel.ts';
import { HOUR_MS, MINUTE_MS } from '#schema/time/duration.ts';
import type { Instant } from '#schema/ids.ts';
import type { QueueFacts, ServiceLevelCounts } from './facts.ts';

/** What a rule makes of one second. */
export interface Reading {
  /** In the rule's unit: contacts, milliseconds, ratio, times the expected. */
  readonly value: number;
  /** The level a warning fires at. */
  readonly threshold: number;
  /** How badly it is broken; null where it is not. */
  readonly severity: Severity | null;
  /** The clear level holds: well on the good side, not just short of firing. */
  readonly calm: boolean;
}

/** Reads one rule off the facts. All levels follow from the queue's policy, channel and staffing. */
export function read(kind: AlertKind, facts: QueueFacts, now: Instant): Reading {
  switch (kind) {
    case AlertKind.waiting:
      return readWaiting(facts);
    case AlertKind.longestWaiting:
      return readLongestWaiting(facts, now);
    case AlertKind.serviceLevel:
      return readServiceLevel(facts, now);
    case AlertKind.surge:
      return readSurge(facts, now);
    case AlertKind.audit:
      return readAudit(facts);
  }
}

/**
 * Contacts waiting against who could answer them: agents signed in for the queue, or those seen
 * serving where a source does not tell. As many waiting as there are agents means that the last one waits
 * about a whole handling time. Text that may lie (email, social, ticket) may pile up further.
 */
function readWaiting(facts: QueueFacts): Reading {
  const warning = mostWaiting(facts);
  return climbing(facts.waiting, { warning, critical: 2.5 * warning, clear: 0.6 * warning });
}

/** So many waiting are too many. */
function mostWaiting({ channel, agentsSignedIn, servingNow }: QueueFacts): number {
  const { least, perAgent } = WAITING[patience(channel)];
  return Math.max(least, perAgent * Math.max(agentsSignedIn, servingNow));
}

/** Three and six times the queue's threshold, but never less than a person would call long on that channel. */
function readLongestWaiting(facts: QueueFacts, now: Instant): Reading {
  const warning = longestWait(facts);
  const levels = { warning, critical: CRITICAL_WAIT * warning, clear: CLEAR_WAIT * warning };
  return climbing(waitedMs(facts, now), levels);
}

/** A wait of so many milliseconds is too long. */
function longestWait({ thresholdMs, channel }: QueueFacts): number {
  return Math.max(3 * thresholdMs, LEAST_WAIT_MS[patience(channel)]);
}

function waitedMs({ longestWaitingSince }: QueueFacts, now: Instant): number {
  return longestWaitingSince === null ? 0 : Math.max(0, now - longestWaitingSince);
}

/**
 * The last 30 minutes: 0.2 below target and, as far as so few contacts can tell, truly below it. It
 * is told only while there is something to do about it: somebody waits beyond the threshold now, or the
 * last five minutes were as bad. Critical only while somebody does wait too long, or too many wait. Calm
 * as soon as nobody does and the last five minutes were good, though the half hour still drags.
 */
function readServiceLevel(facts: QueueFacts, now: Instant): Reading {
  const { serviceLevel, recentServiceLevel, targetRatio } = facts;
  const { met, counted } = serviceLevel;
  const threshold = Math.max(0, targetRatio - 0.2);
  // Nobody was served badly in half an hour without contacts.
  if (counted === 0) return { value: targetRatio, threshold, severity: null, calm: true };
  const value = met / counted;
  const recent = ratioOf(recentServiceLevel, targetRatio);
  const good = targetRatio - NEAR_TARGET;
  const late = waitsTooLong(facts, now);
  const urgent = value < targetRatio / 2 && (late || waitTooMany(facts));
  return {
    value,
    threshold,
    severity: isLevelBroken(facts, now) ? (urgent ? Severity.critical : Severity.warning) : null,
    calm: value > good || (!late && recent > good),
  };
}

function isLevelBroken(facts: QueueFacts, now: Instant): boolean {
  const { serviceLevel, recentServiceLevel, targetRatio } = facts;
  const { met, counted } = serviceLevel;
  const threshold = Math.max(0, targetRatio - 0.2);
  if (counted < LEAST_COUNTED || met / counted >= threshold) return false;
  if (wilsonUpper(met, counted) >= targetRatio) return false;
  return waitsTooLong(facts, now) || ratioOf(recentServiceLevel, targetRatio) < threshold;
}

function ratioOf({ met, counted }: ServiceLevelCounts, otherwise: number): number {
  return counted === 0 ? otherwise : met / counted;
}

function waitsTooLong({ longestWaitingSince, thresholdMs }: QueueFacts, now: Instant): boolean {
  return longestWaitingSince !== null && now - longestWaitingSince > thresholdMs;
}

/**
 * Called by the detector. Critical when three times as many come as should, or the queue breaks under it;
 * not over while it still does.
 */
function readSurge(facts: QueueFacts, now: Instant): Reading {
  const { surge } = facts;
  const breaks = waitTooMany(facts) || waitsFarTooLong(facts, now);
  if (surge === null) return { value: 1, threshold: SURGE_LEVEL, severity: null, calm: !breaks };
  return {
    value: surge.ratio,
    threshold: SURGE_LEVEL,
    severity: breaks || surge.ratio >= SURGE_CRITICAL ? Severity.critical : Severity.warning,
    calm: false,
  };
}

function waitTooMany(facts: QueueFacts): boolean {
  return facts.waiting >= mostWaiting(facts);
}

function waitsFarTooLong(facts: QueueFacts, now: Instant): boolean {
  return waitedMs(facts, now) >= longestWait(facts);
}

/** Whether any rule but the audit's reads as broken: one look at a queue where nearly always none does. */
export function isAnyBroken(facts: QueueFacts, now: Instant): boolean {
  return (
    facts.surge !== null ||
    waitTooMany(facts) ||
    waitsFarTooLong(facts, now) ||
    isLevelBroken(facts, now)
  );
}

/** One number that does not equal the log is one too many. */
function readAudit({ auditDifferences }: QueueFacts): Reading {
  const differs = auditDifferences > 0;
  const severity = differs ? Severity.critical : null;
  return { value: auditDifferences, threshold: 0, severity, calm: !differs };
}

/**
 * With the same facts: the first instant after `now` at which time alone makes a rule read otherwise;
 * Infinity where nobody waits, or all levels are passed.
 */
export function nextCrossing(facts: QueueFacts, now: Instant): Instant {
  const since = facts.longestWaitingSince;
  if (since === null) return Infinity;
  const warning = longestWait(facts);
  const waited = now - since;
  // What is inclusive changes with the millisecond after it.
  return (
    since +
    Math.min(
      ahead(Math.floor(facts.thresholdMs) + 1, waited),
      ahead(Math.floor(CLEAR_WAIT * warning) + 1, waited),
      ahead(warning, waited),
      ahead(CRITICAL_WAIT * warning, waited),
    )
  );
}

/** A level that is not reached yet; Infinity where it is. */
function ahead(level: number, waited: number): number {
  return level > waited ? level : Infinity;
}

type Patience = 'live' | 'chat' | 'slow' | 'lying';

const WAITING: Record<Patience, { least: number; perAgent: number }> = {
  live: { least: 5, perAgent: 1 },
  chat: { least: 5, perAgent: 2 },
  slow: { least: 20, perAgent: 5 },
  lying: { least: 50, perAgent: 20 },
};
const LEAST_WAIT_MS: Record<Patience, number> = {
  live: 3 * MINUTE_MS,
  chat: 3 * MINUTE_MS,
  slow: HOUR_MS,
  lying: 8 * HOUR_MS,
};
/** Shares of the wait that is too long. */
const CRITICAL_WAIT = 2;
const CLEAR_WAIT = 0.7;
const LEAST_COUNTED = 20;
/** So close below target is as good as on it. */
const NEAR_TARGET = 0.05;
/** The detector's own margin: below it nothing is called. */
const SURGE_LEVEL = 1.2;
const SURGE_CRITICAL = 3;
/** Normal quantile of a one-sided 90 %. */
const Z = 1.2815515655446004;

function patience(channel: Channel): Patience {
  switch (channel) {
    case Channel.voice:
    case Channel.outbound:
    case Channel.video:
      return 'live';
    case Channel.chat:
      return 'chat';
    case Channel.social:
      return 'slow';
    case Channel.email:
    case Channel.ticket:
      return 'lying';
  }
}

interface Levels {
  readonly warning: number;
  readonly critical: number;
  readonly clear: number;
}

function climbing(value: number, levels: Levels): Reading {
  const severity =
    value >= levels.critical
      ? Severity.critical
      : value >= levels.warning
        ? Severity.warning
        : null;
  return { value, threshold: levels.warning, severity, calm: value <= levels.clear };
}

/** Upper end of Wilson's interval for `met` of `counted`. */
function wilsonUpper(met: number, counted: number): number {
  const share = met / counted;
  const square = Z * Z;
  const spread = Z * Math.sqrt((share * (1 - share)) / counted + square / (4 * counted * counted));
  return (share + square / (2 * counted) + spread) / (1 + square / counted);
}
