import { wilsonBand, type Band } from '#schema/metrics/wilson.ts';

/** How loudly a service level speaks: a few contacts prove nothing, so colour waits for evidence. */
export const Tone = { calm: 'calm', warning: 'warning', critical: 'critical' } as const;
export type Tone = (typeof Tone)[keyof typeof Tone];

/** What a share over so many contacts proves against its target. */
export const Verdict = {
  /** Fewer than five: nothing. */
  tooFew: 'tooFew',
  /** Even the upper 90 % bound is below the target. */
  below: 'below',
  maybeBelow: 'maybeBelow',
  maybeMet: 'maybeMet',
  /** Even the lower bound reaches it. */
  met: 'met',
} as const;
export type Verdict = (typeof Verdict)[keyof typeof Verdict];

/** Below this many contacts a ratio has no colour. */
export const FEWEST_CONTACTS = 5;

interface Sample {
  readonly ratio: number | null;
  /** What the ratio is taken over: its denominator. */
  readonly contacts: number;
  readonly target: number | null;
}

/**
 * `critical` where even the upper 90 % bound is below target, `warning` where only the ratio itself
 * is, `calm` otherwise, with fewer than five contacts, or with no ratio or target.
 */
export function serviceLevelTone(sample: Sample): Tone {
  switch (verdictOf(sample)) {
    case Verdict.below:
      return Tone.critical;
    case Verdict.maybeBelow:
      return Tone.warning;
    default:
      return Tone.calm;
  }
}

/** Null where there is no ratio or no target to hold it against. */
export function verdictOf({ ratio, contacts, target }: Sample): Verdict | null {
  if (ratio === null || target === null) return null;
  if (contacts < FEWEST_CONTACTS) return Verdict.tooFew;
  const band: Band | null = wilsonBand(ratio * contacts, contacts);
  if (band === null) return Verdict.tooFew;
  if (ratio >= target) return band.lower >= target ? Verdict.met : Verdict.maybeMet;
  return band.upper < target ? Verdict.below : Verdict.maybeBelow;
}
