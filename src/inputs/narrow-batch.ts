import type { Batch } from '../conv/batch.ts';
import { imageSize, kernelSize, type NumberFormat } from '../conv/shape.ts';
import { isNarrow, type NarrowName } from '../float/narrow-numbers.ts';
import { powerOfTwo, wordsOf } from './fill.ts';
import { narrowDistributions, rounded } from './narrow-distributions.ts';
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
  const choices = narrowDistributions(name);
  const { name: distribution, fill } = choices[rng.below(choices.length)]!;
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
