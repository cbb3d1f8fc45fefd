import { findInCases } from '../check/counterexample.ts';
import { minimiseCounterexample } from '../check/minimise-counterexample.ts';
import { batchOf, type Case, caseAt } from '../conv/batch.ts';
import { checkCase } from '../conv/check-shape.ts';
import { outputSize } from '../conv/output-shape.ts';
import { toBinary64 } from '../float/dyadic.ts';
import type { JudgedOutput } from '../judge/verdict.ts';
import { applicableClaim, Promises, prepareOne, type TryOptions } from './promises.ts';
import { engineSubjectOf, type Subject } from './subjects.ts';

/** What trying a claim on a subject showed. */
export interface CheckResult {
  /**
   * `failed`: the subject did not answer, or answered nonsense. `untried`: no output could be judged, since the subject
   * declined all shapes or every output was discarded.
   */
  readonly state: 'holds' | 'violated' | 'failed' | 'untried';
  /** Outputs that were looked at. */
  readonly outputs: number;
  /** Those among them of which the claim says nothing, because a hypothesis fails. */
  readonly discarded: number;
  /** The minimised violation. */
  readonly counterexample?: Counterexample;
  /** For people, several lines; empty where the claim holds. */
  readonly report: string;
  /** With `seed` and `path` as options, `check` tries only the minimised case. */
  readonly seed: number;
  /** The path of fast-check to the minimised case. */
  readonly path?: string;
}

/** One output that violates a claim. */
export interface Counterexample {
  /** Shape, NHWC image and HWIO kernel. Where the fault shows only among other cases, the case in question. */
  readonly input: Case;
  /** Which output of the case, counted NHWC. */
  readonly output: number;
  /** What the subject gave. */
  readonly computed: number;
  /** The exact value, rounded once to binary64; NaN or infinite where the inputs make it so. */
  readonly exact: number;
  /** The largest error that the claim allows. */
  readonly bound: number;
  /** |computed − exact| ÷ bound: above 1; infinite where the bound is 0 or the number is not finite. */
  readonly errorOverBound: number;
}

/**
 * Tries a proven claim about outputs on a subject: cases are drawn by fast-check, and a violation is minimised.
 *
 * @param claim - its id, as `claims` lists it
 * @throws UsageError, one line: the claim does not apply to the subject, or its engine is missing
 *
 * @example
 * ```js
 * import { check, engineOf } from 'lastbit';
 * // A dot product of three terms that leaves out the last one.
 * const loop = (image, kernel) => Float32Array.of(Math.fround(image[0] * kernel[0] + image[1] * kernel[1]));
 * const mine = engineOf('mine', loop);
 * const shape = {
 *   batch: 1, height: 1, width: 3, channelsIn: 1, channelsOut: 1,
 *   kernelHeight: 1, kernelWidth: 3, stride: [1, 1], dilation: [1, 1], padding: 'valid',
 * };
 * const { state, counterexample } = await check('dot-any-order', mine, { shape });
 * console.log(state, counterexample.computed, counterexample.exact); // violated 0 1
 * ```
 */
export async function check(claim: string, subject: Subject, options: TryOptions = {}): Promise<CheckResult> {
  const prepared = await prepareOne(engineSubjectOf(subject));
  const found = applicableClaim(claim, prepared);
  const promises = new Promises(prepared, options);
  const tried = await promises.try(found);
  const { outputs, discarded, details, violation } = tried;
  const { seed, counterexamplePath } = details;
  const common = { outputs, discarded, seed };
  if (!details.failed) return { state: outputs > discarded ? 'holds' : 'untried', ...common, report: '' };
  const path = counterexamplePath ?? '';
  const again = `check('${claim}', …, { seed: ${seed}, path: '${path}' })`;
  const report = await promises.report(found, tried, again);
  if (violation === undefined) return { state: 'failed', ...common, report, path };
  const { batch, output } = violation.last;
  const each = outputSize(batch.shape, prepared.operation);
  const counterexample = told(caseAt(batch, Math.floor(output.window / each)), output, each);
  return { state: 'violated', ...common, counterexample, report, path };
}

function told(input: Case, judged: JudgedOutput, each: number): Counterexample {
  const { window, computed, exact, special, bound, errorOverBound } = judged;
  const value = special ?? toBinary64(exact);
  return { input, output: window % each, computed, exact: value, bound, errorOverBound };
}

/** How much one case is minimised: by evaluations, not by time, so that every machine gives the same. */
const limits = { evaluations: 20_000 };

/**
 * The simplest case to be found, from one that violates a claim, that violates it in the same way. undefined where the
 * case does not violate it.
 *
 * @param claim - its id, as `claims` lists it
 * @throws UsageError, one line: the case is not of the domain, the claim does not apply to the subject, or its engine
 * is missing
 *
 * @example
 * ```js
 * import { engineOf, minimise } from 'lastbit';
 * const zero = engineOf('zero', (image, kernel, shape) => new Float32Array(shape.channelsOut * shape.batch));
 * const shape = {
 *   batch: 1, height: 1, width: 3, channelsIn: 1, channelsOut: 1,
 *   kernelHeight: 1, kernelWidth: 3, stride: [1, 1], dilation: [1, 1], padding: 'valid',
 * };
 * const input = { shape, image: Float32Array.of(3, 4, 5), kernel: Float32Array.of(0.5, 7, 0.1) };
 * const smallest = await minimise('dot-any-order', zero, input);
 * console.log(smallest.input.image.join(), smallest.input.kernel.join()); // 1 1
 * ```
 */
export async function minimise(claim: string, subject: Subject, input: Case): Promise<Counterexample | undefined> {
  checkCase(input);
  const prepared = await prepareOne(engineSubjectOf(subject));
  const accusation = { claim: applicableClaim(claim, prepared), subject: prepared };
  const [start] = await findInCases(accusation, batchOf([input]));
  if (start === undefined) return undefined;
  const { batch, output } = await minimiseCounterexample(start, limits);
  return told(caseAt(batch, 0), output, outputSize(batch.shape, prepared.operation));
}
