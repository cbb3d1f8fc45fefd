import { lowestBit } from '../../float/dyadic.ts';
import { smallestNormal32 } from '../../float/format.ts';
import { ulp32 } from '../../float/ulp.ts';
import { type Accumulation, noFlush } from '../../sums/accumulation.ts';
import type { FactorDomain, HuntProblem } from '../problem.ts';
import { underflowOf } from '../underflow.ts';
import type { Limit } from './limit.ts';
import { limitOf, mostSteps } from './limit-of.ts';

/**
 * The limit of the absolute error on an accumulation that flushes subnormal numbers; undefined for other aims, and
 * where the same accumulation has none without flushing.
 *
 * Theorem. If nothing that is computed can be subnormal (`isNeverSubnormal`), flushing changes nothing. Else let Z be
 * the problem with 0 added to what each factor may be. The error is at most the simple limit of Z, plus what is
 * flushed.
 *
 * Proof of the second part. A flushed factor is 0, so products lie in their range in Z, which has a 0. By induction
 * over the tree, every sum lies between the ends of `rangesOf` for Z: they are ≤ 0 and ≥ 0, so a flushed sum lies
 * between them too. So each addition rounds by at most half the ulp that the simple limit counts. A flushed result
 * loses less than 2^-126, which `underflowOf` counts, a flushed factor less than 2^-126 times the other factor. The DP
 * limit does not hold for Z: a flushed sum makes the rest of the sum go on from a number that no input of Z gives.
 */
export function flushingLimit(
  problem: HuntProblem,
  accumulation: Accumulation,
  steps: number = mostSteps,
): Limit | undefined {
  if (problem.aim !== 'error') return undefined;
  const plain = { ...accumulation, flush: noFlush };
  if (isNeverSubnormal(problem)) return limitOf(problem, plain, steps);
  const { n } = problem;
  const withZero = { ...problem, left: problem.left.map(orZero), right: problem.right.map(orZero) };
  const limit = limitOf(withZero, plain, 0);
  if (limit === undefined) return undefined;
  const largest = Math.max(...[...problem.left, ...problem.right].map(largestOf));
  const inputs = 2 * n * smallestNormal32 * largest;
  return { ...limit, value: (limit.value + underflowOf(n, accumulation) + inputs) * (1 + 2 ** -50) };
}

/**
 * Whether neither a factor, nor a product, nor a sum can be subnormal: all are multiples of a power of two of at least
 * 2^-126. A rounded multiple is one too, or is exact.
 */
function isNeverSubnormal({ left, right }: HuntProblem): boolean {
  return left.every((domain, term) => {
    const [one, other] = [gridOf(domain), gridOf(right[term]!)];
    return Math.min(one, other, one * other) >= smallestNormal32;
  });
}

/** A power of two of which all allowed numbers are multiples. */
function gridOf(domain: FactorDomain): number {
  if (domain.kind === 'any') return 0;
  if (domain.kind === 'levels') return 2 ** Math.min(...domain.values.map(lowestBit), 0);
  const { low, high } = domain;
  return low <= 0 && high >= 0 ? 0 : Math.min(1, ulp32(Math.min(Math.abs(low), Math.abs(high))));
}

function orZero(domain: FactorDomain): FactorDomain {
  if (domain.kind === 'any') return domain;
  if (domain.kind === 'range') return { ...domain, low: Math.min(domain.low, 0), high: Math.max(domain.high, 0) };
  const values = [...new Set([...domain.values, 0])].sort((a, b) => a - b);
  return { kind: 'levels', values: Float32Array.from(values) };
}

/** The largest size of a factor. */
function largestOf(domain: FactorDomain): number {
  if (domain.kind === 'any') return Number.POSITIVE_INFINITY;
  return domain.kind === 'levels'
    ? domain.values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
    : Math.max(Math.abs(domain.low), Math.abs(domain.high));
}
