import type { ConvShape } from '../conv/shape.ts';
import { fittingShape, moreOf, type ShapeSpec, type StepSizes, slicesOf, withPadding } from '../conv/shape-spec.ts';
import type { Sizes } from '../conv/size-range.ts';
import { InputArbitrary } from './arbitrary.ts';
import type { Rng } from './random.ts';
import { isShape, smallerShapes } from './shapes.ts';
import { compareShapes } from './simplicity.ts';

/**
 * Shapes of one of the specs. A size of a range is one of its ends in a quarter of the draws, next to a multiple of 4,
 * 8, 16, 32 or 64 in a half, and any in the rest. Kernels always fit.
 *
 * A shape shrinks as those of `shapes`, also to shapes that the specs do not have: the simplest shape that fails is
 * wanted.
 */
export function aimedShapes(specs: readonly [ShapeSpec, ...ShapeSpec[]]): InputArbitrary<ConvShape> {
  return new AimedShapes(specs);
}

/** Draws of a spec of which the first with a kernel that fits is taken. */
const mostDraws = 100;

class AimedShapes extends InputArbitrary<ConvShape> {
  protected readonly shrinkers = [smallerShapes];
  private readonly specs: readonly [ShapeSpec, ...ShapeSpec[]];

  constructor(specs: readonly [ShapeSpec, ...ShapeSpec[]]) {
    super();
    this.specs = specs;
  }

  draw(rng: Rng): ConvShape {
    const spec = rng.pick(this.specs);
    for (let left = mostDraws; left > 0; left--) {
      const shape = drawShape(rng, spec);
      if (isShape(shape)) return shape;
    }
    return fittingShape(spec);
  }

  accepts(value: unknown): value is ConvShape {
    return isShape(value);
  }

  against(shape: ConvShape): (other: ConvShape) => number {
    return (other) => compareShapes(other, shape);
  }
}

function drawShape(rng: Rng, spec: ShapeSpec): ConvShape {
  const size = (sizes: Sizes): number => drawSize(rng, sizes);
  const step = (steps: readonly StepSizes[]): { pair: readonly [number, number]; slices: number } => {
    const drawn = steps[rng.below(steps.length)]!;
    const { rows, columns } = drawn;
    const first = size(rows);
    const pair = [first, columns === undefined ? first : size(columns)] as const;
    const isOne = drawn.slices === undefined && columns === undefined;
    return { pair, slices: spec.depth === undefined || isOne ? first : size(slicesOf(drawn)) };
  };
  const [height, width] = [size(spec.height), size(spec.width)];
  const shape = {
    ...{
      batch: size(spec.batch),
      height,
      width,
      channelsIn: size(spec.channelsIn),
      channelsOut: size(spec.channelsOut),
    },
    kernelHeight: spec.kernel === undefined ? height : size(spec.kernel.height),
    kernelWidth: spec.kernel === undefined ? width : size(spec.kernel.width),
  };
  const [stride, dilation] = [step(spec.strides), step(spec.dilations)];
  const padding = spec.paddings[rng.below(spec.paddings.length)]!;
  const depth = spec.depth && {
    ...{ size: size(spec.depth.size), kernel: size(spec.depth.kernel) },
    ...{ stride: stride.slices, dilation: dilation.slices, before: 0, after: 0 },
  };
  const steps = { stride: stride.pair, dilation: dilation.pair, padding: 'valid' as const };
  return withPadding({ ...shape, ...steps, ...moreOf(spec), ...(depth && { depth }) }, padding);
}

/** A size of one of the ranges: see `aimedShapes`. */
export function drawSize(rng: Rng, sizes: Sizes): number {
  const { from, to } = sizes[rng.below(sizes.length)]!;
  if (from === to) return from;
  const choice = rng.below(4);
  if (choice === 0) return rng.next() < 0 ? from : to;
  if (choice < 3) {
    const block = rng.pick([4, 8, 16, 32, 64]);
    const [first, last] = [Math.ceil((from - 1) / block), Math.floor((to + 1) / block)];
    const near = rng.between(first, Math.max(first, last)) * block + rng.between(-1, 1);
    if (near >= from && near <= to) return near;
  }
  return rng.between(from, to);
}
