/** How loudly a service level speaks: a few contacts prove nothing, so colour waits for evidence. */
export const Tone = { calm: 'calm', warning: 'warning', critical: 'critical' } as const;
export type Tone = (typeof Tone)[keyof typeof Tone];

/** Below this many contacts a ratio has no colour. */
export const FEWEST_CONTACTS = 5;

/**
 * `critical` where even the upper 90 % bound is below target, `warning` where only the ratio itself
 * is, `calm` otherwise, with fewer than five contacts, or with no ratio or target.
 */
export function serviceLevelTone(sample: {
  ratio: number | null;
  contacts: number;
  target: number | null;
}): Tone {
  const { ratio, contacts, target } = sample;
  if (ratio === null || target === null || contacts < FEWEST_CONTACTS) return Tone.calm;
  if (ratio >= target) return Tone.calm;
  return wilsonUpperBound(ratio, contacts) < target ? Tone.critical : Tone.warning;
}

/** The upper end of Wilson's 90 % interval for a ratio seen over `contacts`. */
export function wilsonUpperBound(ratio: number, contacts: number): number {
  const z = 1.6448536269514722;
  const zz = (z * z) / contacts;
  const centre = ratio + zz / 2;
  const spread = z * Math.sqrt((ratio * (1 - ratio)) / contacts + zz / (4 * contacts));
  return (centre + spread) / (1 + zz);
}
