import type { AgentState } from '#schema/agent-state.ts';
import type { Instant, QueueId } from '#schema/ids.ts';
import type { AgentRecord, AgentWord, Standing } from './state.ts';

/*
 * An agent's own words, and what they come to.
 *
 *   opening ─► word ─► word ─► word        sorted by time; told in any order
 *                                └─► standing: signed in, said, queues, name, …
 *
 * Invariants: (1) a standing is a function of the opening and of the set of words after it; (2) what
 * a standing says at an instant depends on no later word.
 */

/** The key of `slots` for one number of contacts at once over all channels. */
export const ALL_CHANNELS = '*';

/** Of an agent nobody has said a word of: signed in since it was first named (SPEC A-5). */
export function unsaid(namedAt: Instant): Standing {
  return {
    name: null,
    team: null,
    site: null,
    slots: null,
    queues: new Map(),
    queuesToldAt: null,
    signedIn: true,
    signedAt: namedAt,
    signInTold: false,
    cameAt: null,
    said: null,
    saysContactStates: false,
  };
}

/**
 * Takes a word, told in whatever order. True where it may say something else of the agent's queues: then
 * what was guessed of them is to be guessed anew. One that is too old says nothing.
 */
export function hearWord(agent: AgentRecord, word: AgentWord): boolean {
  const { opening, words } = agent;
  if (word.at <= opening.heardAt) return false;
  const newest = words.length > 0 ? words[words.length - 1]! : null;
  if (newest === null || word.at > newest.at) {
    words.push(word);
    const isAboutQueues = namesQueues(word);
    if (isAboutQueues) dropGuesses(agent);
    applyWord(agent, word);
    return isAboutQueues;
  }
  dropGuesses(agent);
  let place = words.length;
  while (place > 0 && byTime(word, words[place - 1]!) < 0) place -= 1;
  words.splice(place, 0, word);
  hearAgain(agent);
  return true;
}

function dropGuesses({ queues }: AgentRecord): void {
  for (const [queue, { isGuess }] of queues) if (isGuess) queues.delete(queue);
}

function namesQueues(word: AgentWord): boolean {
  switch (word.type) {
    case 'agent.signedIn':
      return Boolean(word.data.queues);
    case 'agent.joinedQueue':
    case 'agent.leftQueue':
      return true;
    default:
      return false;
  }
}

/** Lets go of the words before `oldest`: what they come to stays. */
export function forgetWords({ opening, words }: AgentRecord, oldest: Instant): void {
  let next = 0;
  while (next < words.length && words[next]!.at < oldest) {
    opening.heardAt = words[next]!.at;
    next = applyInstant(opening, words, next);
  }
  words.splice(0, next);
}

/** An event named the agent at `at`: it was there, at the latest. True where that is news. */
export function nameAgent(agent: AgentRecord, at: Instant): boolean {
  if (at >= agent.namedAt) return false;
  agent.namedAt = at;
  for (const standing of [agent, agent.opening]) if (!standing.signInTold) standing.signedAt = at;
  // Whether it was there already decides in what order its coming and going at one instant make sense.
  const { queues } = agent;
  if (agent.words.length > 0) hearAgain(agent);
  agent.queues = queues;
  return true;
}

/** The standing as of the opening, to apply words to. */
export function copyOf(standing: Standing): Standing {
  const { name, team, site, slots, queuesToldAt } = standing;
  const { signedIn, signedAt, signInTold, cameAt, said, saysContactStates } = standing;
  const queues = new Map(standing.queues);
  const told = { name, team, site, slots, queues, queuesToldAt };
  return { ...told, signedIn, signedAt, signInTold, cameAt, said, saysContactStates };
}

/** Applies the words of one instant, from `index` on; answers where those of the next one begin. */
export function applyInstant(
  standing: Standing,
  words: readonly AgentWord[],
  index: number,
): number {
  const first = words[index]!;
  let end = index + 1;
  while (words[end]?.at === first.at) end += 1;
  if (end === index + 1) applyWord(standing, first);
  else for (const word of inOrder(words.slice(index, end), standing)) applyWord(standing, word);
  return end;
}

function hearAgain(agent: AgentRecord): void {
  const { opening, words } = agent;
  Object.assign(agent, copyOf(opening));
  for (let next = 0; next < words.length;) next = applyInstant(agent, words, next);
}

