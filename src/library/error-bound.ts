import { claimsNamed } from '../claims/all-claims.ts';
import { boundFor } from '../claims/claim.ts';
import { UsageError } from '../errors/usage-error.ts';
import { noFlush } from '../sums/accumulation.ts';
import { algorithms } from '../sums/algorithms.ts';
import { subjectId } from '../sums/subject-id.ts';

/** The dot product that a bound is asked for. */
export interface BoundedSum {
  /** n: products, a whole number of at least 1. Those that are 0 need not be counted. */
  readonly n: number;
  /** P = Σ|x·y|, in the unit of the result. */
  readonly absoluteSum: number;
  /** The exact value; needed where the bound depends on it. Default: `absoluteSum`, its largest size. */
  readonly exact?: number;
  /** The algorithm that sums, a name of `algorithms`. Default: one that is not known. */
  readonly algorithm?: string;
  /** The format in which it sums. Default `binary32`. */
  readonly format?: 'binary32' | 'binary64';
}

/**
 * How far from the exact value a claim allows a dot product to be. Never below the proven bound, above it by a relative
 * 2^-49 at most. Subnormal numbers are taken to be kept.
 *
 * @param claim - the id of a claim about outputs, as `claims` lists it; its formula and source stand there
 * @throws UsageError, one line: there is no such claim, it does not apply to the algorithm, or a hypothesis fails
 *
 * @example
 * ```js
 * import { errorBound } from 'lastbit';
 * const sum = { n: 1024, absoluteSum: 1 };
 * console.log((errorBound('dot-any-order', sum) * 2 ** 24).toFixed(1)); // 1024.0
 * console.log((errorBound('dot-pairwise', { ...sum, algorithm: 'pairwise' }) * 2 ** 24).toFixed(1)); // 11.0
 * ```
 */
export function errorBound(claim: string, sum: BoundedSum): number {
  const [found] = claimsNamed([claim]);
  if (found?.kind !== 'output') throw new UsageError(`claim ${claim}: not about the error of one output`);
  const { n, absoluteSum, exact = absoluteSum, algorithm, format = 'binary32' } = sum;
  if (!Number.isSafeInteger(n) || n < 1) throw new UsageError(`n: ${n} is not a whole number of at least 1`);
  if (!(absoluteSum >= 0 && absoluteSum < Number.POSITIVE_INFINITY))
    throw new UsageError(`absoluteSum: ${absoluteSum} is not a finite number of at least 0`);
  const known = algorithms.find((one) => one.name === algorithm && one.format === format);
  if (algorithm !== undefined && known === undefined)
    throw new UsageError(`algorithm: there is no ${JSON.stringify(algorithm)} in ${format}; \`algorithms\` lists them`);
  const bound = boundFor(found, {
    ...{ id: known === undefined ? 'unknown/conv2d' : subjectId(known), format, flush: noFlush },
    summation: known?.summation ?? 'unknown',
  });
  if (bound === undefined) throw new UsageError(`claim ${claim} does not apply to ${algorithm ?? 'an unknown order'}`);
  const facts = {
    ...{ terms: n, nonZero: n, absoluteSum, exact, finiteInputs: true, window: { rows: 1, columns: n, channels: 1 } },
    ...{ subnormalSum: () => 0, grid: () => -298 },
    special: () => ({ finiteSum: absoluteSum, inPadding: false, meetsSubnormal: false, meetsZero: false }),
    signs: () => ({ opposedSum: (absoluteSum - Math.abs(exact)) / 2, positiveZero: false }),
  };
  const failed = bound.failedHypothesis(facts);
  if (failed !== undefined) throw new UsageError(`claim ${claim}: a hypothesis fails: ${failed}`);
  return bound.bound(facts);
}
