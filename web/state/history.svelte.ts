import { HOUR_MS, MINUTE_MS } from '#schema/time/duration.ts';
import type { Instant } from '#schema/ids.ts';
import { dayNumberAt, wallDay } from '#web/format/wall-time.ts';
import type { Answer } from './answer.ts';
import {
  askAgentDays,
  askDay,
  askDayAndOthers,
  askWeeks,
  type DayAndOthers,
  type PlacedStep,
} from './history-ask.ts';
import type { HistoryChoice } from './history-choice.ts';
import { Latest } from './history-latest.svelte.ts';
import type {
  AgentDay,
  HistoryApi,
  HistorySeries,
  Kept,
  KnownAgent,
  ScopeChoices,
} from './history-model.ts';
import type { MetricFacts } from './why-model.ts';

/** The days of some agents, and the numbers of each over the day. */
export interface AgentDays {
  readonly days: readonly AgentDay[];
  /** Agents of whom nothing could be told. */
  readonly missing: number;
  /** Adherence, occupancy and more, a series an agent and metric. */
  readonly figures: readonly HistorySeries[];
}

/** What is told of an agent's day beside the states. */
export const AGENT_FIGURES = [
  'answered',
  'averageHandleTimeMs',
  'occupancyRatio',
  'adherenceRatio',
  'conformanceRatio',
] as const;

/** The past as the history page shows it: what was chosen, and the newest answers to it. */
export class History {
  choice: HistoryChoice = $state.raw() as HistoryChoice;
  readonly kept: Latest<Kept>;
  readonly scopes: Latest<ScopeChoices>;
  readonly definitions: Latest<readonly MetricFacts[]>;
  readonly day: Latest<DayAndOthers>;
  readonly weeks: Latest<readonly PlacedStep[]>;
  readonly agents: Latest<AgentDays>;

  readonly timeZone = $derived.by(() => this.kept.value?.timeZone ?? 'UTC');
  /** The number of the day that runs; null before the server has told its time. */
  readonly today: number | null = $derived.by(() => {
    const kept = this.kept.value;
    return kept === null ? null : dayNumberAt(kept.to, kept.timeZone);
  });
  /** The day that is shown. */
  readonly shownDay: number | null = $derived.by(() => this.choice.day ?? this.today);
  /** The first day of which anything is kept. */
  readonly firstDay: number | null = $derived.by(() => {
    const kept = this.kept.value;
    return kept === null || kept.from === null ? null : dayNumberAt(kept.from, kept.timeZone);
  });

  #api: HistoryApi;
  #definitions: () => Promise<Answer<readonly MetricFacts[]>>;

  constructor(parts: {
    api: HistoryApi;
    definitions: () => Promise<Answer<readonly MetricFacts[]>>;
    choice: HistoryChoice;
    onRefused: () => void;
  }) {
    this.#api = parts.api;
    this.#definitions = parts.definitions;
    this.choice = parts.choice;
    const { onRefused } = parts;
    this.kept = new Latest(onRefused);
    this.scopes = new Latest(onRefused);
    this.definitions = new Latest(onRefused);
    this.day = new Latest(onRefused);
    this.weeks = new Latest(onRefused);
    this.agents = new Latest(onRefused);
  }

