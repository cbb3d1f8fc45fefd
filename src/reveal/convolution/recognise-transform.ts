import { outputShape, outputSize } from '../../conv/output-shape.ts';
import type { ConvShape } from '../../conv/shape.ts';
import { planOutput, type TermPlan } from '../../conv/terms.ts';
import type { Subject } from '../../engines/engine.ts';
import { randomOf } from '../../inputs/random.ts';
import { type Diagnosis, NotATree } from '../obstacle.ts';
import type { Revelation } from '../reveal.ts';
import { outputsOf, pixelTerms } from './output-black-box.ts';

const trials = 16;

/**
 * Recognises a transform, that is Winograd, FFT or Strassen. A transform multiplies sums, so pixels meet taps that are
 * not theirs. In each of 16 cases one product of the window is 1 · 1. Every other product has one factor 0, and the
 * other is ±2^13 or ±2^30. Pixels outside the window are ±2^30. A sum of products gives exactly 1 in any order and
 * arithmetic; a transform loses the 1, or lets other pixels in. Further probes tell which transform it is:
 *
 * - A pixel 1 and a tap 1, all else 0. Sums are exact if all constants are sums of powers of two. An error of one half
 *   or more means that it is no convolution at all. Exact with the tap 2^6 3^2 = 576, which holds the denominators of
 *   two dimensions, but not with the tap 1: Winograd's F(4, 3), with its sixths and twenty-fourths (Lavin and Gray
 *   2016). Never exact: an FFT, with its roots of unity.
 * - Taps ±2^30 of other filters disturb an output of this filter: Strassen's matrix product (1969).
 * - Otherwise, exact with both taps: Winograd's F(2, 3), with its halves.
 */
export async function recogniseTransform(
  found: Revelation,
  subject: Subject,
  shape: ConvShape,
  output: number,
): Promise<Revelation> {
  if (found.explained || found.obstacle === 'engine' || found.obstacle === 'no-terms') return found;
  try {
    const asked = new TransformProbes(subject, shape, output);
    const wrong = (await asked.amongLargePixels()).find((sum) => sum !== 1);
    if (wrong === undefined) return found;
    return { ...found, ...(Number.isNaN(wrong) ? notANumber : await nameOf(asked, wrong)) };
  } catch (error) {
    if (!(error instanceof NotATree)) throw error;
    return { ...found, obstacle: error.obstacle, because: error.message };
  }
}

const notANumber: Diagnosis = {
  obstacle: 'garbage',
  because: 'finite inputs with the exact sum 1 gave NaN',
};

async function nameOf(asked: TransformProbes, wrong: number): Promise<Diagnosis> {
  const single = await asked.singleProducts(1);
  const far = single.find(({ sum, exact }) => !(Math.abs(sum - exact) < 0.5));
  if (far !== undefined) {
    const because = `one product ${far.exact} beside zeros gave ${far.sum}: this is not a sum of products`;
    return { obstacle: 'garbage', because };
  }
  const transform = (which: string): Diagnosis => ({
    obstacle: 'transform',
    because: `pixels meet taps that are not theirs (the exact sum 1 came out as ${wrong}): a transform, ${which}`,
  });
  if (await asked.dependsOnOtherFilters())
    return transform("which mixes filters: a matrix product from sums of blocks, such as Strassen's");
  const isExact = (sums: readonly Single[]): boolean => sums.every(({ sum, exact }) => sum === exact);
  if (isExact(single)) return transform("exact for small integers: such as Winograd's F(2, 3)");
  return isExact(await asked.singleProducts(576))
    ? transform("exact for taps divisible by 6 and 24: such as Winograd's F(4, 3)")
    : transform('inexact for single ones: with irrational factors, such as an FFT');
}

interface Single {
  readonly sum: number;
  readonly exact: number;
}

/** The probes of one output. `pixels` and `taps` list those of its terms. */
class TransformProbes {
  /** Of the one output. */
  readonly #plan: TermPlan;
  readonly #outputs: number;
  readonly #pixels: readonly number[];
  readonly #taps: readonly number[];
  readonly #rng = randomOf(6, 'transforms');
  readonly #subject: Subject;
  readonly #shape: ConvShape;
  readonly #output: number;

