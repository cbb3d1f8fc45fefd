import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { checkBatch, checkCase, checkShape } from '../conv/check-shape.ts';
import { rowShape } from '../conv/shape.ts';
import { bits32 } from '../float/bits.ts';
import { repeats } from '../repeats.test-support.ts';
import { printTree } from '../sums/tree-text.ts';
import type { InputArbitrary } from './arbitrary.ts';
import { batches } from './batches.ts';
import { cases } from './cases.ts';
import { specials } from './distributions/zeros.ts';
import { distributions } from './distributions.ts';
import { factors } from './factors.ts';
import { operands } from './operands.ts';
import { randomOf } from './random.ts';
import { shapes } from './shapes.ts';
import { sums } from './sums.ts';

vi.setConfig({ testTimeout: 120_000 });

/**
 * An arbitrary, what is true of all its values, and things that are none of them, of which one is a value with
 * something wrong.
 */
interface Subject<T> {
  readonly arbitrary: InputArbitrary<T>;
  check(value: T): void;
  wrong(value: T): readonly unknown[];
  /** Leaves out the few values whose shrinks are too many to look at all. */
  small?(value: T): boolean;
}

const subject = <T>(subject: Subject<T>): Subject<unknown> => subject as Subject<unknown>;
const evenly = distributions.map((distribution) => ({ ...distribution, share: 1 }));
const row = rowShape(5);
const isRow = (shape: unknown): void => expect(shape).toEqual(row);
const numbers = (list: readonly number[]): void => {
  for (const x of list) if (!Number.isFinite(x) || Math.fround(x) !== x) expect.fail(`${x} is no number of binary32`);
};

const subjects: Readonly<Record<string, Subject<unknown>>> = {
  shapes: subject({
    arbitrary: shapes(),
    check: checkShape,
    wrong: (shape) => [
      { ...shape, stride: [0, 1] },
      { ...shape, height: undefined },
    ],
  }),
  cases: subject({
    arbitrary: cases({ distributions: evenly }),
    check: checkCase,
    wrong: (input) => [
      { ...input, image: [...input.image] },
      { ...input, kernel: new Float32Array(input.kernel.length + 1) },
      { ...input, shape: { ...input.shape, stride: [0, 1] } },
      { ...input, shape: null },
      { shape: input.shape },
    ],
    small: ({ image, kernel }) => image.length + kernel.length < 800,
  }),
  'cases of one shape': subject({
    arbitrary: cases({ distributions: evenly, shape: row }),
    check: ({ shape }) => isRow(shape),
    wrong: (input) => [
      { ...input, shape: rowShape(6) },
      { shape: rowShape(1), image: new Float32Array(1), kernel: new Float32Array(1) },
    ],
  }),
  batches: subject({
    arbitrary: batches({ distributions: evenly }),
    check: (batch) => {
      checkBatch(batch);
      expect(batch.count).toBeGreaterThan(0);
    },
    wrong: (batch) => [
      { ...batch, count: batch.count + 1 },
      { ...batch, count: 0, images: new Float32Array(0), kernels: new Float32Array(0) },
      { shape: batch.shape, count: batch.count },
    ],
    small: ({ images, kernels }) => images.length + kernels.length < 8000,
  }),
  'batches of one shape': subject({
    arbitrary: batches({ shape: row, distributions: evenly }),
    check: ({ shape }) => isRow(shape),
    wrong: (batch) => [{ ...batch, shape: rowShape(6) }],
  }),
  operands: subject({
    arbitrary: operands(3),
    check: (list) => {
      expect(list.length).toBe(3);
      numbers(list);
    },
    wrong: ([a, b]) => [
      [a, b],
      [a, b, 0.1],
      [a, b, Number.NaN],
      [a, b, Number.POSITIVE_INFINITY],
      [a, b, '1'],
      Float32Array.of(1, 2, 3),
    ],
  }),
  sums: subject({
    arbitrary: sums(),
    check: ({ terms, trees }) => {
      numbers(terms);
      for (const tree of trees) {
        const leaves = printTree(tree).match(/\d+/g)!.map(Number);
        expect(leaves.sort((a, b) => a - b)).toEqual([...terms.keys()]);
      }
    },
    wrong: ({ terms, trees }) => [
      { terms: [...terms, 1], trees },
      { terms: [], trees },
      { terms, trees: [trees[0]] },
      { terms: terms.map(() => 0.1), trees },
      {
        terms: [1, 2],
        trees: [
          trees[0],
          {
            kind: 'add',
            children: [
              { kind: 'term', term: 0 },
              { kind: 'term', term: 0 },
            ],
          },
        ],
      },
    ],
  }),
  factors: subject({
    arbitrary: factors({
      like: [
        [3, 5],
        [1.5, -1],
        [2 ** -24, 1],
      ],
    }),
    check: (pairs) => {
      expect(pairs.length).toBeGreaterThan(0);
      for (const pair of pairs) {
        expect(pair.length).toBe(2);
        numbers(pair);
      }
    },
    wrong: (pairs) => [[], [...pairs, [1]], [...pairs, [1, 0.1]], [...pairs, 3]],
  }),
};

