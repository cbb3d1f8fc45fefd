import { type Batch, caseAt } from '../conv/batch.ts';
import { outputSize } from '../conv/output-shape.ts';
import type { ConvShape } from '../conv/shape.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { Outcome, Subject } from './engine.ts';

/**
 * What a convolution in this process gives: the outputs in NHWC order, or undefined for a shape that it does not do.
 */
export type Convolved = Float32Array | undefined;

/**
 * A convolution of one case in this process. The image is NHWC, the kernel HWIO and not flipped. It may keep or
 * overwrite its arguments: each call gets its own.
 *
 * @returns batch · rows · columns · channelsOut numbers (NHWC), or undefined where it does not support the shape; or a
 * promise of these
 */
export type ConvolutionFunction = (
  image: Float32Array,
  kernel: Float32Array,
  shape: ConvShape,
) => Convolved | Promise<Convolved>;

/**
 * The same for `count` cases of one shape side by side, for kernels that are cheaper to call for many: the images one
 * after another, the kernels one after another, and so the outputs.
 */
export interface BatchConvolution {
  /** (images, kernels, shape, count) → outputs of all cases, or undefined where it does not support the shape. */
  readonly batch: (
    images: Float32Array,
    kernels: Float32Array,
    shape: ConvShape,
    count: number,
  ) => Convolved | Promise<Convolved>;
}

/** A convolution in this process, one case a call or many. */
export type Implementation = ConvolutionFunction | BatchConvolution;

/**
 * A function of this process as a subject, `<name>/conv2d`. What it throws, and an answer of another type, is a failure
 * of the subject.
 *
 * @param name - letters, digits and . _ -, beginning with a letter or a digit
 * @throws UsageError, one line: `name` is another
 */
export function functionSubject(name: string, implementation: Implementation, version = 'in process'): Subject {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name))
    throw new UsageError(`name ${JSON.stringify(name)}: not letters, digits and . _ - as in my-kernel`);
  if (name === 'lastbit') throw new UsageError('name "lastbit": the name of our own algorithms; take another one');
  const whole = typeof implementation === 'function' ? oneByOne(implementation) : implementation.batch;
  return {
    ...{ id: `${name}/conv2d`, engine: name, operation: 'conv2d', format: 'binary32', summation: 'unknown' },
    availability: async () => ({ kind: 'ready', version, environment: { node: process.version } }),
    evaluate: async ({ images, kernels, shape, count }) => {
      try {
        return outcomeOf(await whole(images.slice(), kernels.slice(), shape, count));
      } catch (error) {
        return { kind: 'failed', reason: error instanceof Error ? error.message : `it threw ${String(error)}` };
      }
    },
  };
}

function outcomeOf(outputs: unknown): Outcome {
  if (outputs === undefined) return { kind: 'declined', reason: 'it does not support this shape' };
  // A kernel may write all answers into one buffer, but earlier answers are still compared.
  if (outputs instanceof Float32Array) return { kind: 'value', format: 'binary32', outputs: outputs.slice() };
  return { kind: 'failed', reason: `it gave ${outputs === null ? 'null' : typeof outputs}, not a Float32Array` };
}

function oneByOne(convolve: ConvolutionFunction): BatchConvolution['batch'] {
  return async (images, kernels, shape, count) => {
    const batch: Batch = { images, kernels, shape, count };
    const each = outputSize(shape);
    const all = new Float32Array(count * each);
    for (let index = 0; index < count; index++) {
      const { image, kernel } = caseAt(batch, index);
      const outputs: unknown = await convolve(image, kernel, shape);
      if (outputs === undefined) return undefined;
      if (!(outputs instanceof Float32Array)) throw new TypeError(`it gave a ${typeof outputs}, not a Float32Array`);
      if (outputs.length !== each)
        throw new RangeError(`it gave ${outputs.length} numbers where the output has ${each}`);
      all.set(outputs, index * each);
    }
    return all;
  };
}