  constructor(subject: Subject, shape: ConvShape, output: number) {
    const plan = planOutput(shape, output, subject.operation);
    const window = pixelTerms(plan);
    this.#plan = plan;
    this.#outputs = outputSize(shape, subject.operation);
    this.#pixels = Array.from(window, (at) => plan.image[at]!);
    this.#taps = Array.from(window, (at) => plan.kernel[at]!);
    this.#subject = subject;
    this.#shape = shape;
    this.#output = output;
  }

  /** Sums that are exactly 1, one product of 1 among zeros, with large pixels outside the window. */
  amongLargePixels(): Promise<readonly number[]> {
    return this.#sums((image, kernel, trial) => {
      const one = this.#rng.below(this.#pixels.length);
      for (let pixel = 0; pixel < image.length; pixel += 1) image[pixel] = this.#large(30);
      const power = trial % 2 === 0 ? 13 : 30;
      for (const [k, pixel] of this.#pixels.entries()) {
        const tap = this.#rng.below(2) === 0;
        image[pixel] = k === one ? 1 : tap ? 0 : this.#large(power);
        kernel[this.#taps[k]!] = k === one ? 1 : tap ? this.#large(power) : 0;
      }
    });
  }

  /** One pixel of the window is 1, and one tap is `tap`; they belong to the same term in every second trial. */
  async singleProducts(tap: number): Promise<readonly Single[]> {
    const exact: number[] = [];
    const sums = await this.#sums((image, kernel, trial) => {
      const one = this.#rng.below(this.#pixels.length);
      const other = trial % 2 === 0 ? one : this.#rng.below(this.#pixels.length);
      image[this.#pixels[one]!] = 1;
      kernel[this.#taps[other]!] = tap;
      exact.push(one === other ? tap : 0);
    });
    return sums.map((sum, trial) => ({ sum, exact: exact[trial]! }));
  }

  /** Whether an output of this filter changes when the taps of other filters are large instead of 0. */
  async dependsOnOtherFilters(): Promise<boolean> {
    const { kernelSize, kernel: filter } = this.#plan;
    const outputs = this.#outputs;
    const [image, plain] = [new Float32Array(this.#plan.imageSize).fill(1), new Float32Array(kernelSize)];
    const disturbed = plain.map(() => this.#large(30));
    for (const tap of filter) {
      plain[tap] = 1;
      disturbed[tap] = 1;
    }
    const images = joined(image, image);
    const computed = await outputsOf(this.#subject, {
      ...{ shape: this.#shape, count: 2, images, kernels: joined(plain, disturbed) },
    });
    const [, , , channels] = outputShape(this.#shape, this.#subject.operation);
    const own = Array.from({ length: outputs / channels }, (_, place) => place * channels + (this.#output % channels));
    return own.some((output) => computed[output] !== computed[outputs + output]);
  }

  #large(power: number): number {
    return (1 - 2 * this.#rng.below(2)) * 2 ** power;
  }

  async #sums(fill: (image: Float32Array, kernel: Float32Array, trial: number) => void): Promise<readonly number[]> {
    const { imageSize, kernelSize } = this.#plan;
    const outputs = this.#outputs;
    const images = new Float32Array(trials * imageSize);
    const kernels = new Float32Array(trials * kernelSize);
    for (let trial = 0; trial < trials; trial += 1) {
      const image = images.subarray(trial * imageSize, (trial + 1) * imageSize);
      fill(image, kernels.subarray(trial * kernelSize, (trial + 1) * kernelSize), trial);
    }
    const computed = await outputsOf(this.#subject, { shape: this.#shape, count: trials, images, kernels });
    return Array.from({ length: trials }, (_, trial) => computed[trial * outputs + this.#output]!);
  }
}

function joined(one: Float32Array, other: Float32Array): Float32Array {
  return Float32Array.from([...one, ...other]);
}
