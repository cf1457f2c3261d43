import { cpus, loadavg } from 'node:os';
import type { Comparison } from './comparison.ts';

export interface Row {
  readonly name: string;
  /** What the baseline does. */
  readonly against: string;
  readonly comparison: Comparison;
  /** A cost in words, e.g. `1.3 µs/event`. */
  figure(cost: number): string;
}

/** Prints what was measured, where and when, and a line for each comparison. Judges nothing. */
export function printTable(table: {
  readonly title: string;
  /** What is measured, in a sentence or two. */
  readonly about: string;
  readonly rows: readonly Row[];
  readonly notes?: readonly string[];
}): void {
  printFigures({
    ...table,
    head: ['', 'ours', 'baseline', 'ratio', 'rounds', 'baseline is'],
    rows: table.rows.map(({ name, against, comparison, figure }) => [
      name,
      figure(comparison.ours),
      figure(comparison.baseline),
      significant(comparison.ratio),
      spread(comparison.rounds),
      against,
    ]),
  });
}

/** The same for what has no baseline to be measured against: figures in words, a line each under `head`. */
export function printFigures(table: {
  readonly title: string;
  readonly about: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly notes?: readonly string[];
}): void {
  const lines = [table.head, ...table.rows];
  const widths = table.head.map((_, column) =>
    Math.max(...lines.map((line) => line[column]!.length)),
  );
  console.log(`\n${table.title}: ${table.about}`);
  console.log(`${machine()}\n`);
  for (const line of lines)
    console.log(
      `  ${line.map((cell, column) => cell.padEnd(widths[column]!)).join('   ')}`.trimEnd(),
    );
  for (const note of table.notes ?? []) console.log(`  ${note}`);
}

/** Three significant digits, thousands set apart: `0.0231`, `4.35`, `128,000`. */
export function significant(value: number): string {
  return value.toLocaleString('en-GB', { maximumSignificantDigits: 3 });
}

function spread(rounds: readonly number[]): string {
  return `${significant(rounds[0]!)} to ${significant(rounds.at(-1)!)} in ${rounds.length}`;
}

function machine(): string {
  const processors = cpus();
  const at = new Date().toISOString().slice(0, 16).replace('T', ' ');
  const model = processors[0]?.model.trim() ?? process.arch;
  const load = loadavg()[0]!.toFixed(1);
  return `${at} UTC, Node ${process.versions.node}, ${processors.length} × ${model}, load ${load}`;
}
