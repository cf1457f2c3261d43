import type { Difference, Found } from './comparison.ts';
import type { Proof } from './prove-bank.ts';

/** What was proved, as lines to print: a table for each file of the truth, months across. */
export function reportOf(proof: Proof): string[] {
  const { comparison, notCompared, events, duplicates, refused } = proof;
  const lines: string[] = [];
  for (const [name, columns] of comparison.tables) {
    const months = monthsOf(columns);
    const rows = [...columns].map(([column, found]) => [
      column,
      ...months.map((month) => {
        const { compared, different } = found.get(month) ?? { compared: 0, different: 0 };
        return different === 0 ? many(compared) : `${many(compared)} (${many(different)} differ)`;
      }),
    ]);
    lines.push('', ...aligned([[name, ...months], ...rows]));
  }
  if (comparison.different > 0)
    lines.push('', 'The first differences:', ...comparison.first.map(inWords));
  if (notCompared.length > 0)
    lines.push('', `Not compared, for no queue knows of it: ${notCompared.join(', ')}.`);
  const equal = comparison.compared - comparison.different;
  lines.push(
    '',
    `${many(events)} events, ${many(duplicates)} of them told twice, ${many(refused)} refused.`,
    `${many(comparison.compared)} figures compared: ${many(equal)} equal, ${many(comparison.different)} different.`,
  );
  return lines;
}

/** `1999-05-23, PS, daily: offered is 12 by the truth and 13 by Tidewall`. */
export function inWords({ when, queue, table, column, truth, ours }: Difference): string {
  const shown = (figure: string): string => (figure === '' ? 'nothing' : figure);
  return `  ${when}, ${queue}, ${table}: ${column} is ${shown(truth)} by the truth and ${shown(ours)} by Tidewall`;
}

function monthsOf(columns: ReadonlyMap<string, ReadonlyMap<string, Found>>): string[] {
  const months = new Set<string>();
  for (const found of columns.values()) for (const month of found.keys()) months.add(month);
  return [...months].toSorted();
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!),
      )
      .join('   '),
  );
}

function many(count: number): string {
  return count.toLocaleString('en-GB');
}
