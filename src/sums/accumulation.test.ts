import { expect, test } from 'vitest';
import { type Accumulation, noFlush, uniformAccumulation } from './accumulation.ts';
import { compile } from './program.ts';
import { runProgram } from './run-program.ts';
import { sequentialTree } from './schemes.ts';
import { slowAccumulation } from './slow-accumulation.test-support.ts';
import { parseTree } from './tree-text.ts';

/** The result of the compiled program, after checking that the definition gives the same. */
function resultOf(
  accumulation: Accumulation,
  left: readonly number[],
  right: readonly number[] = left.map(() => 1),
): number {
  const out = new Float64Array(1);
  runProgram(compile(accumulation), Float32Array.from(left), Float32Array.from(right), left.length, 1, out);
  expect(out[0]).toBe(slowAccumulation(accumulation, left, right));
  return out[0]!;
}

const narrow = uniformAccumulation(sequentialTree(2), 'rounded-products');

// 1 + 2^-23 and half an ulp make a tie, whose even side is up. The last term, far below, breaks it downward.
const tie = [1 + 2 ** -23, 2 ** -24, -(2 ** -60)];
test.each([
  ['(0+1)+2', ['binary64', 'binary32'], tie],
  ['2+(0+1)', ['binary64', 'binary32'], tie],
  ['(0+1)+(2+3)', ['binary64', 'binary64', 'binary32'], [...tie, 0]],
  ['(0+1)+(2+3)', ['binary64', 'binary32', 'binary32'], [...tie, 0]],
  ['(0+1+2)', ['binary32'], tie],
] as const)('%s with nodes %j rounds a wide operand together with the sum, not before it', (text, nodes, terms) => {
  const products = terms.map(() => 'exact' as const);
  const accumulation: Accumulation = { ...narrow, tree: parseTree(text), products, nodes };
  expect(resultOf(accumulation, terms)).toBe(1 + 2 ** -23);
  expect(resultOf({ ...accumulation, products: terms.map(() => 'rounded') }, terms)).toBe(1 + 2 ** -23);
  const twice = nodes.map((format, i) => (i === nodes.length - 1 ? 'binary32-via-binary64' : format));
  expect(resultOf({ ...accumulation, nodes: twice }, terms)).toBe(1 + 2 ** -22);
});

test('a fused multiply-add rounds once; Math.fround(sum + x * y) rounds twice and differs', () => {
  const [x, y, sum] = [(1 + 2 ** -16) * 2 ** -12, (1 - 2 ** -16) * 2 ** -12, 1 + 2 ** -23];
  expect(resultOf(uniformAccumulation(sequentialTree(2), 'fused'), [sum, x], [1, y])).toBe(1 + 2 ** -23);
  expect(resultOf(uniformAccumulation(sequentialTree(2), 'two-roundings'), [sum, x], [1, y])).toBe(1 + 2 ** -22);
});

test('exact products survive where rounded ones do not', () => {
  const [left, right] = [
    [4096, 24929],
    [-4096, 673],
  ];
  const values = (['rounded-products', 'fused', 'wide', 'rounded-products-wide', 'binary64'] as const).map(
    (arithmetic) => resultOf(uniformAccumulation(sequentialTree(2), arithmetic), left, right),
  );
  expect(values).toEqual([0, 1, 1, 0, 1]);
});

test.each(['0+1', '(0+1+2)', '0'])(
  '%s: −0 stays when the sum starts from a product, and not when it starts from +0',
  (text) => {
    const tree = parseTree(text);
    const accumulation = uniformAccumulation(tree, 'rounded-products');
    const zeros = accumulation.products.map(() => -0);
    expect(resultOf(accumulation, zeros)).toBe(0);
    expect(resultOf({ ...accumulation, start: 'first-product' }, zeros)).toBe(-0);
  },
);

test.each(['0+1', '(0+1+2)', '0'])(
  '%s: −0 becomes +0 where the result is added to +0, and nothing else changes',
  (text) => {
    const base = uniformAccumulation(parseTree(text), 'rounded-products');
    const ending: Accumulation = { ...base, start: 'first-product', bias: { value: 0, enters: 'end' } };
    for (const value of [-0, 0, -(2 ** -149), 3]) {
      const terms = base.products.map((_, term) => (term === 0 ? value : -0));
      expect(resultOf(ending, terms)).toBe(Object.is(value, -0) ? 0 : value);
    }
  },
);

test('a first product is rounded by the +0 that it is added to, and is exact without it', () => {
  const accumulation: Accumulation = { ...narrow, products: ['exact', 'exact'], nodes: ['binary32'], flush: noFlush };
  const [left, right] = [
    [24929, 4096],
    [673, -4096],
  ];
  expect(resultOf(accumulation, left, right)).toBe(0);
  expect(resultOf({ ...accumulation, start: 'first-product' }, left, right)).toBe(1);
});

test('inputs, products and sums are flushed separately, with their sign, and before subnormal rounding', () => {
  const one = uniformAccumulation(sequentialTree(1), 'rounded-products');
  const flushing = (flush: Partial<Accumulation['flush']>, base = one): Accumulation => ({
    ...base,
    start: 'first-product',
    flush: { ...noFlush, ...flush },
  });
  const subnormal = -(2 ** -130);
  expect(resultOf(flushing({}), [subnormal])).toBe(subnormal);
  expect(resultOf(flushing({ inputs: true }), [subnormal], [2 ** 100])).toBe(-0);
  expect(resultOf(flushing({ products: true }), [subnormal], [2 ** 100])).toBe(-(2 ** -30));
  expect(resultOf(flushing({ products: true }), [subnormal])).toBe(-0);
  // Tiny before subnormal rounding lifts it to the smallest normal number. Half a unit closer, it is not tiny.
  expect(resultOf(flushing({ products: true }), [1 - 2 ** -24], [2 ** -126])).toBe(0);
  expect(resultOf(flushing({}), [1 - 2 ** -24], [2 ** -126])).toBe(2 ** -126);
  const sum = [3 * 2 ** -127, -(2 ** -126)];
  expect(resultOf(flushing({}, narrow), sum)).toBe(2 ** -127);
  expect(resultOf(flushing({ products: true }, narrow), sum)).toBe(2 ** -127);
  expect(resultOf(flushing({ sums: true }, narrow), sum)).toBe(0);
  const fused = flushing({ sums: true }, uniformAccumulation(sequentialTree(2), 'fused'));
  expect(resultOf(fused, [0, 1 - 2 ** -24], [1, 2 ** -126])).toBe(0);
  expect(resultOf(fused, [2 ** -126, 2 ** -100], [1, -(2 ** -51)])).toBe(2 ** -126);
  expect(resultOf(fused, [2 ** -126, 2 ** -100], [1, -(2 ** -51) * (1 + 2 ** -20)])).toBe(0);
});
