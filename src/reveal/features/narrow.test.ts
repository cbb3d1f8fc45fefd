import { expect, test } from 'vitest';
import { type NarrowName, narrowFormats } from '../../float/narrow-numbers.ts';
import { type Accumulation, type NodeFormat, noFlush, type ProductRounding } from '../../sums/accumulation.ts';
import { parseTree } from '../../sums/tree-text.ts';
import { valueDependentOrder } from '../diagnose/value-dependence.ts';
import { flatTreeOf, treeKey } from '../flat-tree.ts';
import { modelOf } from '../model.ts';
import { type BlackBox, Oracle } from '../oracle.ts';
import { reveal } from '../reveal.ts';
import { narrowInputsOf } from './narrow.ts';

interface Kind {
  readonly product: ProductRounding;
  readonly inFormat?: boolean;
  /** Additions in the format itself; otherwise in binary32. */
  readonly narrowSums?: boolean;
  /** Subnormal inputs and results are zero, as in the processors' instructions for bfloat16. */
  readonly flushed?: boolean;
  /** An instruction for pairs is filled up with zeros. */
  readonly zeroLast?: boolean;
}

function accumulationOf(
  narrow: NarrowName,
  text: string,
  { product, inFormat, narrowSums, flushed, zeroLast }: Kind,
): Accumulation {
  const n = text.match(/\d+/g)!.length;
  const format = narrowFormats[narrow];
  return {
    ...{ tree: parseTree(text), products: new Array<ProductRounding>(n).fill(product), start: 'positive-zero' },
    nodes: new Array<NodeFormat>(n - 1).fill(narrowSums === true ? { to: format } : 'binary32'),
    ...{
      flush: flushed === true ? fullFlush : noFlush,
      result: 'binary32',
      inputs: narrowInputsOf(narrow),
      end: narrow,
    },
    ...(zeroLast === true ? { bias: { value: 0, enters: 'end' } } : {}),
    ...(inFormat === true ? { productFormat: format } : {}),
  };
}

const blackBoxOf = (accumulation: Accumulation): BlackBox => {
  const model = modelOf(accumulation);
  return async (lefts, rights, n, count) => model(lefts, rights, n, count);
};

const fullFlush = { inputs: true, products: true, sums: true } as const;
const trees = ['0', '0+1', '((0+2)+4)+((1+3)+5)', '(((3+2)+1)+0)+4'];
const kinds: readonly (readonly [string, Kind])[] = [
  ['products exact, sums in binary32', { product: 'exact' }],
  ['products rounded to binary32, sums in binary32', { product: 'rounded' }],
  ['products in the format, sums in binary32', { product: 'rounded', inFormat: true }],
  ['all in the format', { product: 'rounded', inFormat: true, narrowSums: true }],
  ['fused in the format', { product: 'exact', narrowSums: true }],
  ['products exact, sums in binary32, flushed', { product: 'exact', flushed: true }],
  ['products rounded to binary32, sums in binary32, flushed', { product: 'rounded', flushed: true }],
  ['products exact, sums in binary32, flushed, then +0', { product: 'exact', flushed: true, zeroLast: true }],
];

test.each(
  (['binary16', 'bfloat16'] as const).flatMap((narrow) =>
    kinds
      .filter(([, { flushed }]) => flushed !== true || narrow === 'bfloat16')
      .map(([name, kind]) => [narrow, name, kind] as const),
  ),
)('a black box in %s is revealed: %s', async (narrow, _, kind) => {
  for (const text of trees) {
    const truth = accumulationOf(narrow, text, kind);
    const n = truth.products.length;
    const revealed = await reveal(blackBoxOf(truth), n, { narrow, replays: 100 });
    if (!revealed.explained) expect.fail(`${text}: ${revealed.because}`);
    expect(treeKey(revealed.tree)).toBe(treeKey(flatTreeOf(truth.tree, n)));
    expect(revealed.replay.mismatches).toBe(0);
  }
});

test.each(['bfloat16', 'binary16'] as const)(
  'in %s an order that depends on the values is not explained',
  async (narrow) => {
    const sorted: BlackBox = async (lefts, rights, n, count) =>
      Float32Array.from({ length: count }, (_, index) => {
        const products = Array.from({ length: n }, (_, t) => lefts[index * n + t]! * rights[index * n + t]!);
        const sum = products.sort((a, b) => Math.abs(a) - Math.abs(b)).reduce((total, x) => Math.fround(total + x), 0);
        return modelOf(accumulationOf(narrow, '0', { product: 'exact' }))(
          Float32Array.of(sum),
          Float32Array.of(1),
          1,
          1,
        )[0]!;
      });
    const revealed = await reveal(sorted, 8, { narrow, replays: 400 });
    // Not that its results have few bits, which is known, nor that they overflow where binary16 does.
    expect(!revealed.explained && revealed.because).toMatch(/fixed summation tree|all results|order/);
  },
);

test('a fixed order whose results of 8 bits are alike in any shuffle is not said to depend on the values', async () => {
  const text = '((((((((0+1)+2)+(3+4))+(5+6))+7)+8)+9)+10)+(11+12)';
  const truth = accumulationOf('bfloat16', text, { product: 'exact', zeroLast: true });
  expect(await valueDependentOrder(new Oracle(blackBoxOf(truth), 13, undefined, 'bfloat16'))).toBeUndefined();
});
