import { errorClaims } from '../claims/all-claims.ts';
import type { OutputClaim } from '../claims/claim.ts';
import { normwiseBounds } from '../claims/comparisons/normwise.ts';
import { type Batch, caseAt } from '../conv/batch.ts';
import { convolves, isTransposed } from '../conv/operation.ts';
import { outputShape, outputSize } from '../conv/output-shape.ts';
import type { ConvShape, Operation } from '../conv/shape.ts';
import { type TransformName, transformsAt } from '../conv/transform-name.ts';
import { absDyadic, compareDyadic, dyadicOf, subtractDyadic, toBinary64 } from '../float/dyadic.ts';
import { countRatio } from '../judge/ratio-histogram.ts';
import type { JudgedOutput, Verdicts } from '../judge/verdict.ts';
import { type Transform, transformAt } from '../reveal/convolution/recognise-transform.ts';
import type { PreparedSubject } from './prepared-subject.ts';

/**
 * The verdicts on a batch, with outputs of a transform (Winograd, FFT, Strassen) held to its normwise bound. The claims
 * about single outputs are about summation trees, of which a transform is none. This is the one place that decides it.
 *
 * Only what violates a claim leads here. The subject is asked whether it is a transform at this shape, once, unless all
 * errors are larger than those of any transform. What is within the normwise bound then counts as judged, with its
 * ratio to that bound; where that bound does not speak, as of NaN, it is discarded. What is beyond stays a violation.
 */
export async function heldNormwise(
  claim: OutputClaim,
  subject: PreparedSubject,
  batch: Batch,
  verdicts: Verdicts<JudgedOutput>,
): Promise<Verdicts<JudgedOutput>> {
  if (!errorClaims.some(({ id }) => id === claim.id)) return verdicts;
  const held = await heldOutputs(subject, batch, verdicts.violations);
  if (held === undefined) return verdicts;
  const histogram = { zero: verdicts.histogram.zero, counts: new Map(verdicts.histogram.counts) };
  const reasons = new Map(verdicts.reasons);
  let { discarded } = verdicts;
  const violations = verdicts.violations.filter((output) => {
    const ratio = held.ratioOf(output);
    if (ratio === undefined) {
      discarded += 1;
      reasons.set(held.unjudged, (reasons.get(held.unjudged) ?? 0) + 1);
    }
    if (ratio !== undefined && ratio > 1) return true;
    countRatio(histogram, output.errorOverBound, -1);
    if (ratio !== undefined) countRatio(histogram, ratio);
    return false;
  });
  return { ...verdicts, discarded, reasons, histogram, violations, transform: held.words };
}

/** Why an output of a transform is not judged. */
export const unknownBound = 'a transform computes it, and its normwise bound does not speak of such numbers';

/** Why an output of a transform of volumes is not judged. */
export const unprovenBound = 'a transform of volumes computes it, of which no bound is proven';

/** Outputs that a transform computed. */
interface HeldOutputs {
  /** The transform in words. */
  readonly words: string;
  /** Error ÷ normwise bound, at most 1 only if it is within; undefined if the bound does not speak of the numbers. */
  readonly ratioOf: (output: JudgedOutput) => number | undefined;
  /** Why outputs without a ratio are not judged. */
  readonly unjudged: string;
}

/**
 * How to hold outputs, by their index in the answer, that violate a claim about summation trees; undefined if no
 * transform of which a bound is proven computed them.
 */
export async function heldOutputs(
  subject: PreparedSubject,
  batch: Batch,
  violations: readonly JudgedOutput[],
): Promise<HeldOutputs | undefined> {
  const { operation, summation } = subject;
  // The normwise bounds are about windows of the image, which a transposed convolution has not.
  if (violations.length === 0 || summation !== 'unknown' || isTransposed(operation)) return undefined;
  if (!convolves(operation) && !multipliesMatrices.test(operation)) return undefined;
  if (batch.shape.depth !== undefined) return heldVolumes(await transformAt(subject, batch.shape));
  const convolutions = convolves(operation) ? transformsAt(batch.shape) : [];
  const most = limitsOf([...convolutions, 'strassen'], subject, batch);
  if (!violations.some((output) => ratioTo(most(output), output) <= 1)) return undefined;
  const shape = convolves(operation) ? withWholeWindows(batch.shape, operation) : batch.shape;
  const transform = await transformAt(subject, shape);
  if (transform === undefined || transform.names.length === 0) return undefined;
  const limit = limitsOf(transform.names, subject, batch);
  const ratioOf = (output: JudgedOutput): number | undefined =>
    limit(output) === Number.POSITIVE_INFINITY ? undefined : ratioTo(limit(output), output);
  return { words: transform.words, ratioOf, unjudged: unknownBound };
}

/** No bound is proven for a transform of volumes, so what violates a claim about trees is not judged. */
function heldVolumes(transform: Transform | undefined): HeldOutputs | undefined {
  return transform && { words: transform.words, ratioOf: () => undefined, unjudged: unprovenBound };
}

const multipliesMatrices = /^(batched-matmul|matmul|einsum)$/;

/**
 * The shape, if its image is at least as large as the window. A window that always lies partly on padding may have too
 * few terms to tell a transform: then the same layer on an image of three windows in each direction.
 */
function withWholeWindows(shape: ConvShape, operation: Operation): ConvShape {
  const { kernelHeight, kernelWidth, dilation } = shape;
  const [rows, columns] = [(kernelHeight - 1) * dilation[0] + 1, (kernelWidth - 1) * dilation[1] + 1];
  if (shape.height >= rows && shape.width >= columns) return shape;
  const height = operation === 'conv1d' ? 1 : Math.max(shape.height, 3 * rows);
  return { ...shape, batch: 1, height, width: Math.max(shape.width, 3 * columns) };
}

/** The normwise bound of each output, by its index in the answer. */
function limitsOf(
  names: readonly TransformName[],
  { operation, format }: PreparedSubject,
  batch: Batch,
): (output: JudgedOutput) => number {
  const each = outputSize(batch.shape, operation);
  const [, , , channels] = outputShape(batch.shape, operation);
  const bounds = new Map<number, (channel: number) => number>();
  return ({ window }) => {
    const place = Math.floor(window / each);
    const of = bounds.get(place) ?? normwiseBounds(names, caseAt(batch, place), operation, format);
    bounds.set(place, of);
    return of((window % each) % channels);
  };
}

/** Error ÷ bound, at most 1 only if exact arithmetic says that it is within. */
function ratioTo(bound: number, { computed, exact, special }: JudgedOutput): number {
  if (bound === Number.POSITIVE_INFINITY) return 0;
  if (special !== undefined || !Number.isFinite(computed)) return Number.POSITIVE_INFINITY;
  const error = absDyadic(subtractDyadic(dyadicOf(computed), exact));
  const ratio = error.significand === 0n ? 0 : toBinary64(error) / bound;
  return compareDyadic(error, dyadicOf(bound)) <= 0 ? Math.min(1, ratio) : Math.max(ratio, 1 + 2 ** -52);
}
