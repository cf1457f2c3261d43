/** The first Chromium of the system, or null. */
export function findSystemChromium(): string | null;
