import type { Alert } from '#schema/alert.ts';
import type { GroupBy } from '#server/metrics/view.ts';
import type { LogHealthView } from '../context.ts';
import type { FloorUpdateResolvers } from '../generated/resolvers.gen.ts';
import type { FloorUpdateModel, ScopeStatusModel } from '../models.ts';
import { alertsInScope } from '../update/scope.ts';
import { groupLabel } from './scope-status.ts';
import { changedGroupKeys } from '../update/scoped-change.ts';

/** How the disk is now is nothing of the past. */
const WHOLE_LOG: LogHealthView = { refusing: null, damage: [] };

/** A snapshot tells everything in the scope; a patch only what changed, each thing whole. */
export const floorUpdateResolvers: FloorUpdateResolvers = {
  total({ view, scope, change }) {
    return change && !change.total ? null : { view: view.total(scope), by: null };
  },
  groups: (update, { by }) => groups(update, by),
  groupKeys: ({ view, scope }, { by }) =>
    view.groups(scope, by).map((group) => groupLabel({ view: group, by })),
  queues({ view, scope, change }) {
    const ids = change ? change.queues : view.queueIds(scope);
    return present(ids.map((id) => view.queue(id)));
  },
  agents({ view, scope, change }) {
    const ids = change ? change.agents : view.agentIds(scope);
    return present(ids.map((id) => view.agent(id)));
  },
  alerts: (update) => alerts(update).map((alert) => ({ alert, view: update.view })),
  sources({ view, change }) {
    const sources = view.sources();
    return change ? sources.filter(({ id }) => change.sources.has(id)) : sources;
  },
  removed: ({ change }) => change?.removed ?? { queues: [], agents: [], alerts: [] },
  notices: ({ view, change }) => (change && !change.notices ? null : view.notices()),
  log({ change, isPast }, _args, context) {
    if (isPast) return change ? null : WHOLE_LOG;
    return change && !change.log ? null : (context.log?.() ?? WHOLE_LOG);
  },
  path({ marks }, _args, { latency }) {
    return marks && latency ? { ...marks, sentAt: latency.sending(marks) } : null;
  },
};

function groups({ view, scope, change }: FloorUpdateModel, by: GroupBy): ScopeStatusModel[] {
  const all = () => view.groups(scope, by).map((group) => ({ view: group, by }));
  const keys = change && changedGroupKeys(view, change, by);
  if (keys === null) return all();
  return keys.size === 0 ? [] : all().filter((group) => keys.has(group.view.key));
}

function alerts({ view, scope, change }: FloorUpdateModel): readonly Alert[] {
  if (!change) return alertsInScope(view, scope, view.openAlerts());
  return present(change.alerts.map((id) => view.alert(id)));
}

function present<T>(values: readonly (T | null)[]): T[] {
  return values.filter((value) => value !== null);
}
