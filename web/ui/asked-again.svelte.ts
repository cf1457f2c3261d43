import { onMount } from 'svelte';
import { usePage, type Page } from '#web/state/page.svelte.ts';

/** What the server answered last to a question that a card asks again and again. */
export interface Asked<Answer> {
  /** Null until it answered for the first time. */
  readonly value: Answer | null;
  /** It was not answered the last time. */
  readonly failed: boolean;
}

/** Asks at once, and every `everyMs` of the page's clock; to be called while a component is set up. */
export function askedAgain<Answer>(
  everyMs: number,
  ask: (api: Page['api']) => Promise<{ ok: true; value: Answer } | { ok: false }>,
): Asked<Answer> {
  const page = usePage();
  let value = $state.raw<Answer | null>(null);
  let failed = $state(false);
  let askedAt = -everyMs;
  let isAsking = false;

  const askNow = async (): Promise<void> => {
    if (isAsking) return;
    isAsking = true;
    askedAt = page.now;
    const answer = await ask(page.api);
    isAsking = false;
    failed = !answer.ok;
    if (answer.ok) value = answer.value;
  };
  onMount(() => void askNow());
  $effect(() => {
    if (page.now - askedAt >= everyMs) void askNow();
  });
  return {
    get value() {
      return value;
    },
    get failed() {
      return failed;
    },
  };
}
