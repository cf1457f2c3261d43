import type { Instant } from '#schema/ids.ts';
import { METRIC_DEFINITIONS } from '#schema/metrics/definitions.ts';
import { DAY_MS } from '#schema/time/duration.ts';
import { MOST_MINUTES } from '#server/latency/recent-counts.ts';
import type { FloorView } from '#server/metrics/view.ts';
import type { GraphContext } from '../context.ts';
import { badInput, notFound, notYet } from '../errors.ts';
import type { QueryResolvers } from '../generated/resolvers.gen.ts';
import { alertsInScope } from '../update/scope.ts';
import { scopedCursor } from '../update/scoped-cursor.ts';
import { toWindow } from '../window.ts';
import { metricAsked, numberAsked } from './asked-number.ts';
import { contactPage } from './contact-page.ts';
import { answered, historyAsked } from './history.ts';

export const queryResolvers: QueryResolvers = {
  async floor(_, { scope, at }, context) {
    const view = await viewAt(context, at);
    return {
      kind: 'snapshot',
      // A moment of the past is no place in the live feed: resuming there gives everything.
      cursor: at == null ? scopedCursor(context.hub.cursor, scope ?? {}) : `past.${at}`,
      recovered: true,
      at: view.now,
      view,
      scope: scope ?? {},
      change: null,
      isPast: view !== context.view(),
    };
  },
  async contacts(_, { scope, window, metric, variant, part, at, first, after }, context) {
    const number = numberAsked({ scope, window, asked: { metric, variant: variant ?? null } });
    const view = await viewAt(context, at);
    return contactPage(view, { number, part }, { first, after });
  },
  async explanation(_, { scope, window, metric, custom, variant, at, locale }, context) {
    const view = await viewAt(context, at);
    const asked = metricAsked(view, { metric, custom, variant });
    const number = numberAsked({ scope, window, asked });
    return { view, number, explained: view.explain(number), locale: locale ?? 'en' };
  },
  async topics(_, { scope, window, at }, context) {
    return (await viewAt(context, at)).topics(scope ?? {}, toWindow(window));
  },
  metricDefinitions: (_, { locale }) =>
    METRIC_DEFINITIONS.map((definition) => ({ definition, locale: locale ?? 'en' })),
  async history(_, args, context) {
    if (!context.history) throw notYet('History is not kept here yet.');
    return answered(context.history(historyAsked(args)));
  },
  async agentDay(_, { agent, at }, context) {
    if (!context.agentDay) throw notYet('History is not kept here yet.');
    const day = await context.agentDay(agent, at);
    if (!day) throw notFound(`There is no agent "${agent}" in what is kept of that day.`);
    return day;
  },
  past(_, _args, context) {
    return {
      floorFrom: context.floorFrom?.() ?? null,
      historyFrom: context.historyFrom?.() ?? null,
      to: context.view().now,
    };
  },
  async step(_, { scope, at, to }, context) {
    if (!context.step) throw notYet('The floor of a past moment is not kept here yet.');
    return context.step({ scope: scope ?? {}, at, to });
  },
  async alerts(_, { scope, from, to }, context) {
    const view = context.view();
    // The end is open: a millisecond more takes in what fired just now.
    const end = to ?? view.now + 1;
    const start = from ?? end - DAY_MS;
    if (start >= end) throw badInput('`from` is expected to be before `to`.');
    // The floor forgets alerts in time; the history keeps them, and those of queues that are gone.
    const told = (await context.pastAlerts?.(start, end)) ?? view.alertsBetween(start, end);
    const alerts = alertsInScope(view, scope ?? {}, told);
    return alerts.map((alert) => ({ alert, view }));
  },
  sources: (_, _args, context) => context.view().sources(),
  audit(_, _args, context) {
    if (!context.audit) throw notYet('There is no audit here yet.');
    return context.audit();
  },
  latency(_, { minutes }, { latency }) {
    if (!(minutes >= 1 && minutes <= MOST_MINUTES))
      throw badInput(`\`minutes\` is expected to be 1 to ${MOST_MINUTES}, but got ${minutes}.`);
    return latency?.recent(minutes) ?? [];
  },
  server(_, _args, context) {
    const view = context.view();
    return { ...context.server(), floorAt: view.now, timeZone: view.timeZone };
  },
};

async function viewAt(context: GraphContext, at: Instant | null | undefined): Promise<FloorView> {
  const now = context.view();
  if (at == null) return now;
  if (at >= now.now && at <= now.now + CLOCK_SLACK_MS) return now;
  if (at > now.now) {
    throw badInput(
      `\`at\` is expected to be no later than the floor's clock, ${new Date(now.now).toISOString()}, but got ${new Date(at).toISOString()}.`,
    );
  }
  if (!context.floorAt) throw notYet('The floor of a past moment is not kept here yet.');
  const past = await context.floorAt(at);
  if (!past) {
    throw notFound(`The log does not reach back to ${new Date(at).toISOString()}.`);
  }
  return past;
}

/** An asker's clock may be a little ahead of ours. */
const CLOCK_SLACK_MS = 2_000;
