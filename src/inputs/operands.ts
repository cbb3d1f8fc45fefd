import { InputArbitrary } from './arbitrary.ts';
import { type NumberDistribution, operandDistributions } from './operand-distributions.ts';
import type { Rng } from './random.ts';
import { isFinite32, numbersAgainst, shrinkNumbers } from './simpler-numbers.ts';

export interface OperandOptions {
  /** Each equally often. Default: `operandDistributions`. */
  readonly distributions?: readonly NumberDistribution[] | undefined;
}

/**
 * The n operands of an operation: finite binary32 numbers that belong together, such as neighbours, ties, or the extremes of the range.
 *
 * They shrink to as many simpler numbers: zeros and ones, fewer significant bits, exponents nearer to 0, fewer minus signs.
 */
export function operands(n: number, options: OperandOptions = {}): InputArbitrary<readonly number[]> {
  return new OperandArbitrary(n, options);
}

class OperandArbitrary extends InputArbitrary<readonly number[]> {
  protected readonly shrinkers = [shrinkNumbers];
  private readonly n: number;
  private readonly distributions: readonly NumberDistribution[];

  constructor(n: number, { distributions = operandDistributions }: OperandOptions) {
    super();
    this.n = n;
    this.distributions = distributions;
  }

  draw(rng: Rng): readonly number[] {
    const numbers = new Float32Array(this.n);
    this.distributions[rng.below(this.distributions.length)]!.fill(rng, numbers);
    return Array.from(numbers);
  }

  accepts(value: unknown): value is readonly number[] {
    return Array.isArray(value) && value.length === this.n && value.every(isFinite32);
  }

  against(numbers: readonly number[]): (other: readonly number[]) => number {
    return numbersAgainst(numbers);
  }
}
