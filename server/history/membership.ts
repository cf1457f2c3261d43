import type { QueueId } from '#schema/ids.ts';
import type { ServiceLevelVariant } from '#schema/service-level-variant.ts';
import type { DayRule } from '#schema/time/business-day.ts';
import type { Scope } from '#server/metrics/view.ts';
import { QUARTERS, RowKind, type FactsFrom } from './day-row.ts';
import { FactsReader, type AgentFacts, type QueueFacts } from './facts.ts';
import type { RowStore, RowView } from './row-store.ts';

export type HistoryBy = 'queue' | 'channel' | 'site' | 'team' | 'agent' | 'business' | 'language';

/** Quarters `[from, to)` of a row that count for a member of the scope. */
export interface Run {
  readonly member: string;
  readonly label: string;
  readonly from: number;
  readonly to: number;
  readonly variant: ServiceLevelVariant;
  /** Where given: 1 for those of the quarters that count, 0 for the others. */
  readonly only?: Uint8Array;
}

interface Stretch<F> {
  readonly from: number;
  readonly to: number;
  readonly facts: F;
}

/**
 * Who belongs to a scope, and to which member of `by`, as queues and agents were in each quarter hour:
 * what they are called or where they belong today changes nothing of it.
 */
export class Membership {
  readonly #scope: Scope;
  readonly #by: HistoryBy | null;
  readonly #facts = new FactsReader();
  readonly #readQueue = (text: string): QueueFacts => this.#facts.queue(text);
  readonly #readAgent = (text: string): AgentFacts => this.#facts.agent(text);
  /** Facts of queues, and of agents, by day. */
  readonly #queues = new Map<number, Map<QueueId, readonly FactsFrom[]>>();
  readonly #agents = new Map<string, readonly FactsFrom[]>();
  /** Of agents, as one of the days tells. */
  readonly #anyFacts = new Map<string, string>();

  constructor(
    store: RowStore,
    queueRows: readonly RowView[],
    asked: {
      readonly scope: Scope;
      readonly by: HistoryBy | null;
      readonly from: number;
      readonly to: number;
    },
  ) {
    this.#scope = asked.scope;
    this.#by = asked.by;
    const { from, to } = asked;
    const nothing = { numbers: new Set<string>(), lists: new Set<string>() };
    for (const { key, facts } of queueRows) {
      const day = this.#queues.get(key.day);
      if (day) day.set(key.queue, facts);
      else this.#queues.set(key.day, new Map([[key.queue, facts]]));
    }
    if (asked.by !== 'team' && asked.by !== 'agent' && !asked.scope.agents?.length) return;
    for (const { key, facts } of store.scan({ kind: RowKind.agent, from, to, ...nothing })) {
      this.#agents.set(`${key.day} ${key.agent}`, facts);
      const last = facts.at(-1);
      if (last) this.#anyFacts.set(key.agent, last[1]);
    }
  }

