import { likelyFaults } from '../judge/likely-fault.ts';
import { type ConvolutionReference, type Violation, violations } from './convolution.ts';

/** What a matcher of vitest gives back. */
export interface MatcherResult {
  /** Whether the assertion holds. */
  readonly pass: boolean;
  /** Called only where the assertion fails. */
  readonly message: () => string;
}

const mostShown = 3;

/**
 * The matcher itself, for `expect.extend`: passes where every output that can be judged is within its bound, and at
 * least one can be.
 *
 * @param received - binary32 numbers in NHWC order, as many as `reference.exact` has
 * @param reference - what `convolution` gave
 * @throws UsageError, one line: the same as `violations`
 *
 * @example
 * ```js
 * import { convolution } from 'lastbit';
 * import { toBeWithinRoundingOf } from 'lastbit/vitest';
 * import { expect, test } from 'vitest';
 * expect.extend({ toBeWithinRoundingOf }); // importing lastbit/vitest does this
 * const shape = {
 *   batch: 1, height: 1, width: 1, channelsIn: 1, channelsOut: 1,
 *   kernelHeight: 1, kernelWidth: 1, stride: [1, 1], dilation: [1, 1], padding: 'valid',
 * };
 * test('an example of the matcher', () => {
 *   const reference = convolution(Float32Array.of(0.1), Float32Array.of(0.2), shape);
 *   expect(Float32Array.of(0.02)).toBeWithinRoundingOf(reference);
 * });
 * ```
 */
export function toBeWithinRoundingOf(received: Float32Array, reference: ConvolutionReference): MatcherResult {
  const found = violations(received, reference);
  const total = reference.exact.length;
  const unjudged = reference.bound.filter(Number.isNaN).length;
  if (unjudged === total) {
    const why = 'every output has an input that is NaN or infinite, or may overflow';
    return { pass: false, message: () => `no output can be judged: ${why}` };
  }
  if (found.length === 0)
    return { pass: true, message: () => 'every output is within its bound; expected one outside' };
  return { pass: false, message: () => violationLines(received, reference, found).join('\n') };
}

/**
 * What is wrong with a result, for the author of the implementation: how many outputs, the worst ones by place, exact
 * value and error ÷ bound, and what kind of fault they show, where they show one.
 */
export function violationLines(
  computed: Float32Array,
  reference: ConvolutionReference,
  found: readonly Violation[],
): readonly string[] {
  const total = reference.exact.length;
  const worst = [...found].sort((a, b) => b.errorOverBound - a.errorOverBound).slice(0, mostShown);
  const more = found.length > mostShown ? [`  … and ${found.length - mostShown} more`] : [];
  return [
    `${found.length} of ${total} outputs are further from the exact value than ` +
      'any order of summation in binary32 allows:',
    ...[...worst.map(line), ...more],
    ...likelyFaults([{ computed, reference, found }]).map((fact) => `  likely: ${fact}`),
  ];
}

function line({ place, computed, exact, bound, errorOverBound }: Violation): string {
  const [image, row, column, channel] = place;
  const ratio = Number.isFinite(errorOverBound) ? errorOverBound.toPrecision(4) : '∞';
  const where = `image ${image}, row ${row}, column ${column}, channel ${channel}`;
  return `  ${where}: computed ${computed}, exact ${exact}, bound ±${bound.toPrecision(4)}, error ÷ bound ${ratio}`;
}
