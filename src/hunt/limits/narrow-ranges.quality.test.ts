import { expect, test } from 'vitest';
import { dotError64 } from '../../float/exact-dot.ts';
import { type Rng, randomOf } from '../../inputs/random.ts';
import { repeats } from '../../repeats.test-support.ts';
import { modelOf } from '../../reveal/model.ts';
import { type Accumulation, noFlush, uniformAccumulation } from '../../sums/accumulation.ts';
import type { SummationTree } from '../../sums/tree.ts';
import { parseTree } from '../../sums/tree-text.ts';
import type { FactorDomain, HuntProblem } from '../problem.ts';
import { planOf } from '../structured/plan.ts';
import { dpLimit, hasDpLimit } from './dp-limit.ts';
import { flushingLimit } from './flushing-limit.ts';
import { limitOf } from './limit-of.ts';
import { rangesOf } from './ranges.ts';
import { simpleLimit } from './simple-limit.ts';

const { fround } = Math;
const fixed = (value: number): FactorDomain => ({ kind: 'levels', values: Float32Array.of(value) });
const range = (low: number, high: number): FactorDomain => ({ kind: 'range', low, high });

/** The error of a model on one input. */
function errorOf(accumulation: Accumulation, left: readonly number[], right: readonly number[]): number {
  const [x, y] = [Float32Array.from(left), Float32Array.from(right)];
  return Math.abs(dotError64(x, y, 0, x.length, modelOf(accumulation)(x, y, x.length, 1)[0]!));
}

test('a range within one cell that begins at its boundary has all residues', () => {
  const accumulation = uniformAccumulation(parseTree('0+1'), 'rounded-products');
  const left = [range(1, 1 + 3 * 2 ** -23), fixed(3)];
  const problem: HuntProblem = { n: 2, left, right: [fixed(1), fixed(1)], aim: 'error' };
  expect(errorOf(accumulation, [1 + 2 ** -23, 3], [1, 1])).toBe(2 ** -23);
  expect(limitOf(problem, accumulation)!.value).toBeGreaterThanOrEqual(2 ** -23);
});

test('an exact sum may lie below all results and be rounded up to the least of them', () => {
  const accumulation = uniformAccumulation(parseTree('0+1'), 'two-roundings');
  const [low, high] = [-2.3886989608534748e-11, -2.1232880037524993e-11].map(fround) as [number, number];
  const problem: HuntProblem = {
    ...{ n: 2, left: [range(0.49993896484375, 0.5), fixed(0.5)], right: [range(low, high), fixed(1)] },
    aim: 'error',
  };
  const plan = planOf(accumulation);
  if (typeof plan === 'string') expect.fail(plan);
  const ranges = rangesOf(problem, plan)!;
  const error = errorOf(accumulation, [0.5, 0.5], [low, 1]);
  expect(error).toBeGreaterThan(1e-11);
  expect(dpLimit(problem, plan, ranges, { cells: 12, bits: 1 })).toBeGreaterThanOrEqual(error);
});

test('a flushed factor leaves a tie that no input without flushing has', () => {
  const accumulation: Accumulation = {
    ...uniformAccumulation(parseTree('(0+1)+2'), 'fused'),
    ...{ start: 'first-product', flush: { ...noFlush, inputs: true } },
  };
  const [left, right] = [
    [24929 * 2 ** -12, 1, 0.98],
    [673 * 2 ** -12, 2 ** -130, 2 ** -24],
  ].map((factors) => factors.map(fround)) as [number[], number[]];
  const problem: HuntProblem = { n: 3, left: left.map(fixed), right: right.map(fixed), aim: 'error' };
  const error = errorOf(accumulation, left, right);
  // What holds without flushing is passed.
  expect(error).toBeGreaterThan(10 * limitOf(problem, { ...accumulation, flush: noFlush })!.value);
  const limit = flushingLimit(problem, accumulation)!;
  expect(limit.kind).toBe('simple');
  expect(limit.value).toBeGreaterThanOrEqual(error);
});

