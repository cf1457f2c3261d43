/** One cell of a waffle: one agent. */
export interface WaffleCell<Group> {
  readonly x: number;
  readonly y: number;
  readonly group: Group;
}

export interface WaffleDrawing<Group> {
  readonly cells: readonly WaffleCell<Group>[];
  readonly cellWidth: number;
  readonly cellHeight: number;
}

/** Beyond this many agents a cell is too small to be one person: draw a bar. */
export const MOST_CELLS = 120;

/**
 * Cells column by column, so that each group is a block. As many columns as `rows` rows need, but the
 * cells never get wider than `widest`.
 */
export function drawWaffle<Group>(input: {
  readonly groups: readonly { readonly group: Group; readonly count: number }[];
  readonly width: number;
  readonly height: number;
  readonly rows: number;
  readonly gap: number;
  readonly widest: number;
}): WaffleDrawing<Group> {
  const { groups, width, height, rows, gap, widest } = input;
  const total = groups.reduce((sum, { count }) => sum + count, 0);
  const columns = Math.max(1, Math.ceil(total / rows));
  const cellWidth = Math.min(widest, (width - gap * (columns - 1)) / columns);
  const cellHeight = (height - gap * (rows - 1)) / rows;
  const all = groups.flatMap(({ group, count }) => Array.from({ length: count }, () => group));
  return {
    cellWidth,
    cellHeight,
    cells: all.map((group, index) => ({
      group,
      x: Math.floor(index / rows) * (cellWidth + gap),
      y: (index % rows) * (cellHeight + gap),
    })),
  };
}

/** The parts of one bar, `[from, to)` in its width; groups of nobody are left out. */
export function drawStateBar<Group>(
  groups: readonly { readonly group: Group; readonly count: number }[],
  width: number,
): readonly { readonly group: Group; readonly from: number; readonly to: number }[] {
  const total = groups.reduce((sum, { count }) => sum + count, 0);
  let before = 0;
  return groups.flatMap(({ group, count }) => {
    if (count === 0) return [];
    const from = (before / total) * width;
    before += count;
    return [{ group, from, to: (before / total) * width }];
  });
}
