import fc from 'fast-check';
import { type Case, caseAt } from '../conv/batch.ts';
import type { ConvShape } from '../conv/shape.ts';
import type { Distribution } from './distribution.ts';
import { distributions as defaultDistributions, randomDistribution } from './distributions.ts';
import { isCase } from './is-case.ts';
import { randomBatch } from './random-batch.ts';
import { randomShape } from './random-shape.ts';
import { Rng } from './rng.ts';
import { shrinkCase } from './shrink-case.ts';

export interface CaseOptions {
  /** Default: the mix of `distributions`. */
  readonly distributions?: readonly Distribution[];
  /** Every case has this shape; shrinking leaves it all the same. Default: `randomShape`. */
  readonly shape?: ConvShape;
}

/** A shape, a distribution and its values; see `randomShape` and `distributions` for the domain and the distribution. */
export function caseArbitrary(options: CaseOptions = {}): fc.Arbitrary<Case> {
  return new CaseArbitrary(options);
}

/**
 * Shrinking looks at the value alone and carries no context, so that a case read from a file, given as an example, or found by an engine
 * batch shrinks exactly as one that was generated here. No `chain`: fast-check cannot shrink a given value through it.
 */
class CaseArbitrary extends fc.Arbitrary<Case> {
  private readonly options: CaseOptions;

  constructor(options: CaseOptions) {
    super();
    this.options = options;
  }

  override generate(random: fc.Random): fc.Value<Case> {
    const words = [random.nextInt(), random.nextInt(), random.nextInt(), random.nextInt()] as const;
    const rng = new Rng(words[0], words);
    const shape = this.options.shape ?? randomShape(rng);
    const distribution = randomDistribution(rng, this.options.distributions ?? defaultDistributions);
    return new fc.Value(caseAt(randomBatch(rng, distribution, shape, 1), 0), undefined);
  }

  override canShrinkWithoutContext(value: unknown): value is Case {
    return isCase(value);
  }

  override shrink(value: Case): fc.Stream<fc.Value<Case>> {
    return fc.stream(shrinkCase(value)).map((simpler) => new fc.Value(simpler, undefined));
  }
}
