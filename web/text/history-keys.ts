/** The sentences of the history page and of the day's report. */
export interface HistoryTexts {
  readonly title: string;
  readonly views: Readonly<Record<'day' | 'weeks' | 'agents', string>>;
  readonly back: string;
  readonly report: string;
  readonly loading: string;
  readonly failed: string;
  readonly again: string;
  readonly keptSince: (day: string) => string;
  readonly keptNothing: string;
  readonly beforeKept: (day: string) => string;
  readonly metric: string;
  readonly scope: string;
  readonly scopeKinds: Readonly<Record<string, string>>;
  readonly channels: Readonly<Record<string, string>>;
  readonly day: string;
  readonly dayBefore: string;
  readonly nextDay: string;
  readonly weekBefore: string;
  readonly today: string;
  readonly step: string;
  readonly minutes: (count: number) => string;
  readonly lookBack: string;
  readonly weeksBack: (count: number) => string;
  readonly variant: string;
  readonly ownVariant: string;
  readonly definition: string;
  readonly formula: string;
  readonly whyToday: string;
  readonly weekdays: readonly string[];
  readonly weekdaysShort: readonly string[];
  readonly chart: string;
  readonly table: string;
  readonly asOf: (clock: string) => string;
  readonly thisDay: string;
  readonly median: string;
  readonly middleHalf: string;
  readonly singleDays: string;
  readonly now: string;
  readonly running: string;
  readonly corrected: string;
  readonly noValue: string;
  readonly usualOf: (weekday: string, found: number, asked: number) => string;
  readonly noOthers: (weekday: string) => string;
  readonly fewOthers: (least: number) => string;
  readonly emptyDay: string;
  readonly time: string;
  readonly value: string;
  readonly lower: string;
  readonly upper: string;
  readonly days: string;
  readonly daysCount: (count: number) => string;
  readonly moment: string;
  readonly between: (lower: string, upper: string) => string;
  readonly daySummary: (it: {
    readonly metric: string;
    readonly scope: string;
    readonly day: string;
    readonly latest: string | null;
    readonly above: number;
    readonly below: number;
    readonly within: number;
  }) => string;
  readonly heatTitle: string;
  readonly heatOf: (found: number, from: string, to: string) => string;
  readonly heatSummary: (metric: string, scope: string, most: string, least: string) => string;
  readonly pointHow: string;
  readonly emptyCell: string;
  readonly weekday: string;
  readonly who: string;
  readonly chooseWho: string;
  readonly chooseWhoWhy: string;
  readonly teams: string;
  readonly agentsGroup: string;
  readonly agent: string;
  readonly nobodyThere: (day: string) => string;
  readonly missing: (count: number) => string;
  readonly lanesSummary: (count: number, from: string, to: string) => string;
  readonly laneSummary: (name: string, from: string, to: string, states: string) => string;
  readonly zoom: string;
  readonly from: string;
  readonly until: string;
  readonly duration: string;
  readonly state: string;
  readonly signedIn: string;
  readonly total: string;
  readonly reasonNone: string;
  readonly answered: string;
  readonly handleTime: string;
  readonly occupancy: string;
  readonly adherence: string;
  readonly conformance: string;
  readonly noPlan: string;
  readonly lasts: string;
  readonly export: string;
  readonly csv: string;
  readonly png: string;
  readonly exportFailed: string;
  readonly source: (zone: string, at: string) => string;
  readonly demoNumbers: string;
  readonly replayNumbers: string;
  readonly csvHeads: Readonly<
    Record<
      | 'metric'
      | 'unit'
      | 'scope'
      | 'start'
      | 'end'
      | 'value'
      | 'median'
      | 'lower'
      | 'upper'
      | 'days'
      | 'corrected'
      | 'over'
      | 'weekday'
      | 'time'
      | 'agent'
      | 'team'
      | 'state'
      | 'reason'
      | 'milliseconds',
      string
    >
  >;
  readonly reports: ReportTexts;
}

export interface ReportTexts {
  readonly title: string;
  readonly print: string;
  readonly toHistory: string;
  readonly zone: string;
  readonly unfinished: (clock: string) => string;
  readonly atAGlance: string;
  readonly usual: string;
  /** The same where the day is not over: it cannot be compared yet. */
  readonly usualWholeDay: string;
  readonly byQueue: string;
  readonly queue: string;
  readonly all: string;
  readonly intraday: string;
  readonly alerts: string;
  readonly noAlerts: string;
  readonly fired: string;
  readonly ended: string;
  readonly lasted: string;
  readonly what: string;
  readonly who: string;
  readonly stillFiring: string;
  readonly notes: string;
  readonly noNotes: string;
  readonly correctedNote: (intervals: string) => string;
  readonly gapNote: (intervals: string) => string;
  readonly keptNote: (since: string) => string;
  readonly usualNote: (weekday: string, found: number, asked: number) => string;
  readonly definitions: string;
  readonly alertsFailed: string;
}
