import { describe, expect, test } from 'vitest';
import type { Comparison } from './condition.ts';
import { defectProblems } from './defect.ts';
import type { CorpusEntry } from './entry.ts';
import { arithmeticEntry, exampleEntry } from './example-entries.test-support.ts';
import { isWrongAs, type WrongOutput, wrongOutputText } from './wrong-outputs.ts';

const sound: CorpusEntry = {
  ...{ ...exampleEntry, role: 'defect', note: 'x' },
  condition: [{ left: 'batch', is: 'at-least', right: 2 }],
  wrongOutputs: [{ computed: 'zero' }],
};
const problems = (change: Partial<CorpusEntry>): string => defectProblems({ ...sound, ...change }).join('; ');

describe('a defect', () => {
  test('that says when it appears and how its outputs are wrong has no problem', () => {
    expect(problems({})).toBe('');
    expect(problems({ role: 'refutation', condition: [] })).toBe('');
  });

  test('may come out right if memory that nobody wrote decides, which its batch and a flag say', () => {
    const batchContext = { place: 0, images: [], kernels: [] };
    expect(problems({ expectation: 'may-differ', flags: ['not-repeatable'], batchContext })).toBe('');
  });

  const always: readonly (readonly Comparison[])[] = [
    [{ left: 'batch', is: 'at-least', right: 1 }],
    [{ left: 'batch', is: 'equal', right: 'batch' }],
    [{ left: 'batch', is: 'at-most', right: 1000 }],
    [{ left: 'outputRow', is: 'less', right: 'outputHeight' }],
    [{ left: 'absoluteSum', is: 'at-least', right: 0 }],
    [{ left: 'computed', is: 'not-equal', right: 12345 }],
    [
      { left: 'kernelTaps', is: 'at-least', right: 1 },
      { left: 'height', is: 'greater', right: 0 },
    ],
    [{ left: 'exact', is: 'not-equal', right: 0 }],
    [{ left: 'height', is: 'not-equal', right: 7 }],
    [{ left: 'computed', is: 'greater', right: 0 }],
  ];
  test.each(always)('whose condition holds for most outputs is refused: %j', (...condition) => {
    expect(problems({ condition })).toMatch(/^its condition holds for \d+ % of a sample of outputs \(/);
  });

  test.each<[Partial<CorpusEntry>, RegExp]>([
    [{ condition: [] }, /^a defect needs the condition under which it appears$/],
    [{ wrongOutputs: [] }, /^a defect needs wrongOutputs: how its outputs are wrong$/],
    [{ wrongOutputs: [{ computed: 'unwritten' }] }, /^wrongOutputs: unwritten needs/],
    [{ wrongOutputs: [{ computed: 'unwritten', where: always[0]! }] }, /^wrongOutputs: unwritten needs/],
    [
      { wrongOutputs: [{ computed: 'unwritten', where: [{ left: 'exact', is: 'not-equal', right: 0 }] }] },
      /^wrongOutputs: unwritten needs/,
    ],
    [{ expectation: 'may-differ' }, /^a defect must fail at the version that it names, unless /],
    [{ expectation: 'may-differ', flags: ['not-repeatable'] }, /^a defect must fail at the version that it names, un/],
  ])('with %j is refused', (change, reason) => {
    expect(problems(change)).toMatch(reason);
  });

  test('is about a convolution, with a note', () => {
    const { wrongOutputs: _, note: __, ...bare } = sound;
    expect(defectProblems(bare)).toHaveLength(2);
    expect(defectProblems({ ...arithmeticEntry, role: 'defect' })).toHaveLength(3);
  });
});

describe('an output is wrong', () => {
  const ways = (...list: WrongOutput['computed'][]): WrongOutput[] => list.map((computed) => ({ computed }));
  const fits = (way: WrongOutput[], computed: number, exact: number, outputRow = 0) =>
    isWrongAs(way, { computed, exact, absoluteSum: 64, outputRow });

  test.each<[WrongOutput['computed'], number, number, boolean]>([
    ['zero', 0, 1, true],
    ['zero', -0, 1, true],
    ['zero', 0, Number.NaN, true],
    ['zero', -0, 0, false],
    ['zero', 0.5, 1, false],
    ['gross', 3, 1, true],
    ['gross', 1.5, 1, false],
    ['gross', 1, Number.NaN, true],
    ['gross', Number.NaN, 1, false],
    ['beyond-rounding', 1.5, 1, true],
    ['beyond-rounding', 3, 1, false],
    ['infinity', Number.POSITIVE_INFINITY, 1, true],
    ['infinity', Number.NEGATIVE_INFINITY, 1, false],
    ['minus-infinity', Number.NEGATIVE_INFINITY, 1, true],
    ['nan', Number.NaN, 1, true],
    ['nan', 1, 2, false],
    ['unwritten', 17, 1, true],
    ['unwritten', 1, 1, false],
    ['unwritten', Number.NaN, Number.NaN, false],
  ])('as %s: %d in place of %d is %s', (way, computed, exact, expected) => {
    expect(fits(ways(way), computed, exact)).toBe(expected);
  });

  test('where the right number and the place are those that are stated', () => {
    const lost: WrongOutput[] = [{ computed: 'minus-infinity', exact: 'nan' }];
    expect(fits(lost, Number.NEGATIVE_INFINITY, Number.NaN)).toBe(true);
    expect(fits(lost, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)).toBe(false);
    expect(fits(lost, Number.NEGATIVE_INFINITY, 1)).toBe(false);
    const below: WrongOutput[] = [{ computed: 'unwritten', where: [{ left: 'outputRow', is: 'at-least', right: 1 }] }];
    expect([0, 1].map((row) => fits(below, 17, 1, row))).toEqual([false, true]);
    expect(fits([...below, ...ways('zero')], 0, 1)).toBe(true);
    expect(fits([], 0, 1)).toBe(false);
    expect([...lost, ...below].map(wrongOutputText)).toEqual([
      'minus-infinity instead of nan',
      'unwritten, where outputRow ≥ 1',
    ]);
  });
});
