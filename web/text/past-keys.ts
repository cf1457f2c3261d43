/** Parts of a length of time, as whole numbers. */
export interface AgoText {
  readonly days: number;
  readonly hours: number;
  readonly minutes: number;
  readonly seconds: number;
}

/** The sentences round the past: its banner, its timeline. */
export interface PastTexts {
  /** The one word that marks whatever is past. */
  readonly past: string;
  readonly rewind: string;
  readonly closeTimeline: string;
  readonly timeline: string;
  readonly toLive: string;
  readonly ago: (parts: AgoText) => string;
  readonly playing: (speed: number) => string;
  readonly still: string;
  /** Another moment is on its way; a time follows. */
  readonly loading: string;
  readonly play: string;
  readonly pause: string;
  readonly speed: string;
  readonly previousEvent: string;
  readonly nextEvent: string;
  readonly previousAlert: string;
  readonly nextAlert: string;
  readonly yesterday: string;
  readonly lastWeek: string;
  readonly share: string;
  readonly shared: string;
  /** Where the browser allows no copying: the address itself is to be copied. */
  readonly shareByHand: string;
  readonly span: string;
  readonly spans: Readonly<Record<'hour' | 'day' | 'week' | 'all', string>>;
  readonly earlier: string;
  readonly later: string;
  readonly troubles: Readonly<
    Record<'tooEarly' | 'unanswered' | 'lost' | 'tooMany' | 'noEvent' | 'noAlert', string>
  >;
  readonly again: string;
  readonly alertMarks: (count: number) => string;
  readonly notHere: string;
}
