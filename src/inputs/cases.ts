import { type Case, caseAt } from '../conv/batch.ts';
import { checkCase } from '../conv/check-shape.ts';
import type { ConvShape } from '../conv/shape.ts';
import { shapeKey } from '../conv/shape-text.ts';
import { InputArbitrary, type Shrinker } from './arbitrary.ts';
import type { Distribution } from './distribution.ts';
import { distributions as defaultDistributions, randomDistribution } from './distributions.ts';
import type { Rng } from './random.ts';
import { randomBatch } from './random-batch.ts';
import { randomShape, type ShapeOptions } from './random-shape.ts';
import { passes } from './shapes.ts';
import { shrinkShape } from './shrink/shape.ts';
import { shrinkBits, shrinkExponents, shrinkSigns, shrinkZeros } from './shrink/values.ts';
import { simplicityAgainst } from './simplicity.ts';

/** Steps that keep the shape: more zeros, shorter significands, exponents near 0, fewer signs. */
export const valueShrinkers: readonly Shrinker<Case>[] = [shrinkZeros, shrinkBits, shrinkExponents, shrinkSigns];

/**
 * All kinds of steps, in the order in which they are tried: smaller shapes first. Some lead to cases that are not
 * simpler.
 */
export const caseShrinkers: readonly Shrinker<Case>[] = [shrinkShape, ...valueShrinkers];

export interface CaseOptions {
  /** What values are drawn from, each as often as its share says. Default: the mix of `distributions`. */
  readonly distributions?: readonly Distribution[] | undefined;
  /** All cases have this shape, also those that others shrink to. Default: `shapes(options.shapes)`. */
  readonly shape?: ConvShape | undefined;
  readonly shapes?: ShapeOptions | undefined;
}

/**
 * Cases, an image and a kernel each: a random shape (see `shapes`), and values of a random distribution (see
 * `distributions`). Numbers are binary32. They are finite, except in the distribution `specials`, which has infinities
 * and NaN and is three cases in a hundred.
 *
 * A case shrinks to a smaller shape, then to more zeros, shorter significands, exponents nearer to 0 and fewer minus
 * signs.
 */
export function cases(options: CaseOptions = {}): InputArbitrary<Case> {
  return new CaseArbitrary(options);
}

class CaseArbitrary extends InputArbitrary<Case> {
  protected readonly shrinkers: readonly Shrinker<Case>[];
  private readonly options: CaseOptions;

  constructor(options: CaseOptions) {
    super();
    this.options = options;
    this.shrinkers = shrinkersOf(options);
  }

  draw(rng: Rng): Case {
    const shape = this.options.shape ?? randomShape(rng, this.options.shapes);
    const distribution = randomDistribution(rng, this.options.distributions ?? defaultDistributions);
    return caseAt(randomBatch(rng, distribution, shape, 1), 0);
  }

  accepts(value: unknown): value is Case {
    return isCase(value) && hasShape(value.shape, this.options.shape);
  }

  against(input: Case): (other: Case) => number {
    return simplicityAgainst(input);
  }
}

export function shrinkersOf({ shape }: CaseOptions): readonly Shrinker<Case>[] {
  return shape === undefined ? caseShrinkers : valueShrinkers;
}

export function hasShape(shape: ConvShape, wanted: ConvShape | undefined): boolean {
  return wanted === undefined || wanted === shape || shapeKey(wanted) === shapeKey(shape);
}

/** Whether something is a case of the domain: a valid shape, and as many numbers as it says. */
function isCase(value: unknown): value is Case {
  return typeof value === 'object' && value !== null && 'shape' in value && passes(() => checkCase(value as Case));
}
