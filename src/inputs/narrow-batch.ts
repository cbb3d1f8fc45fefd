import type { Batch } from '../conv/batch.ts';
import { type ConvShape, imageSize, kernelSize, type NumberFormat } from '../conv/shape.ts';
import { type Format, largestFinite } from '../float/format.ts';
import { isNarrow, type NarrowName, narrowFormats, roundNarrow } from '../float/narrow-numbers.ts';
import type { Distribution } from './distribution.ts';
import { type BuildWindow, fillWindows, powerOfTwo, wordsOf } from './fill.ts';
import { type Rng, randomOf } from './random.ts';

const narrowed = new WeakMap<Batch, Map<NarrowName, Batch>>();

/**
 * What a subject in a format is asked in place of a batch: in 16 bits a batch of the same shape whose numbers are
 * numbers of the format. Half of them are the numbers of the batch, moved into the range of the format and rounded. The
 * others are drawn for the format: ties, underflow, subnormal factors, overflow and small integers. The same batch
 * always gives the same.
 */
export function batchIn(format: NumberFormat, batch: Batch): Batch {
  if (!isNarrow(format)) return batch;
  const known = narrowed.get(batch) ?? new Map<NarrowName, Batch>();
  narrowed.set(batch, known);
  const made = known.get(format) ?? narrow(batch, format);
  known.set(format, made);
  return made;
}

function narrow(batch: Batch, name: NarrowName): Batch {
  const rng = randomOf(hashOf(batch), name);
  const { shape, count } = batch;
  if (rng.chance(0.5)) {
    const [images, kernels] = [moved(rng, batch.images, count, name), moved(rng, batch.kernels, count, name)];
    return { ...batch, images, kernels };
  }
  const { name: distribution, fill } = narrowDistributions(name)[rng.below(5)]!;
  const images = new Float32Array(count * imageSize(shape));
  const kernels = new Float32Array(count * kernelSize(shape));
  fill(rng, shape, images, kernels, count);
  return { shape, count, images, kernels, distribution };
}

/** FNV-1a over the numbers of a batch. */
function hashOf({ images, kernels }: Batch): number {
  let hash = 0x811c9dc5;
  for (const numbers of [images, kernels])
    for (const word of wordsOf(numbers)) hash = Math.imul(hash ^ word, 0x01000193);
  return hash >>> 0;
}

/** Each case is multiplied by a power of two if its largest number is far from 1; then all numbers are rounded. */
function moved(rng: Rng, numbers: Float32Array, count: number, name: NarrowName): Float32Array {
  const each = numbers.length / count;
  const out = new Float32Array(numbers.length);
  for (let i = 0; i < count; i++) {
    const part = numbers.subarray(i * each, (i + 1) * each);
    const most = part.reduce((size, x) => (Number.isFinite(x) ? Math.max(size, Math.abs(x)) : size), 0);
    const exponent = most === 0 ? 0 : Math.floor(Math.log2(most));
    const isFar = name === 'binary16' && (exponent > 7 || exponent < -8);
    const factor = isFar ? powerOfTwo(rng.between(-3, 3) - Math.max(-149, exponent)) : 1;
    for (let k = 0; k < each; k++) out[i * each + k] = rounded(part[k]! * factor, name);
  }
  return out;
}

/** Finite numbers stay finite. */
function rounded(x: number, name: NarrowName): number {
  const y = roundNarrow(x, name);
  return Number.isFinite(y) || !Number.isFinite(x) ? y : Math.sign(x) * largestFinite(narrowFormats[name]);
}

/** What is worth trying in a format of 16 bits. Windows are built; then every number is rounded to the format. */
export function narrowDistributions(name: NarrowName): readonly Distribution[] {
  const format = narrowFormats[name];
  const { precision, minExponent, maxExponent } = format;
  const one = (suffix: string, description: string, build: BuildWindow): Distribution => ({
    ...{ name: `${name}-${suffix}`, share: 0.2, description },
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
