import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Batch, type Case, caseAt, groupByShape } from '../conv/batch.ts';
import { outputShape } from '../conv/output-shape.ts';
import { type ConvShape, rowShape } from '../conv/shape.ts';
import { gatherTerms, planTerms } from '../conv/terms.ts';
import { exactDot64 } from '../float/exact-dot.ts';
import { binary16 } from '../float/format.ts';
import { roundToFormat } from '../float/round-to-format.test-support.ts';
import { pairwiseTree, sequentialTree } from '../sums/schemes.ts';
import { printTree } from '../sums/tree-text.ts';
import { cases } from './cases.ts';
import { distributions } from './distributions.ts';
import { type FactorPairs, factors } from './factors.ts';
import { minimise, minimiseSync, type StillFails } from './minimise.ts';
import { randomOf } from './random.ts';
import { randomBatch } from './random-batch.ts';
import { rangeClasses } from './range-class.ts';
import { compareSimplicity, significantBits } from './simplicity.ts';
import { sums } from './sums.ts';

const { fround } = Math;
type StillWanted = (cases: readonly Case[]) => Promise<readonly boolean[]>;

/** The smallest case for which the predicate holds. */
async function shrinkWhile(start: Case, wanted: StillWanted, evaluations?: number) {
  const stillFails: StillFails<Case, true> = async (candidates) =>
    (await wanted(candidates)).map((failed) => failed || undefined);
  return minimise(cases(), start, stillFails, evaluations === undefined ? {} : { evaluations });
}

/** A kernel for one window: the sum of its products, in some wrong way. `output` is its place in the case. */
type Sum = (left: Float32Array, right: Float32Array, from: number, n: number, output: number) => number;

/**
 * Whether some output of each case is farther from the exact value than (nu + (n−1)u²)P allows; not where underflow
 * could explain it.
 */
function failing(batch: Batch, sum: Sum): boolean[] {
  const plan = planTerms(batch.shape);
  const { left, right } = gatherTerms(plan, batch);
  const classes = rangeClasses(batch);
  return classes.map((range, i) => {
    if (range !== 'normal') return false;
    for (let output = 0; output < plan.outputs; output++) {
      const from = (i * plan.outputs + output) * plan.terms;
      let absolute = 0;
      let n = 0;
      for (let t = from; t < from + plan.terms; t++) {
        const product = Math.abs(left[t]! * right[t]!);
        absolute += product;
        if (product > 0) n++;
      }
      const error = Math.abs(sum(left, right, from, plan.terms, output) - exactDot64(left, right, from, plan.terms));
      if (error > n * 2 ** -24 * (1 + n * 2 ** -24) * absolute * (1 + 2 ** -20)) return true;
    }
    return false;
  });
}

const wantedOf =
  (bug: (shape: ConvShape) => Sum): StillWanted =>
  async (given) => {
    const answers: boolean[] = Array(given.length).fill(false);
    for (const { batch, places } of groupByShape(given)) {
      const found = failing(batch, bug(batch.shape));
      for (const [i, place] of places.entries()) answers[place] = found[i]!;
    }
    return answers;
  };

function plain(left: Float32Array, right: Float32Array, from: number, n: number): number {
  let sum = 0;
  for (let t = from; t < from + n; t++) sum = Math.fround(sum + Math.fround(left[t]! * right[t]!));
  return sum;
}

/** Eleven significant bits, to nearest, ties away. */
function half(x: number): number {
  const unit = 2 ** (Math.floor(Math.log2(Math.abs(x))) - 10);
  return x === 0 ? 0 : Math.round(x / unit) * unit;
}

const bugs: Record<string, (shape: ConvShape) => Sum> = {
  'last tap dropped': () => (left, right, from, n) => plain(left, right, from, n - 1),
  'kernel flipped': () => (left, right, from, n) => {
    const flipped = right.slice(from, from + n).reverse();
    return plain(left.subarray(from, from + n), flipped, 0, n);
  },
  'binary16 accumulator': () => (left, right, from, n) => {
    let sum = 0;
    for (let t = from; t < from + n; t++) sum = half(sum + left[t]! * right[t]!);
    return sum;
  },
  'right edge wrong when the output has four columns or more': (shape) => {
    const [, , columns, channels] = outputShape(shape);
    return (left, right, from, n, output) => {
      const edge = columns >= 4 && Math.floor(output / channels) % columns === columns - 1;
      return plain(left, right, from, n) * (edge ? 2 : 1);
    };
  },
  'last channel dropped unless there are a multiple of four':
    ({ channelsIn }) =>
    (left, right, from, n) => {
      let sum = 0;
      for (let t = 0; t < n; t++) {
        if (channelsIn % 4 === 0 || t % channelsIn !== channelsIn - 1)
          sum = Math.fround(sum + Math.fround(left[from + t]! * right[from + t]!));
      }
      return sum;
    },
  'two large terms of one sign are added wrongly': () => (left, right, from, n) => {
    const large = Array.from({ length: n }, (_, t) => left[from + t]! * right[from + t]!).filter(
      (product) => product > 0.25,
    ).length;
    return plain(left, right, from, n) * (large >= 2 ? 1.5 : 1);
  },
};

