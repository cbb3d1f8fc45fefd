import { outputShape, outputSize, positionOf } from '../../conv/output-shape.ts';
import type { ConvShape, NumberFormat } from '../../conv/shape.ts';
import { planOutput, type TermPlan } from '../../conv/terms.ts';
import type { Subject } from '../../engines/engine.ts';
import { isNarrow } from '../../float/narrow-numbers.ts';
import { randomOf } from '../../inputs/random.ts';
import { outputsOf, pixelTerms } from './output-black-box.ts';

const trials = 16;
/** More channels at once would let the errors of a right transform pass for a wrong product. */
const mostChannels = 8;

/** Exponents of large numbers: of pixels outside the window, of pixels in it, and of taps. */
type Sizes = readonly [outside: number, pixel: number, tap: number];
const sizes: readonly Sizes[] = [
  [30, 13, 13],
  [30, 30, 30],
];
/**
 * In binary16, whose largest number is below 2^16: pixels alone, taps alone, and both. Sums in binary16 lose the 1 in
 * one of the first two, and may overflow in the last; sums in binary32 lose it in the last.
 */
const sizes16: readonly Sizes[] = [
  [12, 12, 0],
  [3, 0, 12],
  [15, 15, 15],
  // F(4, 3) amplifies by 2304, and may overflow with all of these.
  [7, 7, 0],
  [4, 4, 0],
  [1, 1, 0],
];

/** What one output was, and what it is exactly. */
export interface Sum {
  readonly sum: number;
  readonly exact: number;
}

/** The probes of one output. `pixels` and `taps` list those of its terms. */
export class TransformProbes {
  /** Of the one output. */
  readonly #plan: TermPlan;
  readonly #outputs: number;
  readonly #pixels: readonly number[];
  readonly #taps: readonly number[];
  readonly #rng = randomOf(6, 'transforms');
  readonly #subject: Subject;
  readonly #shape: ConvShape;
  readonly #output: number;

