import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/** What keeps some people out that a machine can find: each rule with the markup that breaks it. Empty when all is well. */
export async function barriersOf(
  page: Page,
  { within }: { readonly within?: string } = {},
): Promise<[rule: string, markup: string[]][]> {
  // Our pages hold no frames, and what passes is not asked for: on a large page that is most of the time.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] });
  if (within !== undefined) axe.include(within);
  const { violations } = await axe.analyze();
  return violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
}
