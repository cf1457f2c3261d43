import { expect, test } from 'vitest';
import { drawStateBar, drawWaffle } from '#web/charts/geometry/waffle.ts';

test('one cell is one agent, each group a block, and all fit the box', () => {
  const drawing = drawWaffle({
    groups: [
      { group: 'talking', count: 70 },
      { group: 'available', count: 50 },
    ],
    width: 250,
    height: 54,
    rows: 3,
    gap: 3,
    widest: 20,
  });
  expect(drawing.cells).toHaveLength(120);
  expect(drawing.cells.findIndex((cell) => cell.group === 'available')).toBe(70);
  for (const cell of drawing.cells) {
    expect(cell.x + drawing.cellWidth).toBeLessThanOrEqual(250.001);
    expect(cell.y + drawing.cellHeight).toBeLessThanOrEqual(54.001);
  }
});

test('an empty floor draws no cell and no part', () => {
  expect(
    drawWaffle({ groups: [], width: 10, height: 10, rows: 3, gap: 1, widest: 5 }).cells,
  ).toEqual([]);
  expect(drawStateBar([{ group: 'talking', count: 0 }], 100)).toEqual([]);
});

test('the parts of the bar join without gap and fill it', () => {
  expect(
    drawStateBar(
      [
        { group: 'a', count: 3 },
        { group: 'b', count: 0 },
        { group: 'c', count: 1 },
      ],
      100,
    ),
  ).toEqual([
    { group: 'a', from: 0, to: 75 },
    { group: 'c', from: 75, to: 100 },
  ]);
});