/** For each bug: non-zero numbers, kernel size, image size, and the values to be left. */
const minima: Record<string, { nonZeros: number; kernel: number; image: number; values: readonly number[] }> = {
  'last tap dropped': { nonZeros: 2, kernel: 1, image: 1, values: [1] },
  'kernel flipped': { nonZeros: 2, kernel: 2, image: 2, values: [1] },
  'binary16 accumulator': { nonZeros: 2, kernel: 1, image: 1, values: [] },
  'right edge wrong when the output has four columns or more': { nonZeros: 2, kernel: 1, image: 4, values: [1] },
  'last channel dropped unless there are a multiple of four': { nonZeros: 2, kernel: 1, image: 1, values: [1] },
  'two large terms of one sign are added wrongly': { nonZeros: 4, kernel: 2, image: 2, values: [1] },
};

const count = (input: Case): number => [...input.image, ...input.kernel].filter((x) => x !== 0).length;

test.each(Object.keys(bugs))('%s: shrunk to the smallest case that shows it', async (name) => {
  const wanted = wantedOf(bugs[name]!);
  const drawn = fc.sample(cases(), { seed: 2018, numRuns: 300 });
  const found = (await wanted(drawn)).flatMap((failed, i) => (failed ? [drawn[i]!] : []));
  expect(found.length).toBeGreaterThan(2);
  const { nonZeros, kernel, image, values } = minima[name]!;
  for (const start of found.slice(0, 4)) {
    const { value: least, steps, tried, minimal } = await shrinkWhile(start, wanted);
    expect({ nonZeros: count(least), kernel: least.kernel.length, image: least.image.length, minimal }).toEqual({
      nonZeros,
      kernel,
      image,
      minimal: true,
    });
    expect(least.shape).toMatchObject({ stride: [1, 1], dilation: [1, 1], padding: 'valid', batch: 1 });
    const left = new Set([...least.image, ...least.kernel].filter((x) => x !== 0));
    if (values.length > 0) expect([...left]).toEqual(values);
    else expect(Math.max(...left)).toBeLessThan(2);
    expect(steps).toBeLessThan(80);
    expect(tried).toBeLessThan(12_000);
    expect(await wanted([least])).toEqual([true]);
  }
});

test('it is deterministic, never ends at something less simple, and keeps to its budget', async () => {
  const wanted = wantedOf(bugs['last tap dropped']!);
  const drawn = fc.sample(cases(), { seed: 1, numRuns: 40 });
  const start = drawn[(await wanted(drawn)).indexOf(true)]!;
  const [once, again] = [await shrinkWhile(start, wanted), await shrinkWhile(start, wanted)];
  expect(once.value).toEqual(again.value);
  expect(once).toMatchObject({ steps: again.steps, tried: again.tried });
  for (const budget of [0, 1, 5, 40]) {
    let asked = 0;
    const counting: StillWanted = async (given) => {
      asked += given.length;
      return wanted(given);
    };
    const short = await shrinkWhile(start, counting, budget);
    expect(asked).toBeLessThanOrEqual(budget);
    expect(short.tried).toBe(asked);
    expect(short.minimal).toBe(false);
    expect(compareSimplicity(short.value, start)).toBeLessThanOrEqual(0);
  }
});

test('a ratio is kept as a failure is: the witness of three terms at more than 2.9 u·P', async () => {
  const ratio = (input: Case): number => {
    const { left, right } = gatherTerms(planTerms(input.shape), {
      ...input,
      count: 1,
      images: input.image,
      kernels: input.kernel,
    });
    const n = planTerms(input.shape).terms;
    let absolute = 0;
    for (let t = 0; t < n; t++) absolute += Math.abs(left[t]! * right[t]!);
    return absolute === 0
      ? 0
      : Math.abs(plain(left, right, 0, n) - exactDot64(left, right, 0, n)) / absolute / 2 ** -24;
  };
  const shape = {
    batch: 1,
    height: 3,
    width: 3,
    channelsIn: 1,
    channelsOut: 1,
    kernelHeight: 3,
    kernelWidth: 3,
    stride: [1, 1],
    dilation: [1, 1],
    padding: 'valid',
  } as const;
  const batch = randomBatch(randomOf(3), distributions.find(({ name }) => name === 'witnesses')!, shape, 200);
  const start = Array.from({ length: 200 }, (_, i) => caseAt(batch, i)).find((input) => ratio(input) > 2.9)!;
  const wanted: StillWanted = async (given) =>
    given.map(
      (input) => input.kernel.length > 0 && outputShape(input.shape).join() === '1,1,1,1' && ratio(input) > 2.9,
    );
  const { value: least, minimal } = await shrinkWhile(start, wanted);
  expect(minimal).toBe(true);
  expect(least.kernel.length).toBe(3);
  expect(ratio(least)).toBeGreaterThan(2.9);
  const numbers = [...least.image, ...least.kernel];
  expect(numbers.reduce((sum, x) => sum + significantBits(x), 0)).toBeLessThanOrEqual(40);
  expect(Math.min(...numbers)).toBeGreaterThanOrEqual(1);
  expect(Math.max(...numbers)).toBeLessThan(2 ** 18);
});

