import { expect, test } from 'vitest';
import { convShape } from '../../conv/shape-text.ts';
import { exactDot64 } from '../../float/exact-dot.ts';
import { distributions } from '../../inputs/distributions.ts';
import { randomOf } from '../../inputs/random.ts';
import { randomBatch } from '../../inputs/random-batch.ts';
import { repeats } from '../../repeats.test-support.ts';
import { algorithms } from '../../sums/algorithms.ts';
import { subjectId } from '../../sums/subject-id.ts';
import { arrayOf } from '../array-of.ts';
import { questionOf } from '../question-of.ts';
import { anyOrder, ofAlgorithm, termsOf } from './implementation.ts';
import { blocksOf } from './measure-data.ts';
import { type TermSource, termSource } from './term-source.ts';
import { type ToleranceReport, toleranceReport } from './tolerance-report.ts';

const libraries = [
  { name: 'loose', rtol: 1e-2, atol: 1e-2, source: '' },
  { name: 'strict', rtol: 1e-7, atol: 0, source: '' },
];

function convData(image: Float32Array, kernel: Float32Array, text: string): TermSource {
  const shape = convShape(text, { padding: 'same' });
  const { batch, height, width, channelsIn, kernelHeight, kernelWidth, channelsOut } = shape;
  return termSource(
    questionOf({
      kind: 'conv',
      image: arrayOf(image, [batch, height, width, channelsIn]),
      kernel: arrayOf(kernel, [kernelHeight, kernelWidth, channelsIn, channelsOut]),
      ...{ padding: 'same', layout: 'nhwc', kernelLayout: 'hwio' },
    }),
    false,
  );
}

const report = (data: TermSource, reference: ToleranceReport['reference'] = 'exact'): ToleranceReport =>
  toleranceReport({
    ...{ operation: 'conv', shape: undefined, window: data.window, summed: data.summed, data, libraries, reference },
    nonZero: termsOf(data.window),
    implementations: [anyOrder(data.summed), ...algorithms.map((algorithm) => ofAlgorithm(algorithm, data.summed))],
  });

/** |y − ref| ≤ atol + rtol·|ref|, as a test in binary64 evaluates it. */
const accepts = (y: number, ref: number, { rtol, atol }: { rtol: number; atol: number }): boolean =>
  Math.abs(y - ref) <= atol + rtol * Math.abs(ref);

test('no correct implementation fails a printed assertion, whatever the data', () => {
  let compared = 0;
  const kinds: readonly ToleranceReport['reference'][] = ['exact', 'binary64', 'binary32'];
  const some = repeats(
    distributions.filter((_, place) => place % 12 === 0),
    distributions,
  );
  for (const [index, distribution] of some.entries()) {
    const text = '3x3x2*3x3x2';
    const { images, kernels } = randomBatch(randomOf(2018, distribution.name), distribution, convShape(text), 1);
    const data = convData(images, kernels, text);
    for (const reference of repeats([kinds[index % 3]!], kinds)) {
      const { implementations } = report(data, reference);
      for (const { chosen, left, right, window, terms, exact } of blocksOf(data)) {
        // References in binary64 and binary32 of an order that is not that of y.
        const reversed = algorithms.find(({ name, format }) => name === 'reversed' && format !== reference)!;
        const others = algorithms.find(({ name, format }) => name === reversed.name && format === reference);
        const references = reference === 'exact' ? exact : new Float64Array(chosen.length);
        others?.evaluate(left, right, terms, chosen.length, references, window);
        for (const algorithm of algorithms) {
          const y = algorithm.format === 'binary64' ? new Float64Array(chosen.length) : new Float32Array(chosen.length);
          algorithm.evaluate(left, right, terms, chosen.length, y, window);
          const own = implementations.find(({ name }) => name === subjectId(algorithm))!;
          const known = algorithm.summation === 'compensated' ? [own] : [implementations[0]!, own];
          for (const { name, smallest, allowance } of known) {
            if (name === 'any order' && algorithm.format === 'binary64') continue;
            for (const [at, value] of y.entries()) {
              const ref = references[at]!;
              const from = at * terms;
              let P = 0;
              for (let t = from; t < from + terms; t++) P += Math.abs(left[t]! * right[t]!);
              // Outputs with NaN, infinities or overflow are outside.
              if (!(P < 2 ** 120)) continue;
              compared += 1;
              const says = (): string => `${distribution.name}: ${algorithm.name} against ${reference}, ${name}`;
              const { relative, ofProducts, absolute } = allowance;
              if (!(Math.abs(value - ref) <= relative * Math.abs(ref) + ofProducts * P + absolute)) expect.fail(says());
              if (smallest === undefined) continue;
              if (!accepts(value, ref, smallest.absolute)) expect.fail(`${says()}: atol`);
              if (!accepts(value, ref, smallest.pair)) expect.fail(`${says()}: pair`);
              if (smallest.relative !== undefined && !accepts(value, ref, smallest.relative))
                expect.fail(`${says()}: rtol`);
            }
          }
        }
      }
    }
  }
  expect(compared).toBeGreaterThan(repeats(300_000, 5000));
});

/** A loop of 25 rounded products loses all but the first: the worst that any order can do, to first order. */
const [big, small] = [
  [24929, 673],
  [24929 * 2 ** -12, 673 * 2 ** -12],
] as const;

function dotData(terms: readonly (readonly [number, number])[]): TermSource {
  const [left, right] = [0, 1].map((side) =>
    arrayOf(
      terms.map((term) => term[side]!),
      [terms.length],
    ),
  );
  return termSource(questionOf({ kind: 'dot', left: left!, right: right! }), false);
}

