import type { ConvShape } from '../conv/shape.ts';
import { type Format, largestFinite } from '../float/format.ts';
import { type NarrowName, narrowFormats, roundNarrow } from '../float/narrow-numbers.ts';
import type { Distribution } from './distribution.ts';
import { type BuildWindow, fillWindows, powerOfTwo } from './fill.ts';
import type { Rng } from './random.ts';

/** The nearest number of the format. Finite numbers stay finite. */
export function rounded(x: number, name: NarrowName): number {
  const y = roundNarrow(x, name);
  return Number.isFinite(y) || !Number.isFinite(x) ? y : Math.sign(x) * largestFinite(narrowFormats[name]);
}

/** What is worth trying in a format of 16 bits. Windows are built; then every number is rounded to the format. */
export function narrowDistributions(name: NarrowName): readonly Distribution[] {
  const format = narrowFormats[name];
  const { precision, minExponent, maxExponent } = format;
  const one = (suffix: string, description: string, build: BuildWindow): Distribution => ({
    name: `${name}-${suffix}`,
    share: 0.2,
    description,
    fill: (rng: Rng, shape: ConvShape, images: Float32Array, kernels: Float32Array, count: number) => {
      fillWindows(rng, shape, images, kernels, count, build, suffix === 'integers' ? 'zeros' : 'bell');
      for (const numbers of [images, kernels])
        for (let k = 0; k < numbers.length; k++) numbers[k] = rounded(numbers[k]!, name);
    },
  });
  return [
    one('ties', 'One product near 1, and others of half its last place or close to that.', (rng, x, y, n) => {
      const large = rng.below(n);
      for (let t = 0; t < n; t++) {
        const halves = rng.chance(0.3) ? 3 : 1;
        const near = rng.chance(0.3) ? 1 + rng.sign() * 2 ** (1 - precision) : 1;
        x[t] = rng.sign() * (t === large ? 1 + rng.below(2) * 2 ** (1 - precision) : halves * powerOfTwo(-3));
        y[t] = t === large ? 1 : near * powerOfTwo(3 - precision);
      }
    }),
    one('underflow', 'Products near the smallest normal number and below it.', (rng, x, y, n) =>
      scaleProducts(rng, x, y, n, format, () => rng.between(minExponent - precision - 2, minExponent + 1)),
    ),
    one('subnormals', 'A subnormal factor in most products.', (rng, x, y, n) => {
      for (let t = 0; t < n; t++) {
        if (rng.chance(0.75)) x[t] = rng.sign() * rng.below(2 ** (precision - 1)) * 2 ** (minExponent - precision + 1);
        y[t] = y[t]! * powerOfTwo(rng.between(-2, 4));
      }
    }),
    one('overflow', 'Sums near the overflow threshold.', (rng, x, y, n) => {
      const top = maxExponent - Math.floor(Math.log2(n));
      const isPositive = rng.chance(0.5);
      scaleProducts(rng, x, y, n, format, () => top + rng.between(-2, 1));
      if (isPositive) for (let t = 0; t < n; t++) y[t] = Math.abs(y[t]!) * Math.sign(x[t]!);
    }),
    one('integers', 'Small whole numbers, whose sums are exact in every order.', (rng, x, y, n) => {
      const most = Math.max(1, Math.floor(Math.sqrt(2 ** precision / n)));
      for (let t = 0; t < n; t++) [x[t], y[t]] = [rng.between(-most, most), rng.between(-most, most)];
    }),
  ];
}

/** Gives the products these exponents, with factors in the range of the format. */
function scaleProducts(
  rng: Rng,
  x: Float32Array,
  y: Float32Array,
  n: number,
  { precision, minExponent, maxExponent }: Format,
  exponent: () => number,
): void {
  for (let t = 0; t < n; t++) {
    const wanted = exponent();
    const lowest = Math.max(minExponent - precision + 1, wanted - maxExponent);
    const highest = Math.min(maxExponent, wanted - minExponent + precision - 1);
    const first = rng.between(lowest, highest);
    x[t] = x[t]! * powerOfTwo(first);
    y[t] = y[t]! * powerOfTwo(wanted - first);
  }
}
