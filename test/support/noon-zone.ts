/**
 * A zone in which it is about noon now: what a test tells of a few minutes ago is of today, also
 * when it runs at midnight.
 */
export function noonZone(now: number = Date.now()): string {
  const ahead = 12 - new Date(now).getUTCHours();
  // The sign in these names is turned round: Etc/GMT-3 is three hours ahead of UTC.
  return ahead === 0 ? 'Etc/GMT' : `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`;
}
