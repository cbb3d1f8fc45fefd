import type { Terms } from '../conv/terms.ts';
import type { Subject } from '../engines/engine.ts';
import { toBinary32 } from '../float/dyadic.ts';
import { ProductSum } from '../float/product-sum.ts';
import type { SummationAlgorithm } from '../sums/algorithm.ts';
import { algorithms } from '../sums/algorithms.ts';
import type { EnginePair, ExplainedBy, Recipe } from './explanation.ts';
import { gridBits, ontoGrid } from './integer-grid.ts';

/** A subject of another library, what explains it, and its results for the random cases that it was asked for. */
export interface Tried {
  readonly subject: Subject;
  readonly explainedBy: readonly ExplainedBy[];
  readonly outputs: Float32Array | Float64Array;
}

/** Computes many windows: out[i] = Σ left[i·n + t] · right[i·n + t], rounded to binary32 in the end. */
type Windows = (left: Float32Array, right: Float32Array, n: number, count: number) => Float32Array;

interface Plan {
  readonly name: string;
  readonly ways: readonly [string, string];
  readonly compute: readonly [Windows, Windows];
  readonly guarantee: string;
  readonly engines: (tried: readonly Tried[]) => readonly EnginePair[];
}

/** Windows computed by one of our algorithms. */
function by(name: string, format: SummationAlgorithm['format'] = 'binary32'): Windows {
  const algorithm = algorithms.find((one) => one.name === name && one.format === format)!;
  return (left, right, n, count) => {
    const out = format === 'binary32' ? new Float32Array(count) : new Float64Array(count);
    algorithm.evaluate(left, right, n, count, out);
    return out instanceof Float32Array ? out : Float32Array.from(out);
  };
}

const sequential = by('sequential');
const pairwise = by('pairwise');

/** All products are stored first, rounded to binary32; then they are summed. */
const multiplyFirst =
  (sum: Windows): Windows =>
  (left, right, n, count) =>
    sum(
      left.map((x, t) => x * right[t]!),
      new Float32Array(left.length).fill(1),
      n,
      count,
    );

const onGrid =
  (sum: Windows): Windows =>
  (left, right, n, count) =>
    sum(...ontoGrid(left, right, n, count), n, count);

/**
 * The exact value rounded once, by big integers, one for each binade, last term first; NaN where an input is not
 * finite.
 */
export const byIntegers: Windows = (left, right, n, count) => {
  const sum = new ProductSum();
  return Float32Array.from({ length: count }, (_, i) => {
    sum.clear();
    for (let t = i * n + n - 1; t >= i * n; t--) {
      const product = left[t]! * right[t]!;
      if (!Number.isFinite(product)) return Number.NaN;
      sum.add(product);
    }
    return toBinary32(sum.total());
  });
};

const convolution = 'a loop that multiplies and adds, as a convolution';
const multiplySum = 'all products first, then a sum by halves, as multiply-sum';

/** One or two products have one order: only the rounding of the products is left to differ. */
function changeNothing(n: number): string {
  if (n === 1) return 'always equal, if both sides round the product alike and flush nothing to zero; nothing is added';
  if (n > 2) return 'none; the two sides add in different orders';
  return 'always equal, if both sides round both products and flush nothing to zero; one addition has no order';
}

function sumInBinary64(n: number): string {
  if (n === 1) return 'always equal; the product is a binary64 number, which is rounded once';
  if (n === 2) return 'always equal; the products are binary64 numbers, and one addition has no order';
  return (
    `not always equal; both sums are within ${n - 1}·2^-53·Σ|x·y| of the exact one, but a rounding boundary of ` +
    'binary32 may lie between them, which is likelier the more the sum cancels'
  );
}

const gridRecipe = 'Round the inputs to an integer grid';
/** Of longer sums a grid leaves no bits to the inputs. */
const longestOnGrid = 2 ** 22;

/** The recipes for windows of n terms. */
function plans(n: number): readonly Plan[] {
  const [leftBits, rightBits] = gridBits(n);
  return [
    {
      name: 'Change nothing',
      ways: [convolution, multiplySum],
      compute: [sequential, multiplyFirst(pairwise)],
      guarantee: changeNothing(n),
      engines: (tried) => convolutionPairs(tried, 'binary32'),
    },
    {
      name: 'Add in the same order on both sides',
      ways: [convolution, 'all products first, then a loop that adds'],
      compute: [sequential, multiplyFirst(sequential)],
      guarantee:
        'always equal, if both sides round every product; a fused multiply-add or a flush to zero on one breaks it',
      engines: sameTreePairs,
    },
    {
      name: 'Sum in binary64, round to binary32 at the end',
      ways: [`${convolution}, in binary64`, `${multiplySum}, in binary64`],
      compute: [by('sequential-wide'), by('pairwise', 'binary64')],
      guarantee: sumInBinary64(n),
      engines: (tried) => convolutionPairs(tried, 'binary64'),
    },
    {
      name: 'Round the exact value on both sides',
      ways: ['certified binary64 arithmetic, first term first', 'big integers, last term first'],
      compute: [by('correctly-rounded'), byIntegers],
      guarantee: 'always equal; the exact value has one nearest binary32 number',
      engines: () => [],
    },
    {
      name: gridRecipe,
      ways: [`${convolution}, inputs on the grid`, `${multiplySum}, inputs on the grid`],
      compute: [onGrid(sequential), onGrid(multiplyFirst(pairwise))],
      guarantee:
        `always equal, if no partial sum needs more than 24 bits: Σ|x·y| ≤ 2^24 grid steps, as for ${n} ` +
        `${n === 1 ? 'term' : 'terms'} of ${leftBits}-bit pixels and ${rightBits}-bit taps; the inputs change`,
      engines: () => [],
    },
  ];
}

