import { expect, test } from 'vitest';
import { dotError64, exactDot32, exactDot64 } from '../float/exact-dot.ts';
import { testRandom } from '../float/random.test-support.ts';
import type { SummationAlgorithm } from './algorithm.ts';
import { algorithms } from './algorithms.ts';
import { printTree } from './tree-text.ts';

const algorithmNamed = (name: string, format: SummationAlgorithm['format'] = 'binary32'): SummationAlgorithm =>
  algorithms.find((algorithm) => algorithm.name === name && algorithm.format === format)!;
const resultOf = (
  algorithm: SummationAlgorithm,
  left: readonly number[],
  right: readonly number[] = left.map(() => 1),
): number => {
  const out = new Float64Array(1);
  algorithm.evaluate(Float32Array.from(left), Float32Array.from(right), left.length, 1, out);
  return out[0]!;
};

test('names are unique within a format, lower case, and described in one sentence', () => {
  const names = algorithms.map(({ name, format }) => `${name}:${format}`);
  expect(new Set(names).size).toBe(names.length);
  for (const { name, description } of algorithms) {
    expect(name).toMatch(/^[a-z]+[a-z0-9]*(-[a-z0-9]+)*$/);
    expect(description).toMatch(/^[A-Z][^\n]*\.$/);
  }
});

test('a name consists of the fields and says nothing else', () => {
  const suffixes: Record<string, string> = {
    fused: '-fused',
    wide: '-wide',
    'rounded-products-wide': '-rounded-wide',
    'two-roundings': '-two-roundings',
  };
  const trees = algorithms.filter(({ summation }) => summation === 'tree');
  expect(trees.length).toBeGreaterThan(30);
  for (const { name, scheme, arithmetic, lanes, block } of trees) {
    const parameter = block === 'row' ? 'rows' : (lanes ?? block);
    expect(name).toBe(`${scheme}${parameter === undefined ? '' : `-${parameter}`}${suffixes[arithmetic!] ?? ''}`);
  }
});

test('every algorithm gives integers exactly, in each window of a batch, and writes numbers of its format', () => {
  const random = testRandom(21);
  for (const algorithm of algorithms) {
    for (const window of [
      { rows: 1, columns: 1, channels: 1 },
      { rows: 3, columns: 3, channels: 1 },
      { rows: 2, columns: 5, channels: 3 },
      { rows: 13, columns: 11, channels: 1 },
    ]) {
      const n = window.rows * window.columns * window.channels;
      const count = 7;
      const draw = (): Float32Array => Float32Array.from({ length: n * count }, () => random.integer(21) - 10);
      const [left, right, out] = [draw(), draw(), new Float64Array(count)];
      algorithm.evaluate(left, right, n, count, out, window);
      for (let w = 0; w < count; w++) expect(out[w], algorithm.name).toBe(exactDot64(left, right, w * n, n));
      const [fractions, units] = [left.map((x) => x / 3), right.map((x) => x / 7)];
      algorithm.evaluate(fractions, units, n, count, out, window);
      if (algorithm.format === 'binary32') expect(out).toEqual(out.map(Math.fround));
      algorithm.evaluate(left, right, n, 0, out, window);
    }
  }
});

test('the trees of five terms', () => {
  const treeOf = (name: string): string => printTree(algorithmNamed(name).tree(5)!);
  expect(treeOf('sequential')).toBe('(((0+1)+2)+3)+4');
  expect(treeOf('reversed')).toBe('(((4+3)+2)+1)+0');
  expect(treeOf('pairwise')).toBe('((0+1)+2)+(3+4)');
  expect(treeOf('pairwise-smaller-first')).toBe('(0+1)+(2+(3+4))');
  expect(treeOf('lanes-4')).toBe('((0+2)+(1+3))+4');
  expect(treeOf('blocked-3')).toBe('((0+1)+2)+(3+4)');
  const window = { rows: 2, columns: 3, channels: 1 };
  expect(printTree(algorithmNamed('column-major').tree(6, window)!)).toBe('((((0+3)+1)+4)+2)+5');
  expect(printTree(algorithmNamed('blocked-rows').tree(6, window)!)).toBe('((0+1)+2)+((3+4)+5)');
  expect(algorithmNamed('kahan').tree(5)).toBeUndefined();
});

test('correctly rounded algorithms give the exact value, rounded once', () => {
  const random = testRandom(22);
  for (let i = 0; i < 300; i++) {
    const [left, right] = [0, 1].map(() => Float32Array.from({ length: 9 }, () => random.binary32(-12, 12))) as [
      Float32Array,
      Float32Array,
    ];
    expect(resultOf(algorithmNamed('correctly-rounded'), [...left], [...right])).toBe(exactDot32(left, right, 0, 9));
    expect(resultOf(algorithmNamed('correctly-rounded', 'binary64'), [...left], [...right])).toBe(
      exactDot64(left, right, 0, 9),
    );
  }
});

test('what compensation keeps and what it loses', () => {
  const kept = (terms: readonly number[]): readonly number[] =>
    ['sequential', 'kahan', 'neumaier', 'dot2', 'correctly-rounded'].map((name) =>
      resultOf(algorithmNamed(name), terms),
    );
  expect(kept([2 ** 24, 1, -(2 ** 24)])).toEqual([0, 1, 1, 1, 1]);
  expect(kept([1, 2 ** -60, -1])).toEqual([0, 0, 2 ** -60, 2 ** -60, 2 ** -60]);
  expect(kept([2 ** 100, 1, 2 ** 50, -(2 ** 100), -(2 ** 50)])).toEqual([-(2 ** 50), -(2 ** 50), 0, 0, 1]);
  const products = ['neumaier', 'dot2'].map((name) => resultOf(algorithmNamed(name), [24929, 4096], [673, -4096]));
  expect(products).toEqual([0, 1]);
});

/** A hexadecimal floating-point literal of C: 1.8p3 is 12. */
function hexadecimal(literal: string): number {
  const [, sign, fraction, exponent] = /^(-?)1\.?([0-9a-f]*)p([+-]?\d+)$/.exec(literal)!;
  return (
    (sign === '-' ? -1 : 1) * Number.parseInt(`1${fraction}`, 16) * 16 ** -fraction!.length * 2 ** Number(exponent)
  );
}

// The textbook bound of Kahan's sum, (2u + O(nu²))·Σ|terms|, is wrong: Fast2Sum is not exact if a term is larger than
// the sum.
test.each([
  ['1.000002p-22 1p+2 1p-22', '2.000'],
  ['-1.ffep-4 1.000586p+21 -1.ffe002p-4 1.000562p+22 1.fffffep+20', '2.250'],
  ['1.fff84cp+26 -1.0002dep+51 1.fff9p+26 -1.000b1ep+52 1.fff42p+27 -1.0000aep+53 -1.fffffep+50', '2.375'],
])('Kahan’s sum of %s is off by %s unit roundoffs of the absolute sum', (literals, units) => {
  const terms = Float32Array.from(literals.split(' '), hexadecimal);
  const ones = terms.map(() => 1);
  const absolute = terms.reduce((sum, x) => sum + Math.abs(x), 0);
  const error = dotError64(terms, ones, 0, terms.length, resultOf(algorithmNamed('kahan'), [...terms]));
  expect((Math.abs(error) / absolute / 2 ** -24).toFixed(3)).toBe(units);
});
