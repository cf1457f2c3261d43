/** The bounds of a share: where the true one lies, at the asked confidence. */
export interface Band {
  readonly lower: number;
  readonly upper: number;
}

/** Two-sided 90 %: each bound is a 95 % one-sided one (metrics.md 2.8). */
const Z_90 = 1.6448536269514722;

/**
 * Wilson's score interval for `successes` of `n`: honest for small samples and near 0 and 1, where
 * the usual plus-or-minus is not. Null where nothing was counted.
 * Source: E. B. Wilson, J. Am. Stat. Assoc. 22 (1927) 209-212.
 */
export function wilsonBand(successes: number, n: number, z: number = Z_90): Band | null {
  if (n <= 0) return null;
  const share = successes / n;
  const z2 = z * z;
  const middle = (share + z2 / (2 * n)) / (1 + z2 / n);
  const half = (z / (1 + z2 / n)) * Math.sqrt((share * (1 - share)) / n + z2 / (4 * n * n));
  return { lower: Math.max(0, middle - half), upper: Math.min(1, middle + half) };
}