test('flushing changes no limit where nothing can be subnormal', () => {
  const plain = uniformAccumulation(parseTree('(0+1)+(2+3)'), 'rounded-products');
  const flushing = { ...plain, flush: { inputs: true, products: true, sums: true } };
  const pixels: FactorDomain = { kind: 'levels', values: Float32Array.from({ length: 256 }, (_, k) => k / 255) };
  const right = [0.3, -0.7, 1.25e-6, 4].map(fround).map(fixed);
  const problem: HuntProblem = { n: 4, left: Array<FactorDomain>(4).fill(pixels), right, aim: 'error' };
  expect(flushingLimit(problem, flushing)).toEqual(limitOf(problem, plain));
  const tiny = { ...problem, right: [...right.slice(0, 3), fixed(2 ** -110)] };
  expect(flushingLimit(tiny, flushing)!.kind).toBe('simple');
});

function randomTree(rng: Rng, from: number, to: number): SummationTree {
  if (to - from === 1) return { kind: 'term', term: from };
  const middle = from + 1 + rng.below(to - from - 1);
  return { kind: 'add', children: [randomTree(rng, from, middle), randomTree(rng, middle, to)] };
}

/** A few levels, or a range of a few ulps to a binade, often with an end at a power of two; scales differ. */
function randomDomain(rng: Rng): FactorDomain {
  const scale = 2 ** -Math.floor(rng.unit() * (rng.chance(0.3) ? 45 : 4));
  const signed = (): number => fround((rng.unit() * 2 - 1) * scale);
  if (rng.chance(1 / 3)) {
    const values = [signed(), rng.chance(0.5) ? 1 : fround(scale * (1 + 2 ** -23 * rng.below(64)))];
    return { kind: 'levels', values: Float32Array.from(values.sort((a, b) => a - b)) };
  }
  const one = rng.chance(0.5) ? scale : signed();
  const other = fround(one + rng.sign() * 2 ** rng.below(24) * 2 ** -24 * Math.abs(one));
  return range(Math.min(one, other), Math.max(one, other));
}

/** A number of a domain: an end, any number, or one with few bits. */
function drawn(rng: Rng, domain: FactorDomain): number {
  if (domain.kind !== 'range') return domain.kind === 'any' ? 1 : domain.values[rng.below(domain.values.length)]!;
  const { low, high } = domain;
  const choice = rng.unit();
  if (choice < 0.3) return choice < 0.15 ? low : high;
  const x = fround(low + (high - low) * rng.unit());
  const grid = 2 ** (Math.floor(Math.log2(Math.abs(x) || 1)) - rng.below(14));
  return Math.min(high, Math.max(low, choice < 0.6 ? Math.round(x / grid) * grid : x));
}

const arithmetics = ['rounded-products', 'fused', 'two-roundings'] as const;

test('no input of narrow ranges and mixed scales passes a limit', () => {
  const rng = randomOf(2018, 'narrow ranges');
  const samples = 300;
  for (let run = 0; run < repeats(20_000, 300); run++) {
    const n = 2 + rng.below(3);
    const left = Array.from({ length: n }, () => randomDomain(rng));
    const right = Array.from({ length: n }, () =>
      rng.chance(0.5) ? fixed(rng.chance(0.3) ? 1 : fround(rng.unit() * 2 - 1)) : randomDomain(rng),
    );
    const problem: HuntProblem = { n, left, right, aim: 'error' };
    const accumulation = uniformAccumulation(randomTree(rng, 0, n), rng.pick(arithmetics));
    const plan = planOf(accumulation);
    if (typeof plan === 'string') expect.fail(plan);
    const ranges = rangesOf(problem, plan);
    if (ranges === undefined || !hasDpLimit(plan)) continue;
    const limit = Math.min(
      simpleLimit(problem, plan, ranges),
      dpLimit(problem, plan, ranges, { cells: rng.pick([12, 24, 40]), bits: 1 + rng.below(2) }),
    );
    const [x, y] = [new Float32Array(n * samples), new Float32Array(n * samples)];
    for (let i = 0; i < x.length; i++) [x[i], y[i]] = [drawn(rng, left[i % n]!), drawn(rng, right[i % n]!)];
    const results = modelOf(accumulation)(x, y, n, samples);
    for (let i = 0; i < samples; i++) {
      const error = Math.abs(dotError64(x, y, i * n, n, results[i]!));
      if (error > limit) expect.fail(`run ${run}: ${error} > ${limit}, ${JSON.stringify({ left, right })}`);
    }
  }
});
