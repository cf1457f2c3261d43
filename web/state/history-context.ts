import { getContext, setContext } from 'svelte';
import type { History } from './history.svelte.ts';

const KEY = Symbol('history');

/** Hands the history to everything below the component that calls it. */
export function provideHistory(history: History): void {
  setContext(KEY, history);
}

/** The history of the component that calls it. */
export function useHistory(): History {
  return getContext<History>(KEY);
}
