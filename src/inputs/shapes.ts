import { checkShape } from '../conv/check-shape.ts';
import { type ConvShape, imageSize, kernelSize } from '../conv/shape.ts';
import { shapeKey } from '../conv/shape-text.ts';
import { UsageError } from '../errors/usage-error.ts';
import { InputArbitrary } from './arbitrary.ts';
import type { Rng } from './random.ts';
import { randomShape, type ShapeOptions } from './random-shape.ts';
import { shrinkShape } from './shrink/shape.ts';
import { compareShapes } from './simplicity.ts';

/**
 * Shapes of convolutions, always with an output: kernels 1–11 each way, strides and dilations 1–5, `valid`, `same` or
 * explicit zeros, and at most 2^17 products. Sizes are small, but for one or two of each shape. See `randomShape`.
 *
 * A shape shrinks to a smaller kernel, then less padding, smaller strides and dilations, and a smaller image.
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

/** Whether something is a shape of the domain. */
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
export function* smallerShapes(shape: ConvShape): Generator<ConvShape> {
  const zeros = new Float32Array(Math.max(imageSize(shape), kernelSize(shape)));
  const image = zeros.subarray(0, imageSize(shape));
  const seen = new Set<string>();
  for (const smaller of shrinkShape({ shape, image, kernel: zeros.subarray(0, kernelSize(shape)) })) {
    if (smaller === undefined || seen.has(shapeKey(smaller.shape))) continue;
    seen.add(shapeKey(smaller.shape));
    yield smaller.shape;
  }
}
