import type { Case } from '../conv/case.ts';
import { type Bits32, bits32, fromBits32 } from '../float/bits.ts';
import type { CorpusEntry } from './entry.ts';

/** The input of an entry. A NaN is the quiet NaN of JavaScript, whatever its payload was. */
export function caseOfEntry({ shape, image, kernel }: Pick<CorpusEntry, 'shape' | 'image' | 'kernel'>): Case {
  return { shape, image: Float32Array.from(image, fromBits32), kernel: Float32Array.from(kernel, fromBits32) };
}

export function bitsOfCase({ shape, image, kernel }: Case): Pick<CorpusEntry, 'shape' | 'image' | 'kernel'> {
  return { shape, image: hex(image), kernel: hex(kernel) };
}

function hex(numbers: Float32Array): Bits32[] {
  return Array.from(numbers, bits32);
}