test('terms that matter by their sum alone become few', async () => {
  const row = (numbers: readonly number[]) => Float32Array.from(numbers);
  const [image, kernel] = [row([1, 1.9375, 1, 1, 1, 1]), row([1, 1.3125, 1, 1, 1, 2])];
  const shape = rowShape(6);
  const sumOf = (input: Case): number => exactDot64(input.image, input.kernel, 0, input.image.length);
  // A loop that rounds to binary16, on numbers of which the exact sum is on a grid that binary32 holds.
  const narrow = (x: number): number => roundToFormat(x, binary16, 'nearest-even');
  const isWrong = ({ image: left, kernel: right }: Case): boolean => {
    let sum = 0;
    for (const [t, x] of left.entries()) sum = narrow(sum + narrow(x * right[t]!));
    return sum !== sumOf({ shape, image: left, kernel: right }) && Math.abs(sum) < 100;
  };
  const wanted: StillWanted = async (given) =>
    given.map((input) => isRow(input) && isWrong(input) && significantBits(Math.max(...input.image)) < 6);
  const isRow = ({ shape: { batch, height, channelsOut, kernelWidth, width, kernelHeight } }: Case): boolean =>
    batch * height * channelsOut * kernelHeight === 1 && width === kernelWidth;
  const shrunk = await shrinkWhile({ shape, image, kernel }, wanted);
  expect(shrunk.value.image.length).toBeLessThanOrEqual(2);
});

test('the start is not asked about: without a step there is no verdict', async () => {
  const start = fc.sample(cases(), { seed: 2, numRuns: 1 })[0]!;
  const nothing = await minimise(cases(), start, (given) => given.map(() => undefined));
  expect(nothing).toMatchObject({ value: start, verdict: undefined, steps: 0, minimal: true });
});

test('a signal cuts the search between two portions, and the verdict belongs to the value', async () => {
  const start = fc.sample(cases(), { seed: 2, numRuns: 1 })[0]!;
  const abort = new AbortController();
  let portions = 0;
  const cut = await minimise(
    cases(),
    start,
    (given) => {
      if (++portions === 1) abort.abort();
      return given.map((input) => ({ input }));
    },
    { signal: abort.signal },
  );
  expect(portions).toBe(1);
  expect(cut.minimal).toBe(false);
  expect(cut.verdict!.input).toBe(cut.value);
});

test('an arbitrary of fast-check is walked too, and a predicate may answer at once', () => {
  const found = minimiseSync(fc.array(fc.nat()), [7, 12, 3, 40], (given) =>
    given.map((list) => (list.some((n) => n >= 10) ? list.length : undefined)),
  );
  expect(found).toMatchObject({ value: [10], verdict: 1, minimal: true });
});

test('the terms of a sum that are not needed go from both trees, then the others become simpler', () => {
  const sum = { terms: [1, 9.25, -3, 7, 0, 6.5], trees: [sequentialTree(6), pairwiseTree(6, 'first')] } as const;
  const { value } = minimiseSync(sums(), sum, (given) =>
    given.map(({ terms }) => terms.filter((x) => x >= 5).length >= 2 || undefined),
  );
  expect(value.terms).toEqual([8, 8]);
  expect(value.trees.map(printTree)).toEqual(['0+1', '0+1']);
});

test('the factors of a product stay together, and one product at least is kept', () => {
  const pairs = [
    [fround(0.1), 3],
    [fround(1.7), fround(2.9)],
  ] as const;
  const smallest = (wanted: (pairs: FactorPairs) => boolean): FactorPairs =>
    minimiseSync(factors(), pairs, (given) => given.map((one) => wanted(one) || undefined)).value;
  const [only, ...others] = smallest((list) => list.some(([left, right]) => left * right > 2));
  expect(others).toEqual([]);
  expect(only![0] * only![1]).toBeGreaterThan(2);
  expect(smallest(() => true)).toEqual([[0, 0]]);
});
