/** How a state is filled: never by colour alone, each with a hatching of its own. */
export interface StateLook {
  /** The colour on a light page and on paper, and on a dark one; also a token of the theme. */
  readonly paper: string;
  readonly token: string;
  readonly hatching: Hatching;
  /** What is written on it, on paper. */
  readonly ink: string;
}

export type Hatching = 'plain' | 'rising' | 'falling' | 'upright' | 'level' | 'dots';

/** A path over a square of eight, drawn again and again over the fill. */
export const HATCHINGS: Readonly<Record<Hatching, string>> = {
  plain: '',
  rising: 'M-1 5 5 -1M3 9 9 3M-1 1 1 -1M7 9 9 7',
  falling: 'M-1 3 5 9M3 -1 9 5M7 -1 9 1M-1 7 1 9',
  upright: 'M2 0V8M6 0V8',
  level: 'M0 2H8M0 6H8',
  dots: 'M1.5 2h2M5.5 6h2',
};

/** In the order in which a legend lists them. */
export const STATE_ORDER = [
  'TALKING',
  'HOLDING',
  'RINGING',
  'AFTER_CONTACT_WORK',
  'AVAILABLE',
  'PAUSED',
] as const;

const LOOKS: Readonly<Record<string, StateLook>> = {
  TALKING: { paper: '#365587', token: '--talking', hatching: 'plain', ink: '#ffffff' },
  HOLDING: { paper: '#365587', token: '--talking', hatching: 'upright', ink: '#ffffff' },
  RINGING: { paper: '#2550ca', token: '--info', hatching: 'dots', ink: '#ffffff' },
  AFTER_CONTACT_WORK: { paper: '#a06c22', token: '--wrap', hatching: 'rising', ink: '#ffffff' },
  AVAILABLE: { paper: '#bfe3d6', token: '--lane-available', hatching: 'plain', ink: '#131a21' },
  PAUSED: { paper: '#c3cad2', token: '--lane-paused', hatching: 'level', ink: '#131a21' },
};

/** The look of a state; of one that nobody knows yet, that of a pause. */
export function lookOf(state: string): StateLook {
  return LOOKS[state] ?? LOOKS['PAUSED']!;
}
