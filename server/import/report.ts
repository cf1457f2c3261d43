import { SECOND_MS } from '#schema/time/duration.ts';
import { grouped, lengthOf } from './progress.ts';
import type { ImportEnd } from './run.ts';

/** What became of an import, for whoever started it: every event that was not taken is in it. */
export function reportOf(end: ImportEnd): string {
  const lines: string[] = [];
  const looked = end.taken + end.before + end.duplicates;
  const rate = Math.round((looked * SECOND_MS) / Math.max(1, end.elapsedMs));
  lines.push(
    `${grouped(end.taken)} events went into the history, in ${lengthOf(end.elapsedMs)} (${grouped(rate)} events/s).`,
  );
  if (end.before > 0) lines.push(`${grouped(end.before)} were in from an earlier run.`);
  if (end.duplicates > 0)
    lines.push(`${grouped(end.duplicates)} were told twice and count once (same source and id).`);
  if (end.late > 0)
    lines.push(
      `${grouped(end.late)} go back by more than a day, first ${end.firstLate}: they correct what was counted by then. A file in the order of its times gives better numbers.`,
    );
  if (end.passedOver > 0)
    lines.push(
      `${grouped(end.passedOver)} quarter hours were passed over: there the floor itself has counted, and its numbers stay. Files reach to the day (UTC) before its first.`,
    );
  const { refused } = end;
  if (refused.count > 0) {
    lines.push(`${grouped(refused.count)} lines were refused:`);
    for (const { reason, count, places } of refused.reasons)
      lines.push(
        `  ${grouped(count)} × ${reason} (${places.join(', ')}${count > places.length ? ', …' : ''})`,
      );
    lines.push(`  All of them: ${refused.lists.join(', ')}`);
  }
  for (const { path, reason } of end.broken)
    lines.push(
      `${path} could not be read to its end: ${reason}. What could be read of it is in; with a whole file the same command goes on.`,
    );
  if (end.isStopped)
    lines.push('Stopped. What is in stays in; the same command goes on where this one stopped.');
  return `${lines.join('\n')}\n`;
}
