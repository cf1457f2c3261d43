import type { EventsIntake } from './events-intake.ts';
import { createLineReader, TOO_LONG, type LineGroup } from './events-lines.ts';
import type { BodyReader } from './request-body.ts';

/** A body of which the first lines, so many, are no JSON is refused whole. */
const MOST_BROKEN_AT_FIRST = 1_000;

/**
 * Takes lines while they come: read, decoded, written and folded in groups, and no faster than the
 * disk and the floor take them. Resolves when all was given: to false where it is no NDJSON at all.
 * Rejects with BodyBroken, or the reason of a group that failed; what was accepted stays.
 */
export async function takeLines(body: BodyReader, intake: EventsIntake): Promise<boolean> {
  const reader = createLineReader();
  let isAnyJson = false;
  let broken = 0;

  for (;;) {
    const next = body.next();
    // Nothing more for now: what is there need not wait for it.
    if (!(await comesAtOnce(next)) && !(await takeAll([reader.rest()]))) return false;
    const chunk = await next;
    if (!(await takeAll(chunk ? reader.push(chunk) : reader.end()))) return false;
    if (!chunk) break;
  }
  if (!(await takeAll([reader.rest()]))) return false;
  return isAnyJson || broken === 0;

  /** False where it has become clear that these are no lines of JSON. */
  async function takeAll(groups: Iterable<LineGroup>): Promise<boolean> {
    for (const group of groups) {
      if (group.values.length + group.broken.length === 0) continue;
      isAnyJson ||= group.values.length > 0;
      for (const { index, reason } of group.broken) {
        intake.account.refuse({ index, id: null, reason });
        // What it would have been nobody knows.
        if (reason !== TOO_LONG) broken += 1;
      }
      if (!isAnyJson && broken >= MOST_BROKEN_AT_FIRST) return false;
      const { values, indices, size } = group;
      await intake.give({ values, placeOf: (index) => indices[index]!, size });
    }
    return true;
  }
}

/** Whether it is settled within a turn of the event loop. */
function comesAtOnce(next: Promise<unknown>): Promise<boolean> {
  const turn = new Promise<boolean>((resolve) => setImmediate(() => resolve(false)));
  return Promise.race([next.then(() => true), turn]);
}