/** A value as text, equal for equal bits. */
const key = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) => {
    if (part instanceof Float32Array) return Array.from(part, bits32).join(' ');
    return typeof part === 'number' ? bits32(part) : part;
  });
const sample = <T>(arbitrary: fc.Arbitrary<T>, seed: number, numRuns: number): T[] =>
  fc.sample(arbitrary, { seed, numRuns });

describe.each(Object.entries(subjects))('%s', (_, { arbitrary, check, wrong, small = () => true }) => {
  const values = sample(arbitrary, 2018, 60).filter(small);

  test('the same seed gives the same values, another seed others', () => {
    const keys = (seed: number): string[] => sample(arbitrary, seed, 30).map(key);
    expect(keys(5)).toEqual(keys(5));
    expect(keys(5)).not.toEqual(keys(6));
    const drawn = (stream: string): string => key(arbitrary.draw(randomOf(5, stream)));
    expect(drawn('a')).toBe(drawn('a'));
  });

  test('gives valid values only, and accepts these and no others', () => {
    expect(values.length).toBeGreaterThan(30);
    for (const value of values) {
      check(value);
      expect(arbitrary.canShrinkWithoutContext(value)).toBe(true);
      for (const other of wrong(value)) expect(arbitrary.canShrinkWithoutContext(other)).toBe(false);
    }
    for (const other of [undefined, null, 3, 'a', {}, []]) expect(arbitrary.canShrinkWithoutContext(other)).toBe(false);
  });

  test('every shrink is valid and strictly simpler', () => {
    let seen = 0;
    for (const value of values.slice(0, repeats(16, 6))) {
      for (const { value: simpler } of arbitrary.shrink(value, undefined)) {
        check(simpler);
        if (arbitrary.against(value)(simpler) >= 0) expect.fail(`${key(simpler)} is no simpler than ${key(value)}`);
        if (arbitrary.against(simpler)(value) <= 0) expect.fail('the order is not antisymmetric');
        if (!arbitrary.canShrinkWithoutContext(simpler)) expect.fail(`${key(simpler)} cannot be shrunk further`);
        seen++;
      }
    }
    expect(seen).toBeGreaterThan(100);
  });

  test('shrinks alike whatever is handed over as the context', () => {
    for (const value of values.slice(0, 6)) {
      const keys = (context: unknown): string[] =>
        [...arbitrary.shrink(value, context).take(300)].map((shrink) => key(shrink.value));
      expect(keys({ anything: 1 })).toEqual(keys(undefined));
    }
  });

  test('shrinking ends, whichever shrink is taken', () => {
    const rng = randomOf(1);
    const choices = [() => 0, (count: number) => rng.below(count), (count: number) => count - 1];
    for (const value of values.slice(0, 3)) {
      for (const choose of choices) {
        let steps = 0;
        for (let current = value; ; steps++) {
          const next = [...arbitrary.shrink(current, undefined).take(40)];
          if (next.length === 0) break;
          if (steps > 5000) expect.fail('no end in sight');
          current = next[choose(next.length)]!.value;
        }
      }
    }
  });
});

test('NaN and infinities are rare in the default mix of cases, and come when asked for', () => {
  const odd = (arbitrary: ReturnType<typeof cases>, count: number): number =>
    sample(arbitrary, 1, count).filter(({ image, kernel }) => ![...image, ...kernel].every(Number.isFinite)).length;
  const rare = odd(cases(), 300);
  expect(rare).toBeGreaterThan(0);
  expect(rare).toBeLessThan(15);
  expect(odd(cases({ distributions: [specials] }), 100)).toBeGreaterThan(80);
});