/**
 * Every recipe, tried on many windows of n terms by two computations and timed against the sequential binary32 sum.
 * `tried` are the results of other libraries for the same windows. `whole`: the terms of the explained sum, which may
 * be too long to be tried.
 */
export function tryRecipes(
  { left, right }: Terms,
  whole: number,
  tried: readonly Tried[],
  n: number = whole,
): readonly Recipe[] {
  const count = left.length / n;
  const part = Math.max(1, Math.min(count, Math.floor(2 ** 16 / n)));
  const length = Math.min(n, 2 ** 16);
  const timeOf = (compute: Windows): number =>
    leastTime(() => compute(left.subarray(0, part * length), right.subarray(0, part * length), length, part));
  const reference = timeOf(sequential);
  return plans(whole)
    .filter(({ name }) => whole <= longestOnGrid || name !== gridRecipe)
    .map(({ name, ways, compute, guarantee, engines }) => {
      const [first, second] = [compute[0](left, right, n, count), compute[1](left, right, n, count)];
      const equal = countEqual(first, second, count);
      const relativeTime = compute[0] === sequential ? 1 : timeOf(compute[0]) / reference;
      return {
        name,
        ways,
        tried: count,
        equal,
        ...(n < whole ? { terms: n } : {}),
        relativeTime,
        guarantee,
        engines: engines(tried),
      };
    });
}

/** The same bits, or zeros: an engine that starts from +0 makes +0 of a product −0, in any order. */
function countEqual(one: Float32Array, other: Float32Array, count: number): number {
  let equal = 0;
  for (let i = 0; i < count; i++) if (one[i] === other[i] || Object.is(one[i], other[i])) equal++;
  return equal;
}

/** The least time of several runs, in ms: whatever else the machine does only adds to it. */
function leastTime(run: () => void): number {
  let least = Number.POSITIVE_INFINITY;
  const began = performance.now();
  for (let runs = 0; runs < 5 || (runs < 200 && performance.now() - began < 30); runs++) {
    const start = performance.now();
    run();
    least = Math.min(least, performance.now() - start);
  }
  return least;
}

/** The pairs of the question of 2018: conv2d and multiply-sum of one process, and NumPy's sum beside every conv2d. */
function convolutionPairs(tried: readonly Tried[], format: 'binary32' | 'binary64'): readonly EnginePair[] {
  const of = (operation: string): readonly Tried[] =>
    tried.filter(({ subject }) => subject.operation === operation && subject.format === format);
  const sameProcess = (one: Subject, other: Subject): boolean =>
    one.engine === other.engine && one.setting === other.setting;
  return of('conv2d').flatMap((conv) =>
    of('multiply-sum')
      .filter(({ subject }) => sameProcess(subject, conv.subject) || subject.engine === 'numpy')
      .map((sum) => pairOf(conv, sum)),
  );
}

/** For each algorithm that explains binary32 subjects of several engines, the first two of them. */
function sameTreePairs(tried: readonly Tried[]): readonly EnginePair[] {
  const byAlgorithm = new Map<string, Tried[]>();
  for (const one of tried) {
    const whole = one.explainedBy.find((found) => found.agreed === found.tried);
    if (whole === undefined || one.subject.format !== 'binary32') continue;
    byAlgorithm.set(whole.algorithm, [...(byAlgorithm.get(whole.algorithm) ?? []), one]);
  }
  return [...byAlgorithm.values()].flatMap((members) => {
    const first = members[0]!;
    const second = members.find(({ subject }) => subject.engine !== first.subject.engine);
    return second === undefined ? [] : [pairOf(first, second)];
  });
}

/** Results in binary64 are rounded to binary32 before they are compared. */
function pairOf(first: Tried, second: Tried): EnginePair {
  const tried = Math.min(first.outputs.length, second.outputs.length);
  const [one, other] = [Float32Array.from(first.outputs), Float32Array.from(second.outputs)];
  return { first: first.subject.id, second: second.subject.id, tried, equal: countEqual(one, other, tried) };
}
