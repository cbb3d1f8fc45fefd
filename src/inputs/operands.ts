import { nextDown32, nextUp32, ulp32 } from '../float/ulp.ts';
import { InputArbitrary } from './arbitrary.ts';
import { powerOfTwo, randomIn } from './fill.ts';
import type { Rng } from './random.ts';
import { isFinite32, numbersAgainst, shrinkNumbers } from './shrink/numbers.ts';

export interface OperandOptions {
  /** Each equally often. Default: `operandDistributions`. */
  readonly distributions?: readonly NumberDistribution[] | undefined;
}

/**
 * The n operands of an operation: finite binary32 numbers that belong together, such as neighbours, ties, or the
 * extremes of the range.
 *
 * They shrink to as many simpler numbers: zeros and ones, fewer significant bits, exponents nearer to 0, fewer minus
 * signs.
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

/**
 * A way to draw a few finite binary32 numbers that belong together: the operands of an operation, or the terms of a
 * sum.
 */
export interface NumberDistribution {
  readonly name: string;
  /** In words: distribution, and what is never drawn. */
  readonly description: string;
  fill(rng: Rng, numbers: Float32Array): void;
}

const { fround } = Math;
const largest = (2 - 2 ** -23) * 2 ** 127;

/** The same rule for every number after the first, which has 24 random bits and an exponent from −12 to 12. */
function after(name: string, description: string, next: (rng: Rng, first: number) => number): NumberDistribution {
  return {
    name,
    description,
    fill: (rng, numbers) => {
      const first = randomIn(rng, rng.between(-12, 12));
      numbers[0] = first;
      for (let i = 1; i < numbers.length; i++) numbers[i] = next(rng, first);
    },
  };
}

/** A rule for every number by itself. */
function each(name: string, description: string, next: (rng: Rng) => number): NumberDistribution {
  return {
    name,
    description,
    fill: (rng, numbers) => {
      for (let i = 0; i < numbers.length; i++) numbers[i] = next(rng);
    },
  };
}

const binade = after('one-binade', 'All in the binade of the first, signs random.', (rng, first) => {
  const exponent = Math.floor(Math.log2(Math.abs(first)));
  return randomIn(rng, exponent);
});

const neighbours = after(
  'neighbours',
  'The others up to four steps from the first, or from its double, its half or its negative.',
  (rng, first) => steps(rng.sign() * first * powerOfTwo(rng.between(-1, 1)), rng.between(-4, 4)),
);

const withinTwo = after(
  'within-two',
  'The others between half the first and its double, of its sign.',
  (rng, first) => {
    const ratio = 0.5 + 1.5 * rng.unit();
    return fround(first * ratio);
  },
);

const sumTies = after(
  'sum-ties',
  'The others an odd multiple of half an ulp of the first, so that sums are ties, or a step beside one.',
  (rng, first) => steps(rng.sign() * (rng.below(8) + 0.5) * ulp32(first), rng.between(-1, 1) * rng.below(2)),
);

const productTies = each(
  'product-ties',
  'Odd numbers of 12 or 13 bits, scaled: products of 24 to 26 bits, many of them ties; now and then 24929 and 673.',
  (rng) => {
    const odd = rng.chance(0.1) ? [24929, 673][rng.below(2)]! : 2 ** 12 + 2 * rng.below(2 ** 11) + 1;
    return rng.sign() * odd * powerOfTwo(rng.between(-20, 8));
  },
);

const spread = each('spread', 'Exponents uniform from −40 to 40, 24 random bits.', (rng) =>
  randomIn(rng, rng.between(-40, 40)),
);

const fewBits = each(
  'few-bits',
  'One to eight significant bits, exponents from −4 to 28: sums and products often exact or ties.',
  (rng) => rng.sign() * (1 + rng.below(2 ** rng.between(1, 8))) * powerOfTwo(rng.between(-4, 20)),
);

const besidePowers = each('powers-of-two', 'Powers of two from 2^-30 to 2^30, or a step or two beside one.', (rng) =>
  steps(rng.sign() * powerOfTwo(rng.between(-30, 30)), rng.between(-2, 2)),
);

const subnormals = each('subnormals', 'Below 2^-120, half of them subnormal, zeros of both signs among them.', (rng) =>
  fround(randomIn(rng, 0) * powerOfTwo(rng.between(-75, -60)) * powerOfTwo(rng.between(-75, -60))),
);

const underflowing = each(
  'underflow',
  'Exponents from −80 to −58, so that products lie about the smallest numbers.',
  (rng) => randomIn(rng, rng.between(-80, -58)),
);

const extremes = each(
  'extremes',
  'The largest numbers, the smallest normal and subnormal ones, one and zero, each or a step beside it, signs random.',
  (rng) => {
    const edge = rng.pick([largest, largest / 2, 2 ** -126, 2 ** -149, 1, 0, 2 ** 64, 2 ** -75]);
    return rng.sign() * Math.min(largest, Math.abs(steps(edge, rng.between(-1, 1))));
  },
);

/** The binary32 number `count` numbers away from x, never infinite. */
function steps(x: number, count: number): number {
  let number = fround(x);
  for (let left = Math.abs(count); left > 0; left--) number = count > 0 ? nextUp32(number) : nextDown32(number);
  return Number.isFinite(number) ? number : Math.sign(number) * largest;
}

/** What operands of one operation are drawn from, in turn. */
export const operandDistributions: readonly NumberDistribution[] = [
  ...[binade, neighbours, withinTwo, sumTies, productTies, spread],
  ...[fewBits, besidePowers, subnormals, underflowing, extremes],
];
