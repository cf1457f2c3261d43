import type { MetricName } from '#schema/metrics/definitions.ts';
import { dayText, parseDay } from '#web/format/wall-time.ts';
import { SCOPE_KINDS, WHOLE_FLOOR, type HistoryScope, type ScopeKind } from './history-model.ts';

/** What the history page can show. */
export const HistoryView = { day: 'day', weeks: 'weeks', agents: 'agents' } as const;
export type HistoryView = (typeof HistoryView)[keyof typeof HistoryView];
export const HISTORY_VIEWS: readonly HistoryView[] = Object.values(HistoryView);

/** The lengths of a step that can be chosen, in minutes. */
export const STEP_MINUTES = [15, 30, 60] as const;
/** How many weeks can be looked back over. */
export const WEEKS = [4, 8, 12, 26, 52] as const;

/** What a person looks at. All of it is in the address, so that a link shows the same. */
export interface HistoryChoice {
  readonly view: HistoryView;
  readonly metric: MetricName;
  readonly scope: HistoryScope;
  /** A day number; null: the day that runs. */
  readonly day: number | null;
  readonly stepMinutes: (typeof STEP_MINUTES)[number];
  readonly weeks: (typeof WEEKS)[number];
  /** Of the service level; null: each queue's own. */
  readonly variant: string | null;
  /** Whose day is shown: an agent or a team; the floor where none is chosen yet. */
  readonly who: HistoryScope;
}

export const FIRST_CHOICE: HistoryChoice = {
  view: 'day',
  metric: 'offered',
  scope: WHOLE_FLOOR,
  day: null,
  stepMinutes: 30,
  weeks: 8,
  variant: null,
  who: WHOLE_FLOOR,
};

/** What an address asks for; whatever it says wrong, or not at all, is as at first. */
export function choiceOf(search: string): HistoryChoice {
  const asked = new URLSearchParams(search);
  const metric = asked.get('metric') ?? '';
  const variant = asked.get('variant') ?? '';
  return {
    view: oneOf(HISTORY_VIEWS, asked.get('view')) ?? FIRST_CHOICE.view,
    // What the registry does not know the server refuses itself: its definitions are not loaded for this.
    metric: /^[a-z][A-Za-z0-9]*$/.test(metric) ? (metric as MetricName) : FIRST_CHOICE.metric,
    scope: scopeIn(asked.get('scope')),
    day: parseDay(asked.get('day') ?? ''),
    stepMinutes: oneOf(STEP_MINUTES, Number(asked.get('step'))) ?? FIRST_CHOICE.stepMinutes,
    weeks: oneOf(WEEKS, Number(asked.get('weeks'))) ?? FIRST_CHOICE.weeks,
    variant: /^[A-Z_]+$/.test(variant) ? variant : null,
    who: scopeIn(asked.get('who')),
  };
}

/** The address of a choice, from `?` on; empty for the first one. `lang` stays as it is. */
export function addressOf(choice: HistoryChoice, before: string): string {
  const address = new URLSearchParams();
  const language = new URLSearchParams(before).get('lang');
  if (language !== null) address.set('lang', language);
  const say = (key: string, value: string, usual: string): void => {
    if (value !== usual) address.set(key, value);
  };
  say('view', choice.view, FIRST_CHOICE.view);
  say('metric', choice.metric, FIRST_CHOICE.metric);
  say('scope', scopeText(choice.scope), '');
  say('day', choice.day === null ? '' : dayText(choice.day), '');
  say('step', String(choice.stepMinutes), String(FIRST_CHOICE.stepMinutes));
  say('weeks', String(choice.weeks), String(FIRST_CHOICE.weeks));
  say('variant', choice.variant ?? '', '');
  say('who', scopeText(choice.who), '');
  const text = address.toString();
  return text === '' ? '' : `?${text}`;
}

/** A scope as one word: `queue:billing`; empty for the whole floor. */
export function scopeText({ kind, id }: HistoryScope): string {
  return kind === 'floor' ? '' : `${kind}:${id}`;
}

/** The scope of such a word; the whole floor for any other. */
export function scopeIn(text: string | null): HistoryScope {
  const [, kind = '', id = ''] = /^([a-z]+):(.+)$/s.exec(text ?? '') ?? [];
  const known = oneOf<ScopeKind>(SCOPE_KINDS, kind);
  return known === null || known === 'floor' ? WHOLE_FLOOR : { kind: known, id };
}

function oneOf<T>(allowed: readonly T[], value: unknown): T | null {
  return allowed.find((one) => one === value) ?? null;
}
