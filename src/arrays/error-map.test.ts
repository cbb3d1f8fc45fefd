import { expect, test } from 'vitest';
import { binary32 } from '../float/format.ts';
import { testRandom } from '../float/random.test-support.ts';
import { arrayOf } from './array-of.ts';
import {
  cellOf,
  drawnPanels,
  emptyMap,
  filledCells,
  mapLayout,
  mergeCells,
  noOutputs,
  notJudged,
  panelName,
  putOutput,
} from './error-map.ts';
import { judgeAnswerSlowly, judgeAnswers } from './judge-answer.ts';
import { questionOf } from './question-of.ts';
import { randomQuestion } from './random-question.test-support.ts';

const nhwc = ['image', 'row', 'column', 'channel'];

test('rows and columns are the axes of these names, whatever the layout', () => {
  const layout = mapLayout([2, 3, 4, 5], nhwc);
  expect(layout).toMatchObject({ rows: 3, columns: 4, rowsEach: 1, columnsEach: 1, panels: 10, panelsEach: 1 });
  // Image 1, row 2, column 3, channel 4 is the last one.
  expect(cellOf(layout, 2 * 3 * 4 * 5 - 1)).toBe(10 * 12 - 1);
  expect(panelName(layout, 9)).toBe('image 1, channel 4');
  const planar = mapLayout([2, 5, 3, 4], ['image', 'channel', 'row', 'column']);
  expect(cellOf(planar, 12)).toBe(12);
  expect(panelName(planar, 1)).toBe('image 0, channel 1');
});

test('every output has a cell of its own until there are too many, and then a neighbour of the same panel', () => {
  const small = mapLayout([1, 6, 7, 2], nhwc);
  expect(new Set(Array.from({ length: 84 }, (_, index) => cellOf(small, index))).size).toBe(84);
  const large = mapLayout([1, 224, 224, 64], nhwc);
  expect(large.cellRows * large.cellColumns * 12).toBeLessThanOrEqual(24_000);
  expect(large.panels * large.cellRows * large.cellColumns).toBeLessThanOrEqual(2 ** 20);
  expect(cellOf(large, 224 * 224 * 64 - 1)).toBe(64 * large.cellRows * large.cellColumns - 1);
  const many = mapLayout([3_000_000, 2, 2], ['matrix', 'row', 'column']);
  expect(many.panelsEach).toBeGreaterThan(1);
  expect(cellOf(many, 12_000_000 - 1)).toBeLessThan(2 ** 20);
  expect(panelName(many, 0)).toBe('from matrix 0');
});

test('an axis of few steps keeps them beside a long one', () => {
  expect(mapLayout([100_000, 3], ['row', 'column'])).toMatchObject({ rowsEach: 250, columnsEach: 1, cellRows: 400 });
  const wide = mapLayout([1, 20, 3000, 12], nhwc);
  expect(wide).toMatchObject({ rowsEach: 1, cellRows: 20, cellColumns: 100 });
});

test('a single axis is folded, and a single output is one cell', () => {
  expect(mapLayout([50], ['axis 0'])).toMatchObject({ rows: 1, columns: 50 });
  expect(mapLayout([1000, 1], ['row', 'column'])).toMatchObject({ rows: 32, columns: 32 });
  expect(mapLayout([], [])).toMatchObject({ cellRows: 1, cellColumns: 1, panels: 1 });
});

test('a cell has the largest ratio of its outputs, and beyond 1 only a wrong one', () => {
  const layout = mapLayout([2, 3], ['row', 'column']);
  const map = emptyMap(layout);
  const [one, other] = [emptyMap(layout), emptyMap(layout)];
  putOutput(one, 0, 'within', 1 + 2 ** -52);
  putOutput(one, 1, 'wrong', 1);
  putOutput(one, 2, 'not-judged', 0);
  putOutput(other, 0, 'within', 0.5);
  putOutput(other, 3, 'wrong', Number.POSITIVE_INFINITY);
  for (const part of [one, other]) mergeCells(map, filledCells(part));
  expect([...map.ratios]).toEqual([1, 1 + 2 ** -20, notJudged, Number.POSITIVE_INFINITY, ...[noOutputs, noOutputs]]);
});

test('of many panels those with the largest errors are drawn, in their order', () => {
  const layout = mapLayout([40, 2, 2], ['matrix', 'row', 'column']);
  const map = emptyMap(layout);
  const all = emptyMap(layout);
  for (let index = 0; index < 160; index++) putOutput(all, index, 'within', index === 60 ? 0.9 : index / 1000);
  mergeCells(map, filledCells(all));
  expect(drawnPanels(map)).toEqual([15, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39]);
});

test('blocks of outputs fill the map as one output after another does', () => {
  const random = testRandom(14);
  for (let round = 0; round < 24; round++) {
    const { request, outputSizes, divisor, terms } = randomQuestion(
      random,
      (['conv', 'matmul', 'sum'] as const)[round % 3]!,
    );
    const numbers = terms.map((pairs) =>
      Math.fround(pairs.reduce((sum, [x, y]) => Math.fround(sum + x * y), 0) / divisor),
    );
    numbers[random.integer(numbers.length)] = [Number.NaN, Number.POSITIVE_INFINITY, 0, 17][round % 4]!;
    const answer = { name: 'y', file: arrayOf(numbers, outputSizes, 'float32', 'y') };
    const [question, model] = [questionOf(request), { name: 'binary32', accumulator: binary32 }];
    const map = mapLayout(outputSizes, []);
    const slow = judgeAnswerSlowly(question, answer, model, map).map!;
    const fast = judgeAnswers(question, [{ answer, model, map }])[0]!.map!;
    expect(slow.ratios.length).toBe(numbers.length + slow.ratios.filter((ratio) => ratio === noOutputs).length);
    // An enclosure of the bound makes the ratio a little larger.
    for (const [cell, ratio] of slow.ratios.entries())
      if (fast.ratios[cell] !== ratio) expect(Math.abs(fast.ratios[cell]! / ratio - 1)).toBeLessThan(1e-6);
  }
});