  get format(): NumberFormat {
    return this.#subject.format;
  }

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
    const all = this.#subject.format === 'binary16' ? sizes16 : sizes;
    return this.#sums((image, kernel, trial) => {
      const one = this.#rng.below(this.#pixels.length);
      const [outside, ofPixel, ofTap] = all[trial % all.length]!;
      for (let pixel = 0; pixel < image.length; pixel += 1) image[pixel] = this.#large(outside);
      for (const [k, pixel] of this.#pixels.entries()) {
        const tap = this.#rng.below(2) === 0;
        image[pixel] = k === one ? 1 : tap ? 0 : this.#large(ofPixel);
        kernel[this.#taps[k]!] = k === one ? 1 : tap ? this.#large(ofTap) : 0;
      }
    });
  }

  /** One pixel of the window is 1, and one tap is `tap`; they belong to the same term in every second trial. */
  async singleProducts(tap: number): Promise<readonly Sum[]> {
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

  /**
   * Small integers on all pixels and taps of at most eight channels: a wrong or missing product is off by 1 or more. In
   * 16 bits ±1 in one channel, so that a right transform has small errors.
   */
  async smallIntegers(): Promise<readonly Sum[]> {
    const { channelsIn } = this.#shape;
    const exact: number[] = [];
    const narrow = isNarrow(this.#subject.format);
    const most = narrow ? 1 : mostChannels;
    const integer = (): number => (1 + this.#rng.below(narrow ? 1 : 2)) * (1 - 2 * this.#rng.below(2));
    const sums = await this.#sums((image, kernel, trial) => {
      const first = (trial * most) % channelsIn;
      for (let pixel = 0; pixel < image.length; pixel += 1)
        if (((pixel % channelsIn) - first + channelsIn) % channelsIn < most) image[pixel] = integer();
      let sum = 0;
      for (const [k, pixel] of this.#pixels.entries()) {
        kernel[this.#taps[k]!] = integer();
        sum += image[pixel]! * kernel[this.#taps[k]!]!;
      }
      exact.push(sum);
    });
    return sums.map((sum, trial) => ({ sum, exact: exact[trial]! }));
  }

  /**
   * How many outputs of a row, side by side, one huge pixel disturbs, at most. Small integers lie on all other pixels,
   * so an output that the pixel does not belong to is exact or near it in every order. `isWhole`: the whole row.
   */
  async disturbedOutputs(): Promise<{ readonly most: number; readonly isWhole: boolean }> {
    const [, rows, columns, channels] = outputShape(this.#shape, this.#subject.operation);
    const size = [1, rows, columns, channels] as const;
    const [, row, column, channel] = positionOf(size, this.#output);
    const at = (x: number): number => (row * columns + x) * channels + channel;
    // A pixel in the middle of the window of each output near the probed one.
    const first = Math.max(0, Math.min(column - 5, columns - 12));
    const places = Array.from({ length: Math.min(12, columns) }, (_, k) => first + k);
    const windows = places.map((x) => this.#middleOf(at(x)));
    const used = windows.filter((pixel) => pixel >= 0);
    const answers = await this.#answers(used.length, (image, kernel, trial) => {
      image.fill(1);
      kernel.fill(1);
      image[used[trial]!] = this.#subject.format === 'binary16' ? huge16 : huge;
    });
    let [most, isWhole] = [0, false];
    used.forEach((pixel, trial) => {
      const runs = Array.from({ length: columns }, (_, x) => {
        const plan = planOutput(this.#shape, at(x), this.#subject.operation);
        const terms = pixelTerms(plan);
        const isOwn = terms.some((term) => plan.image[term] === pixel);
        const isNear = Math.abs(answers[trial * this.#outputs + at(x)]! - terms.length) < 0.5;
        return isOwn ? 'own' : isNear ? 'kept' : 'disturbed';
      });
      if (!runs.includes('disturbed')) return;
      const touched = runs.flatMap((kind, x) => (kind === 'kept' ? [] : [x]));
      most = Math.max(most, touched.at(-1)! - touched[0]! + 1);
      isWhole ||= touched.length === columns;
    });
    return { most, isWhole };
  }

  /** The pixel in the middle of the window of an output, or −1 on padding. */
  #middleOf(output: number): number {
    const { image, terms } = planOutput(this.#shape, output, this.#subject.operation);
    return image[Math.floor(terms / 2)]!;
  }

  /** Whether an output of this filter changes when the taps of other filters are large instead of 0. */
  async dependsOnOtherFilters(): Promise<boolean> {
    const { kernelSize, kernel: filter } = this.#plan;
    const outputs = this.#outputs;
    const [image, plain] = [new Float32Array(this.#plan.imageSize).fill(1), new Float32Array(kernelSize)];
    const disturbed = plain.map(() => this.#large(this.#subject.format === 'binary16' ? 12 : 30));
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

  async #sums(fill: Fill): Promise<readonly number[]> {
    const computed = await this.#answers(trials, fill);
    return Array.from({ length: trials }, (_, trial) => computed[trial * this.#outputs + this.#output]!);
  }

  async #answers(count: number, fill: Fill): Promise<Float32Array | Float64Array> {
    const { imageSize, kernelSize } = this.#plan;
    const images = new Float32Array(count * imageSize);
    const kernels = new Float32Array(count * kernelSize);
    for (let trial = 0; trial < count; trial += 1) {
      const image = images.subarray(trial * imageSize, (trial + 1) * imageSize);
      fill(image, kernels.subarray(trial * kernelSize, (trial + 1) * kernelSize), trial);
    }
    return outputsOf(this.#subject, { shape: this.#shape, count, images, kernels });
  }
}

type Fill = (image: Float32Array, kernel: Float32Array, trial: number) => void;

/** Far above all other pixels: whatever meets it loses them. */
const huge = 2 ** 60;
const huge16 = 2 ** 15;

function joined(one: Float32Array, other: Float32Array): Float32Array {
  return Float32Array.from([...one, ...other]);
}
