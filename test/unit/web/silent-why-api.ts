import type { WhyApi } from '#web/state/why.svelte.ts';

/** Never answers: for tests that open no number. */
export const silentWhyApi: WhyApi = {
  why: () => new Promise(() => {}),
  contacts: () => new Promise(() => {}),
  audit: () => new Promise(() => {}),
  registry: () => new Promise(() => {}),
};
