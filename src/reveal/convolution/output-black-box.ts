import type { Batch } from '../../conv/batch.ts';
import { hasTaps } from '../../conv/operation.ts';
import { outputSize } from '../../conv/output-shape.ts';
import type { ConvShape, NumberFormat } from '../../conv/shape.ts';
import { planOutput, type TermPlan } from '../../conv/terms.ts';
import type { Outcome, Subject } from '../../engines/engine.ts';
import { isNarrow, roundNarrow } from '../../float/narrow-numbers.ts';
import { NotATree } from '../obstacle.ts';
import type { BlackBox } from '../oracle.ts';

/**
 * One output of a convolution as a black box that sums products. Left factors, and with them the masks, go to the
 * image; right factors, mostly ones, go to the kernel. A vector is one case. Every term of an output has its own pixel
 * and tap, so both factors are free. All other pixels and taps are 0. Terms on padding have no pixel and are left out,
 * and their taps are 0. Where pixels alone are summed, the image gets the products, rounded to binary32.
 */
export interface OutputBlackBox {
  readonly blackBox: BlackBox;
  /** Terms with a pixel, as numbers in canonical order (kernel row, kernel column, input channel). */
  readonly terms: Int32Array;
  readonly padded: number;
  readonly outputs: number;
}

/** The size of a request: large enough for hosts to batch, small enough for memory. */
const numbersPerRequest = 2 ** 21;

export function outputBlackBox(subject: Subject, shape: ConvShape, output: number): OutputBlackBox {
  const plan = planOutput(shape, output, subject.operation);
  const outputs = outputSize(shape, subject.operation);
  const terms = pixelTerms(plan);
  const pixels = terms.map((term) => plan.image[term]!);
  const taps = terms.map((term) => plan.kernel[term]!);
  const step = Math.max(1, Math.floor(numbersPerRequest / (plan.imageSize + plan.kernelSize)));
  const hasTap = hasTaps(subject.operation);
  const whole = hasTap && isIdentity(pixels, plan.imageSize) && isIdentity(taps, plan.kernelSize);
  const [imagePlaces, kernelPlaces] = [new Buffers(plan.imageSize), new Buffers(plan.kernelSize)];
  const blackBox: BlackBox = async (lefts, rights, n, count) => {
    const sums: (Float32Array | Float64Array)[] = [];
    for (let from = 0; from < count; from += step) {
      const part = Math.min(step, count - from);
      if (whole) {
        const [first, end] = [from * n, (from + part) * n];
        const batch = { images: lefts.subarray(first, end), kernels: rights.subarray(first, end) };
        sums.push(everyNth(await outputsOf(subject, { shape, count: part, ...batch }), output, outputs));
        continue;
      }
      const [images, kernels] = [imagePlaces.take(part), kernelPlaces.take(part)];
      scatter(hasTap ? lefts : products(lefts, rights, subject.format), from * n, pixels, plan.imageSize, images);
      if (hasTap) scatter(rights, from * n, taps, plan.kernelSize, kernels);
      const given = await outputsOf(subject, { shape, count: part, images, kernels });
      sums.push(everyNth(given, output, outputs));
      imagePlaces.giveBack(images, given);
      kernelPlaces.giveBack(kernels, given);
    }
    return joined(sums);
  };
  return { blackBox, terms, padded: plan.terms - terms.length, outputs };
}

/**
 * Rounded to binary32, because an image has no other numbers. In 16 bits the factors are rounded first, as those of
 * other operations are: the models multiply rounded factors.
 */
function products(lefts: Float32Array, rights: Float32Array, format: NumberFormat): Float32Array {
  const rounded = isNarrow(format) ? (x: number): number => roundNarrow(x, format) : (x: number): number => x;
  return lefts.map((left, index) => rounded(left) * rounded(rights[index]!));
}

/** Whether place k is k, so that vectors are images and kernels as they are. */
function isIdentity(places: Int32Array, size: number): boolean {
  return places.length === size && places.every((place, index) => place === index);
}

/** Writes vectors into `all`, which has `size` numbers for each, with their numbers moved to the given places. */
function scatter(vectors: Float32Array, start: number, places: Int32Array, size: number, all: Float32Array): void {
  for (let index = 0, at = start; index * size < all.length; index += 1) {
    for (const place of places) {
      all[index * size + place] = vectors[at]!;
      at += 1;
    }
  }
}

/**
 * Arrays for batches, which are used again: the layer around one output may have a million numbers, of which every call
 * writes the same few places. An array that is asked about is not given to another call.
 */
class Buffers {
  private readonly size: number;
  private readonly free: Float32Array[] = [];

  constructor(size: number) {
    this.size = size;
  }

  take(count: number): Float32Array {
    const length = count * this.size;
    const kept = this.free.pop();
    const whole = kept === undefined || kept.length < length ? new Float32Array(length) : kept;
    return whole.subarray(0, length);
  }

  /** `given`: what the subject answered, which may be the array itself. */
  giveBack(used: Float32Array, given: Float32Array | Float64Array): void {
    if (given.buffer !== used.buffer) this.free.push(new Float32Array(used.buffer));
  }
}

/** The numbers at `first`, `first` + `step`, … */
function everyNth<T extends Float32Array | Float64Array>(numbers: T, first: number, step: number): T {
  if (step === 1) return numbers;
  const taken = numbers.slice(0, numbers.length / step) as T;
  for (let index = 0; index < taken.length; index += 1) taken[index] = numbers[index * step + first]!;
  return taken;
}

/** The terms of the one output of a plan that do not lie on padding. */
export function pixelTerms({ image, terms }: TermPlan): Int32Array {
  return Int32Array.from({ length: terms }, (_, term) => term).filter((term) => image[term]! >= 0);
}

/** What a subject answers. In 16 bits all inputs are rounded to its format first, as if it did that. */
export function askRounded(subject: Subject, batch: Batch): Promise<Outcome> {
  const { format } = subject;
  if (!isNarrow(format)) return subject.evaluate(batch);
  const rounded = (numbers: Float32Array): Float32Array => numbers.map((x) => roundNarrow(x, format));
  return subject.evaluate({ ...batch, images: rounded(batch.images), kernels: rounded(batch.kernels) });
}

/**
 * The outputs of a batch, which `askRounded` asks for.
 * Throws NotATree if the engine gives none, and for a mean, whose quotient hides the sum.
 */
export async function outputsOf(subject: Subject, batch: Batch): Promise<Float32Array | Float64Array> {
  if (subject.operation === 'mean')
    throw new NotATree('engine', 'a mean is its sum divided, and rounded again: reveal the sum of this engine instead');
  const outcome = await askRounded(subject, batch);
  if (outcome.kind === 'value') return outcome.outputs;
  throw new NotATree('engine', `${outcome.kind}: ${outcome.reason}`);
}

function joined(parts: readonly (Float32Array | Float64Array)[]): Float32Array | Float64Array {
  if (parts.length === 1) return parts[0]!;
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const all = parts[0] instanceof Float64Array ? new Float64Array(length) : new Float32Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
