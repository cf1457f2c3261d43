import { untrack } from 'svelte';

/**
 * What `read` gives, for a component that is being made: who reads it is asked again only where it has become another.
 * A derived value would have all that depends on it asked at every beat of the clock that it looks at, in every row.
 */
export function settled<T>(read: () => T): { readonly value: T } {
  let value = $state.raw(untrack(read));
  $effect.pre(() => {
    value = read();
  });
  return {
    get value() {
      return value;
    },
  };
}
