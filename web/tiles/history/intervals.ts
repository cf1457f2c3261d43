/** A stretch of a day, `[from, to)`. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Neighbouring steps that `holds` is true of, put together. */
export function stretchesOf<Step extends { readonly at: number }>(
  steps: readonly Step[],
  day: { readonly endAt: number },
  holds: (step: Step, end: number) => boolean,
): readonly Stretch[] {
  const found: Stretch[] = [];
  steps.forEach((step, place) => {
    const end = steps[place + 1]?.at ?? day.endAt;
    if (!holds(step, end)) return;
    const last = found.at(-1);
    if (last !== undefined && last.to === step.at) found[found.length - 1] = { ...last, to: end };
    else found.push({ from: step.at, to: end });
  });
  return found;
}
