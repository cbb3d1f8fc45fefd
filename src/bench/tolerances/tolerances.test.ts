import { expect, test } from 'vitest';
import type { ToleranceTable } from './compare-tolerances.ts';
import { toleranceCells, toleranceMarkdown } from './format-tolerances.ts';
import { batchesOf, inputKinds } from './tolerance-inputs.ts';
import { accepts, toleranceRules } from './tolerance-rules.ts';

test('a tolerance is absolute + relative · |expected|, its edge included; what is not finite must be the same', () => {
  const rule = { name: 'x', relative: 0.5, absolute: 1, source: '' };
  expect([3, 3.001, -3, 1].map((computed) => accepts(rule, computed, 4))).toEqual([true, true, false, true]);
  expect([7, 7.001, 0.999].map((computed) => accepts(rule, computed, 4))).toEqual([true, false, false]);
  const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;
  const pairs = [
    [nan, nan],
    [infinity, infinity],
    [infinity, nan],
    [-infinity, infinity],
    [1, nan],
    [infinity, 1],
  ];
  const accepted = (of: typeof rule): boolean[] => pairs.map(([one, other]) => accepts(of, one!, other!));
  expect(accepted(rule)).toEqual([true, true, false, false, false, false]);
  expect(accepted({ ...rule, ...toleranceRules[0]! })).toEqual([true, true, true, true, false, false]);
});

test('every kind of input has as many cases of every shape, and they are the same for the same seed', () => {
  for (const kind of inputKinds) {
    const counts = [...batchesOf(kind, 1, 66)].map(({ count }) => count);
    expect(new Set(counts).size).toBe(1);
    expect(counts.length % kind.distributions.length).toBe(0);
    const [first, again] = [[...batchesOf(kind, 5, 33)][3]!, [...batchesOf(kind, 5, 33)][3]!];
    expect(first.kernels).toEqual(again.kernels);
  }
});

test('a letter stands for a rejection, a capital for one on inputs where every plain sum passes', () => {
  const rules = [
    { name: 'loose', says: '' },
    { name: 'integers', says: '' },
  ];
  const table: ToleranceTable = {
    ...{ seed: 1, cases: 10, rules },
    kinds: [
      { letter: 'T', name: 'typical' },
      { letter: 'A', name: 'adversarial' },
      { letter: 'N', name: 'NaN' },
    ],
    bugs: [
      {
        name: 'gross',
        rejected: [
          [3, 10, 2],
          [4, 0, 0],
        ],
      },
      {
        name: 'subtle',
        rejected: [
          [0, 1, 0],
          [0, 0, 0],
        ],
      },
    ],
    legitimate: [
      {
        name: 'loop',
        plain: true,
        rejected: [
          [0, 2, 0],
          [0, 0, 0],
        ],
      },
      {
        name: 'kahan',
        plain: false,
        rejected: [
          [0, 0, 9],
          [0, 0, 0],
        ],
      },
    ],
  };
  const { rows } = toleranceCells(table);
  expect(rows).toEqual([
    ['gross', 'TaN', 'yes'],
    ['subtle', '-a-', '-'],
    ['loop', '0/2/0', '0'],
    ['kahan', '0/0/9', '0'],
    ['bugs rejected, of 2', '2', '1'],
    ['on inputs where all plain sums pass', '1', '1'],
    ['plain sums rejected, of 1', '1', '0'],
  ]);
  expect(toleranceMarkdown(table).slice(0, 3)).toEqual([
    '| implementation | loose | integers |',
    '|---|---|---|',
    '| gross | TaN | yes |',
  ]);
});