test('a correct sum reaches the smallest tolerances for the data on which any order is worst', () => {
  const terms = [big, ...Array.from({ length: 24 }, () => small)];
  const { implementations, data } = report(dotData(terms));
  const { smallest, allowance } = implementations[0]!;
  const y = new Float32Array(1);
  const [left, right] = [0, 1].map((side) => Float32Array.from(terms, (term) => term[side]!));
  algorithms.find(({ name }) => name === 'sequential')!.evaluate(left!, right!, 25, 1, y);
  const ref = exactDot64(left!, right!, 0, 25);
  const less = ({ rtol, atol }: { rtol: number; atol: number }) => ({ rtol: rtol * 0.9999, atol: atol * 0.9999 });
  for (const tolerance of [smallest!.absolute, smallest!.relative!, smallest!.pair]) {
    expect(accepts(y[0]!, ref, tolerance)).toBe(true);
    expect(accepts(y[0]!, ref, less(tolerance))).toBe(false);
  }
  expect(Math.abs(y[0]! - ref)).toBeGreaterThan(allowance.ofProducts * ref * 0.9999);
  const { rules } = data!;
  expect(rules.find(({ name }) => name === 'strict')).toMatchObject({
    doubtful: 1,
    rejected: expect.arrayContaining(['lastbit/sequential']),
  });
  expect(rules.find(({ name }) => name === 'loose')).toMatchObject({ doubtful: 0, rejected: [], lostProducts: 24 });
  expect(rules.find(({ name }) => name === 'componentwise')).toMatchObject({ doubtful: 0, rejected: [] });
});

test('on whole numbers nothing is rounded, so that no tolerance is needed', () => {
  const { implementations } = report(
    dotData([
      [3, 5],
      [-7, 2],
      [4, 4],
    ]),
  );
  for (const { smallest } of implementations)
    expect([smallest!.absolute.atol, smallest!.relative!.rtol]).toEqual([0, 0]);
});

test('what is NaN or may overflow is left out and counted', () => {
  const { data, implementations } = report(
    dotData([
      [Number.NaN, 1],
      [1, 1],
    ]),
  );
  expect(data).toMatchObject({ outputs: 1, unproven: 1, because: 'an input is NaN or infinite', tried: 0 });
  expect(implementations[0]!.smallest).toBeUndefined();
  expect(report(dotData([[2 ** 100, 2 ** 28]])).data!.because).toMatch(/overflow/);
});

test('TF32 inputs and lost products are counted, and inputs that are not binary32 are refused', () => {
  const { data } = report(
    dotData([
      [1 + 2 ** -12, 1],
      [1, 1],
      [2 ** -30, 1],
    ]),
  );
  const of = (name: string) => data!.rules.find((rule) => rule.name === name);
  expect(of('componentwise')).toMatchObject({ tf32: 1, lostProducts: 1 });
  expect(of('loose')).toMatchObject({ tf32: 0, lostProducts: 1 });
  const image = { ...arrayOf([0.1], [1], 'float64'), path: 'a.npy' };
  const question = questionOf({ kind: 'dot', left: image, right: image });
  expect(() => termSource(question, false)).toThrow(/a.npy: 0.1 at \[0\] is not a binary32 number/);
  expect(termSource(question, true).rounded).toBe(2);
});

test('a library tolerance is sound for a shape as far as its atol goes', () => {
  const data = dotData([
    [1, 1],
    [1, 1],
    [1, 1],
  ]);
  const { libraries: found, cancellation } = report(data);
  expect(cancellation).toMatchObject({ exact: 0, computed: -1 });
  expect(found.map(({ name, rejectsCancellation }) => [name, rejectsCancellation])).toEqual([
    ['loose', true],
    ['strict', true],
  ]);
  expect(found[0]!.soundUpTo).toBeCloseTo(1e-2 / (3 * 2 ** -24), -1);
  expect(found[1]!.soundUpTo).toBe(0);
});

test('sums of numbers keep their bounds, and a loop over 1 and ties reaches that of any order', () => {
  const rng = randomOf(2018, 'sums');
  const sums = [
    [1, ...Array<number>(24).fill(2 ** -24)],
    ...Array.from({ length: repeats(10, 3) }, () =>
      Array.from({ length: 25 }, () => (rng.below(2 ** 24) - 2 ** 23) * 2 ** (rng.below(40) - 20)),
    ),
  ];
  for (const [index, numbers] of sums.entries()) {
    const data = termSource(questionOf({ kind: 'sum', array: arrayOf(numbers, [25]) }), false);
    const { implementations } = report(data);
    const { left, right } = data.gather(Int32Array.of(0));
    const ref = exactDot64(left, right, 0, 25);
    for (const algorithm of algorithms) {
      const y = algorithm.format === 'binary64' ? new Float64Array(1) : new Float32Array(1);
      algorithm.evaluate(left, right, 25, 1, y);
      const { smallest } = implementations.find(({ name }) => name === subjectId(algorithm))!;
      if (!accepts(y[0]!, ref, smallest!.absolute)) expect.fail(`${algorithm.name}: ${y[0]} for ${numbers}`);
      const { atol } = implementations[0]!.smallest!.absolute;
      if (algorithm.summation === 'tree') expect(Math.abs(y[0]! - ref)).toBeLessThanOrEqual(atol);
      if (index === 0 && algorithm.name === 'sequential' && algorithm.format === 'binary32')
        expect(Math.abs(y[0]! - ref) / atol).toBeGreaterThan(0.9999);
    }
  }
});
