/*
 * One hue from pale to deep: lightness alone ranks the classes, for every eye and on grey paper. Each colour
 * with the ink that is read on it (at least 4.5 to 1).
 */

export interface HeatColour {
  readonly fill: string;
  readonly ink: string;
}

const DARK_INK = '#131a21';
const LIGHT_INK = '#ffffff';

/** On a light page and on paper: more is darker. */
export const HEAT_LIGHT: readonly HeatColour[] = [
  { fill: '#e4edf7', ink: DARK_INK },
  { fill: '#bfd5eb', ink: DARK_INK },
  { fill: '#92b6da', ink: DARK_INK },
  { fill: '#6497c9', ink: DARK_INK },
  { fill: '#3c6ea6', ink: LIGHT_INK },
  { fill: '#183f70', ink: LIGHT_INK },
];

/** On a dark page: more is lighter. */
export const HEAT_DARK: readonly HeatColour[] = [
  { fill: '#1a2c3f', ink: LIGHT_INK },
  { fill: '#214870', ink: LIGHT_INK },
  { fill: '#2d669c', ink: LIGHT_INK },
  { fill: '#5892cb', ink: '#0b0f14' },
  { fill: '#8fbce6', ink: '#0b0f14' },
  { fill: '#d3e7f9', ink: '#0b0f14' },
];

/** The colour of a class, spread over the scale where there are fewer classes than colours. */
export function colourOf(
  colours: readonly HeatColour[],
  place: number,
  classes: number,
): HeatColour {
  const last = colours.length - 1;
  const spread = classes <= 1 ? last - 2 : Math.round((place / (classes - 1)) * last);
  return colours[Math.max(0, Math.min(last, spread))]!;
}
