import { expect, test } from 'vitest';
import { allClaims } from '../claims/all-claims.ts';
import { boundFor, type OutputClaim } from '../claims/claim.ts';
import type { Batch } from '../conv/batch.ts';
import type { Operation } from '../conv/shape.ts';
import { gatherTerms, planTerms } from '../conv/terms.ts';
import type { Outcome } from '../engines/engine.ts';
import { largestFinite } from '../float/format.ts';
import { type NarrowName, narrowFormats, roundNarrow } from '../float/narrow-numbers.ts';
import { roundTo } from '../float/round-to.ts';
import { distributions } from '../inputs/distributions.ts';
import { batchIn } from '../inputs/narrow-batch.ts';
import { randomOf } from '../inputs/random.ts';
import { randomBatch } from '../inputs/random-batch.ts';
import { randomShape } from '../inputs/random-shape.ts';
import { noFlush } from '../sums/accumulation.ts';
import { Answers } from './answers.ts';
import { checkOutputs, isVerdicts } from './check-outputs.ts';
import type { PreparedSubject } from './prepared-subject.ts';

type Round = (x: number) => number;
const { fround } = Math;
const exactly: Round = (x) => x;

/** A sum in a loop or in halves. Numbers of 16 bits are exact in binary64, and so are their products. */
function sumOf(products: readonly number[], add: Round, inHalves: boolean): number {
  if (!inHalves) return products.reduce((sum, product) => add(sum + product), 0);
  if (products.length < 2) return products[0] ?? 0;
  const half = products.length >> 1;
  return add(sumOf(products.slice(0, half), add, true) + sumOf(products.slice(half), add, true));
}

interface Arithmetic {
  readonly product: Round;
  readonly add: Round;
  readonly end: Round;
  readonly inHalves?: boolean;
  /** Of a mean: from the sum and the number of terms. */
  readonly mean?: (sum: number, terms: number) => number;
}

function subjectIn(format: NarrowName, arithmetic: Arithmetic, operation: Operation = 'conv2d'): PreparedSubject {
  const { product, add, end, inHalves = false, mean = (sum, terms) => add(sum / terms) } = arithmetic;
  const last = (sum: number, terms: number): number => end(operation === 'mean' ? mean(sum, terms) : sum);
  const evaluate = (batch: Batch): Outcome => {
    const plan = planTerms(batch.shape, operation);
    const { left, right } = gatherTerms(plan, batch);
    const outputs = Float32Array.from({ length: batch.count * plan.outputs }, (_, window) => {
      const [from, to] = [window * plan.terms, (window + 1) * plan.terms];
      const products = Array.from(left.subarray(from, to), (x, t) => product(x * right[from + t]!));
      return last(sumOf(products, add, inHalves), plan.terms);
    });
    return { kind: 'value', format, outputs };
  };
  return {
    ...{ id: `test/${operation}:${format}`, engine: 'test', operation, format, summation: 'unknown' },
    ...{ version: '1', flush: noFlush },
    availability: async () => ({ kind: 'ready', version: '1', environment: {} }),
    evaluate: async (batch) => evaluate(batch),
  };
}

const claims = allClaims.filter((claim): claim is OutputClaim => claim.kind === 'output');

/** The claims that random batches show to be violated. */
async function violated(subject: PreparedSubject, rounds: number): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (let round = 0; round < rounds; round++) {
    const rng = randomOf(round);
    const shape = randomShape(rng, { aimed: false, whole: 0.5 });
    const distribution = distributions[round % distributions.length]!;
    const batch = batchIn(subject.format, randomBatch(rng, distribution, shape, 4));
    const answers = new Answers();
    for (const claim of claims) {
      if (boundFor(claim, subject) === undefined) continue;
      const checked = await checkOutputs(claim, subject, batch, answers);
      if (isVerdicts(checked) && checked.violations.length > 0) found.add(claim.id);
    }
  }
  return found;
}

for (const format of ['binary16', 'bfloat16'] as const) {
  const round: Round = (x) => roundNarrow(x, format);
  const once: Round = (x) => round(fround(x));
  const truncated = roundTo(narrowFormats[format], 'toward-zero');
  const most = largestFinite(narrowFormats[format]);

  test.each<[string, Arithmetic]>([
    ['all in 16 bits', { product: round, add: round, end: exactly }],
    ['all in 16 bits, in halves', { product: round, add: round, end: exactly, inHalves: true }],
    ['fused', { product: exactly, add: round, end: exactly }],
    ['rounded by way of binary32', { product: once, add: once, end: exactly }],
    ['accumulated in binary32', { product: fround, add: fround, end: round }],
    ['accumulated in binary64', { product: exactly, add: exactly, end: once, inHalves: true }],
    ['products in 16 bits, sums in binary32', { product: round, add: fround, end: round }],
  ])(`${format} ${'%s'} violates nothing`, async (_, arithmetic) => {
    expect([...(await violated(subjectIn(format, arithmetic), 30))]).toEqual([]);
  });

  test.each<[string, Arithmetic, string]>([
    ['truncates', { product: truncated, add: truncated, end: exactly }, 'dot-any-order'],
    ['truncates the end', { product: fround, add: fround, end: truncated }, 'dot-any-order'],
    [
      'saturates',
      { product: fround, add: fround, end: (x) => Math.max(-most, Math.min(most, round(x))) },
      'dot-overflow',
    ],
    ['flushes', { product: fround, add: fround, end: (x) => flushed(round(x)) }, 'dot-underflow'],
  ])(`${format} that ${'%s'} is seen`, async (_, arithmetic, claim) => {
    expect(await violated(subjectIn(format, arithmetic), 30)).toContain(claim);
  });

  const flushed: Round = (x) => (Math.abs(x) < 2 ** narrowFormats[format].minExponent ? 0 : x);

  const byReciprocal = {
    product: round,
    add: round,
    end: exactly,
    mean: (sum: number, n: number) => round(sum * round(1 / n)),
  };
  test.each<[Operation, string, Arithmetic]>(
    (['sum', 'mean', 'grouped-conv2d', 'transposed-conv2d'] as const).flatMap((operation) => [
      [operation, 'all in 16 bits', { product: round, add: round, end: exactly }],
      [operation, 'in halves, means by 1/n', { ...byReciprocal, inHalves: true }],
      [operation, 'accumulated in binary32', { product: fround, add: fround, end: round }],
    ]),
  )(`${format} %s, %s, violates nothing`, async (operation, _, arithmetic) => {
    expect([...(await violated(subjectIn(format, arithmetic, operation), 15))]).toEqual([]);
  });

  test.each<[string, (sum: number, terms: number) => number]>([
    ['is divided by n − 1', (sum, terms) => sum / Math.max(1, terms - 1)],
    ['is not divided', (sum) => sum],
  ])(`a mean in ${format} that %s is seen`, async (_, mean) => {
    const wrong = { product: fround, add: fround, end: round, mean };
    expect([...(await violated(subjectIn(format, wrong, 'mean'), 15))]).toEqual(['dot-any-order']);
  });
}