function applyWord(standing: Standing, word: AgentWord): void {
  const { at } = word;
  switch (word.type) {
    case 'agent.signedIn': {
      const { name, team, site, capacity, queues } = word.data;
      standing.name = name ?? standing.name;
      standing.team = team ?? standing.team;
      standing.site = site ?? standing.site;
      standing.slots = slotsOf(capacity) ?? standing.slots;
      sign(standing, true, at);
      if (!queues) return;
      beginQueues(standing, at);
      for (const queue of new Set([...standing.queues.keys(), ...queues]))
        serve(standing, queue, queues.includes(queue), at);
      return;
    }
    case 'agent.signedOut':
      return sign(standing, false, at);
    case 'agent.joinedQueue':
    case 'agent.leftQueue':
      beginQueues(standing, at);
      return serve(standing, word.data.queue, word.type === 'agent.joinedQueue', at);
    case 'agent.stateChanged':
      return say(standing, word.data.state, word.data.reason ?? null, at);
  }
}

function sign(standing: Standing, signedIn: boolean, at: Instant): void {
  // Told again of who is there, as a source lists everybody anew, it begins nothing.
  if (signedIn && !standing.signedIn) {
    standing.cameAt = at;
    standing.said = null;
  }
  if (signedIn || standing.signedIn) standing.signedAt = at;
  standing.signedIn = signedIn;
  standing.signInTold = true;
}

function say(standing: Standing, state: AgentState, reason: string | null, at: Instant): void {
  if (state === 'signedOut') return sign(standing, false, at);
  if (CONTACT_STATES.has(state)) standing.saysContactStates = true;
  if (!standing.signedIn) sign(standing, true, at);
  standing.said = { state, reason, at };
}

/** From the first word about queues on, what was guessed no longer counts. */
function beginQueues(standing: Standing, at: Instant): void {
  if (standing.queuesToldAt !== null) return;
  standing.queuesToldAt = at;
  standing.queues.clear();
}

function serve({ queues }: Standing, queue: QueueId, serves: boolean, at: Instant): void {
  const known = queues.get(queue);
  const leftAt = known?.serves && !serves ? at : (known?.leftAt ?? null);
  queues.set(queue, { serves, at, leftAt, isGuess: false });
}

/** States in which an agent has a contact: a source that says one of them says them all. */
const CONTACT_STATES: ReadonlySet<AgentState> = new Set([
  'ringing',
  'talking',
  'holding',
  'afterContactWork',
]);

/** As one follows the other in a day's work. */
const CYCLE: readonly AgentState[] = [
  'available',
  'ringing',
  'talking',
  'holding',
  'afterContactWork',
  'paused',
];

/**
 * Words of one instant in the order in which they make sense for who stood like this before: one who
 * was there leaves before coming again, one who was not comes before leaving; a state follows the
 * one before it. What is left open is decided by source and id, never by the order of telling.
 */
function inOrder(words: readonly AgentWord[], before: Standing): AgentWord[] {
  const wasIn = before.signedIn && before.signedAt < words[0]!.at;
  const comesBack = wasIn && words.some(({ type }) => type === 'agent.signedIn');
  const statesBefore = wasIn && !comesBack ? before.said : null;
  const place = CYCLE.indexOf(statesBefore?.state ?? 'available');
  const rankOf = (word: AgentWord): number => {
    switch (word.type) {
      case 'agent.leftQueue':
        return before.queues.get(word.data.queue)?.serves ? -1 : 3;
      case 'agent.signedOut':
        return comesBack ? 0 : LAST_RANK;
      case 'agent.signedIn':
        return 1;
      case 'agent.joinedQueue':
        return 2;
      case 'agent.stateChanged': {
        if (word.data.state === 'signedOut') return comesBack ? 0 : LAST_RANK;
        const steps = CYCLE.indexOf(word.data.state) - place;
        return 3 + (steps > 0 ? steps : steps + CYCLE.length);
      }
    }
  };
  return words.toSorted((a, b) => rankOf(a) - rankOf(b) || byTime(a, b));
}

const LAST_RANK = 4 + CYCLE.length;

function byTime(a: AgentWord, b: AgentWord): number {
  return a.at - b.at || compare(a.source, b.source) || compare(a.id, b.id);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function slotsOf(
  capacity: number | Record<string, number> | null | undefined,
): Readonly<Record<string, number>> | null {
  if (capacity === null || capacity === undefined) return null;
  if (typeof capacity === 'number') return { [ALL_CHANNELS]: capacity };
  return Object.keys(capacity).length > 0 ? { ...capacity } : null;
}
