import { type Batch, batchOf, type Case } from '../conv/batch.ts';
import { imageSize } from '../conv/shape.ts';
import { type Bits32, bits32, fromBits32 } from '../float/bits.ts';
import type { CorpusEntry } from './entry.ts';
import { readNumbers } from './packed-numbers.ts';

/** The input of an entry. A NaN is the quiet NaN of JavaScript, whatever its payload was. */
export function caseOfEntry({ shape, image, kernel }: Pick<CorpusEntry, 'shape' | 'image' | 'kernel'>): Case {
  return { shape, image: Float32Array.from(image, fromBits32), kernel: Float32Array.from(kernel, fromBits32) };
}

/** What the engine was given: the case alone, or the whole batch with the place that the case has in it. */
export function caseBatch(entry: CorpusEntry): { readonly batch: Batch; readonly place: number } {
  const { shape, batchContext } = entry;
  if (batchContext === undefined) return { batch: batchOf([caseOfEntry(entry)]), place: 0 };
  const [images, kernels] = [readNumbers(batchContext.images), readNumbers(batchContext.kernels)];
  return { batch: { shape, count: images.length / imageSize(shape), images, kernels }, place: batchContext.place };
}

export function bitsOfCase({ shape, image, kernel }: Case): Pick<CorpusEntry, 'shape' | 'image' | 'kernel'> {
  return { shape, image: hex(image), kernel: hex(kernel) };
}

function hex(numbers: Float32Array): Bits32[] {
  return Array.from(numbers, bits32);
}