  /** Asks what there is, then what was chosen. */
  async start(): Promise<void> {
    void this.scopes.ask(() => this.#api.scopes(), { keep: true });
    void this.definitions.ask(this.#definitions, { keep: true });
    await this.kept.ask(() => this.#api.kept(), { keep: true });
    await this.#show({ keep: false });
  }

  /** Shows something else. */
  async choose(change: Partial<HistoryChoice>): Promise<void> {
    this.choice = { ...this.choice, ...change };
    await this.#show({ keep: false });
  }

  /** Asks again for what failed, or for what is on show. */
  async again(): Promise<void> {
    if (this.kept.value === null) await this.start();
    else await this.#show({ keep: true });
  }

  /** Time has passed: the running day is asked for anew, nothing else. */
  async refresh(): Promise<void> {
    const before = this.today;
    await this.kept.ask(() => this.#api.kept(), { keep: true });
    if (this.today !== before && this.choice.day === null) {
      await this.#show({ keep: false });
      return;
    }
    if (this.shownDay !== this.today) return;
    if (this.choice.view === 'agents') {
      await this.#showAgents({ keep: true });
      return;
    }
    const shown = this.day.value;
    if (this.choice.view !== 'day' || shown === null) return;
    await this.day.ask(
      async () => {
        const today = await askDay(this.#api, this.#dayAsked());
        return today.ok ? { ok: true, value: { ...shown, today: today.value } } : today;
      },
      { keep: true },
    );
  }

  /** Who is shown: one agent, those of a team, or nobody yet. */
  whoIsShown(): readonly KnownAgent[] {
    const { who } = this.choice;
    const agents = this.scopes.value?.agents ?? [];
    if (who.kind === 'agent')
      return agents.some(({ id }) => id === who.id)
        ? agents.filter(({ id }) => id === who.id)
        : [{ id: who.id, name: who.id, team: null }];
    return who.kind === 'team' ? agents.filter(({ team }) => team === who.id) : [];
  }

  async #show(options: { readonly keep: boolean }): Promise<void> {
    if (this.kept.value === null || this.shownDay === null) return;
    switch (this.choice.view) {
      case 'day':
        await this.day.ask(
          () =>
            askDayAndOthers(this.#api, {
              ...this.#dayAsked(),
              weeks: this.choice.weeks,
              keptFrom: this.#keptFrom(),
            }),
          options,
        );
        return;
      case 'weeks':
        await this.weeks.ask(() => this.#askWeeks(), options);
        return;
      case 'agents':
        await this.#showAgents(options);
    }
  }

  /** The weeks before the shown day. */
  #askWeeks(): Promise<Answer<readonly PlacedStep[]>> {
    const { scope, metric, variant, weeks } = this.choice;
    return askWeeks(this.#api, {
      scope,
      metric,
      variant,
      weeks,
      day: this.shownDay!,
      timeZone: this.timeZone,
      keptFrom: this.#keptFrom(),
    });
  }

  async #showAgents(options: { readonly keep: boolean }): Promise<void> {
    // A team's members are known only once the floor has been asked.
    if (this.scopes.value === null) await this.scopes.ask(() => this.#api.scopes(), { keep: true });
    const who = this.whoIsShown().map(({ id }) => id);
    if (who.length === 0) {
      this.agents.clear();
      return;
    }
    await this.agents.ask(() => this.#askAgents(who), options);
  }

  async #askAgents(who: readonly string[]): Promise<Answer<AgentDays>> {
    const day = wallDay(this.shownDay!, this.timeZone);
    if (day === null) return { ok: false, unauthorised: false, message: 'no such day' };
    const [days, figures] = await Promise.all([
      askAgentDays(this.#api, who, this.#momentIn(day.startAt, day.endAt)),
      this.#api.series({
        scope: this.choice.who,
        metrics: AGENT_FIGURES,
        from: day.startAt,
        to: day.endAt,
        stepMs: 24 * HOUR_MS,
        by: 'agent',
        variant: null,
      }),
    ]);
    if (!days.ok) return days;
    return {
      ok: true,
      value: {
        days: days.value,
        missing: who.length - days.value.length,
        // The states are worth showing without them.
        figures: figures.ok ? figures.value : [],
      },
    };
  }

  #dayAsked() {
    const { scope, metric, variant, stepMinutes } = this.choice;
    return {
      scope,
      metric,
      variant,
      timeZone: this.timeZone,
      day: this.shownDay!,
      stepMs: stepMinutes * MINUTE_MS,
    };
  }

  #keptFrom(): Instant {
    return this.kept.value?.from ?? Infinity;
  }

  /** An instant in the day that has been: noon, or now where the day runs and noon is to come. */
  #momentIn(startAt: Instant, endAt: Instant): Instant {
    const to = this.kept.value!.to;
    const noon = startAt + 12 * HOUR_MS;
    return to >= startAt && to < endAt ? Math.min(to, noon) : noon;
  }
}
