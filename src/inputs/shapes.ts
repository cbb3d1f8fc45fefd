import { checkShape } from '../conv/check-shape.ts';
import { imageSize } from '../conv/image-size.ts';
import { kernelSize } from '../conv/kernel-size.ts';
import type { ConvShape } from '../conv/shape.ts';
import { shapeKey } from '../conv/shape-key.ts';
import { UsageError } from '../errors/usage-error.ts';
import { InputArbitrary } from './arbitrary.ts';
import { compareShapes } from './compare-simplicity.ts';
import type { Rng } from './random.ts';
import { randomShape, type ShapeOptions } from './random-shape.ts';
import { shrinkShape } from './shrink/shrink-shape.ts';

/**
 * Shapes of convolutions, always with an output: kernels 1–7 each way, strides 1–5, dilations 1–3, `valid`, `same` or explicit zeros,
 * batch 1–3, channels 1–9, images to 17 × 17 and now and then to 34 × 34. See `randomShape` for how often each comes.
 *
 * A shape shrinks to a smaller kernel, less padding, smaller strides and dilations, a smaller image, in this order of weight.
 */
export function shapes(options: ShapeOptions = {}): InputArbitrary<ConvShape> {
  return new ShapeArbitrary(options);
}

class ShapeArbitrary extends InputArbitrary<ConvShape> {
  protected readonly shrinkers = [smallerShapes];
  private readonly options: ShapeOptions;

  constructor(options: ShapeOptions) {
    super();
    this.options = options;
  }

  draw(rng: Rng): ConvShape {
    return randomShape(rng, this.options);
  }

  accepts(value: unknown): value is ConvShape {
    return isShape(value);
  }

  against(shape: ConvShape): (other: ConvShape) => number {
    return (other) => compareShapes(other, shape);
  }
}

/** Whether anything at all is a shape of the domain. */
export function isShape(value: unknown): value is ConvShape {
  return passes(() => checkShape(value as ConvShape));
}

/** Whether a check of the domain finds nothing wrong. */
export function passes(check: () => void): boolean {
  try {
    check();
    return true;
  } catch (error) {
    if (error instanceof UsageError) return false;
    throw error;
  }
}

/** The shapes that a case of zeros shrinks to, each once. */
function* smallerShapes(shape: ConvShape): Generator<ConvShape> {
  const zeros = new Float32Array(Math.max(imageSize(shape), kernelSize(shape)));
  const image = zeros.subarray(0, imageSize(shape));
  const seen = new Set<string>();
  for (const smaller of shrinkShape({ shape, image, kernel: zeros.subarray(0, kernelSize(shape)) })) {
    if (smaller === undefined || seen.has(shapeKey(smaller.shape))) continue;
    seen.add(shapeKey(smaller.shape));
    yield smaller.shape;
  }
}