  /** Queues that were in the scope at any time of it. */
  queuesSeen(): Set<QueueId> {
    const seen = new Set<QueueId>();
    for (const day of this.#queues.values())
      for (const [queue, facts] of day)
        if (
          !seen.has(queue) &&
          facts.some(([, text]) => this.#hasQueue(queue, this.#readQueue(text)))
        )
          seen.add(queue);
    return seen;
  }

  /** The day as it was when the queue was last seen. */
  lastRuleOf(queue: QueueId): DayRule | null {
    let found: DayRule | null = null;
    for (const day of this.#queues.values()) {
      const last = day.get(queue)?.at(-1);
      if (last) found = this.#readQueue(last[1]);
    }
    return found;
  }

  /** Of a queue's row, or of what in a queue is an agent's. */
  *runsOf({ key, facts }: RowView): Generator<Run> {
    const ofQueue = key.kind === RowKind.queue ? facts : this.#queues.get(key.day)?.get(key.queue);
    for (const queue of stretches(ofQueue ?? [], this.#readQueue)) {
      if (!this.#hasQueue(key.queue, queue.facts)) continue;
      const { variant } = queue.facts;
      if (key.kind === RowKind.queue) {
        yield { ...queue, variant, ...this.#queueMember(key.queue, queue.facts) };
        continue;
      }
      const told = this.#agents.get(`${key.day} ${key.agent}`) ?? this.#otherDay(key.agent);
      for (const agent of stretches(told, this.#readAgent)) {
        const from = Math.max(queue.from, agent.from);
        const to = Math.min(queue.to, agent.to);
        if (from >= to || !this.#hasAgent(key.agent, agent.facts)) continue;
        const member = this.#isByAgent()
          ? this.#agentMember(key.agent, agent.facts)
          : this.#queueMember(key.queue, queue.facts);
        yield { from, to, variant, ...member };
      }
    }
  }

  /** Who was at work on which day: an agent of the scope who took nothing has taken 0. */
  *presence(): Generator<Run & { readonly day: number }> {
    for (const [name, facts] of this.#agents) {
      const [day, agent] = splitOnce(name);
      for (const stretch of stretches(facts, this.#readAgent)) {
        if (!this.#hasAgent(agent, stretch.facts)) continue;
        const { member, label } = this.#agentMember(agent, stretch.facts);
        const isMember = this.#by === null || this.#isByAgent();
        if (isMember) yield { ...stretch, day: Number(day), member, label, variant: 'neg' };
      }
    }
  }

  /** Who answered what had come on a day when they were away: as they were on another day. */
  #otherDay(agent: string): readonly FactsFrom[] {
    const text = this.#anyFacts.get(agent);
    return [[0, text ?? JSON.stringify(UNKNOWN_AGENT)]];
  }

  #isByAgent(): boolean {
    return this.#by === 'team' || this.#by === 'agent';
  }

  /** Of one agent's rows: where the scope is of queues, steps in which it served one of them at any time. */
  *agentRunsOf(
    rows: readonly RowView[],
    stepOf: (row: RowView, quarter: number) => number,
  ): Generator<{ readonly row: RowView; readonly run: Run }> {
    // By member: the steps that are its, and what there is of them.
    const members = new Map<string, { label: string; steps: Set<number> }>();
    const parts: { row: RowView; stretch: Stretch<AgentFacts> }[] = [];
    for (const row of rows)
      for (const stretch of stretches(row.facts, this.#readAgent)) {
        if (!this.#hasAgent(row.key.agent, stretch.facts)) continue;
        parts.push({ row, stretch });
        for (const { member, label } of this.#membersOfAgent(row, stretch.facts)) {
          const known = members.get(member) ?? { label, steps: new Set() };
          members.set(member, known);
          for (let quarter = stretch.from; quarter < stretch.to; quarter += 1)
            known.steps.add(stepOf(row, quarter));
        }
      }
    const isOwn = this.#by === 'team' || this.#by === 'agent' || this.#by === 'site';
    for (const [member, { label, steps }] of members)
      for (const { row, stretch } of parts) {
        const { from, to, facts } = stretch;
        // A team or a site is the agent's own, quarter by quarter.
        if (isOwn && !this.#membersOfAgent(row, facts).some((each) => each.member === member))
          continue;
        const only = new Uint8Array(QUARTERS);
        for (let quarter = from; quarter < to; quarter += 1)
          only[quarter] = steps.has(stepOf(row, quarter)) ? 1 : 0;
        yield { row, run: { member, label, from, to, only, variant: 'neg' } };
      }
  }

  #hasQueue(id: QueueId, { site, channel, business, language }: QueueFacts): boolean {
    const { queues, sites, channels, businesses, languages } = this.#scope;
    return (
      allows(queues, id) &&
      allows(sites, site) &&
      allows(channels, channel) &&
      allows(businesses, business) &&
      allows(languages, language)
    );
  }

  #hasAgent(id: string, { team, site }: AgentFacts): boolean {
    const { agents, teams, sites } = this.#scope;
    return allows(agents, id) && allows(teams, team) && allows(sites, site);
  }

  #queueMember(id: QueueId, facts: QueueFacts): { member: string; label: string } {
    switch (this.#by) {
      case null:
      // What has been asked of agents is gathered from their own rows.
      case 'team':
      case 'agent':
        return { member: 'total', label: 'total' };
      case 'queue':
        return { member: id, label: facts.name };
      case 'channel': {
        const member = facts.channel.toUpperCase();
        return { member, label: member };
      }
      default: {
        const member = facts[this.#by] ?? '';
        return { member, label: member };
      }
    }
  }

  #agentMember(id: string, { name, team }: AgentFacts): { member: string; label: string } {
    if (this.#by === 'agent') return { member: id, label: name ?? id };
    if (this.#by === 'team') return { member: team ?? '', label: team ?? '' };
    return { member: 'total', label: 'total' };
  }

  /** Where an agent's time counts: once in each member, however many of its queues are the agent's. */
  #membersOfAgent({ key }: RowView, facts: AgentFacts): { member: string; label: string }[] {
    const { queues, channels, businesses, languages } = this.#scope;
    const isNarrow = [queues, channels, businesses, languages].some((list) => list?.length);
    const isByQueue = ['queue', 'channel', 'business', 'language'].includes(this.#by ?? '');
    const members = new Map<string, { member: string; label: string }>();
    const day = this.#queues.get(key.day);
    if (isNarrow || isByQueue)
      for (const id of facts.queues) {
        const text = day?.get(id)?.at(-1)?.[1];
        const queue = text === undefined ? null : this.#readQueue(text);
        // An agent's site is its own, whatever its queues' are.
        if (!queue || !this.#hasQueue(id, { ...queue, site: this.#scope.sites?.[0] ?? queue.site }))
          continue;
        const one = isByQueue ? this.#queueMember(id, queue) : this.#ownMember(key.agent, facts);
        members.set(one.member, one);
      }
    else {
      const one = this.#ownMember(key.agent, facts);
      members.set(one.member, one);
    }
    return [...members.values()];
  }

  #ownMember(id: string, facts: AgentFacts): { member: string; label: string } {
    if (this.#by !== 'site') return this.#agentMember(id, facts);
    return { member: facts.site ?? '', label: facts.site ?? '' };
  }
}

const UNKNOWN_AGENT: AgentFacts = { name: null, team: null, site: null, queues: [] };

function* stretches<F>(
  facts: readonly FactsFrom[],
  read: (text: string) => F,
): Generator<Stretch<F>> {
  for (let index = 0; index < facts.length; index += 1) {
    const [from, text] = facts[index]!;
    yield { from, to: facts[index + 1]?.[0] ?? QUARTERS, facts: read(text) };
  }
}

function splitOnce(name: string): [string, string] {
  const space = name.indexOf(' ');
  return [name.slice(0, space), name.slice(space + 1)];
}

function allows<T>(list: readonly T[] | null | undefined, value: T | null): boolean {
  return !list || list.length === 0 || (value !== null && list.includes(value));
}
