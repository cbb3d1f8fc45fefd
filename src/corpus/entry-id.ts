import { createHash } from 'node:crypto';
import type { CorpusEntry } from './entry.ts';

export type EntryIdentity = Pick<
  CorpusEntry,
  'claim' | 'subject' | 'partner' | 'shape' | 'image' | 'kernel' | 'output'
>;

/**
 * Sixteen hexadecimal digits of the SHA-256 of what the finding is about. Versions, seeds and what was computed stay out of
 * it: the same input that fails in the same way at a later version is the same entry.
 */
export function entryId({ claim, subject, partner, shape, image, kernel, output }: EntryIdentity): string {
  const { batch, height, width, channelsIn, channelsOut, kernelHeight, kernelWidth, stride, dilation, padding } = shape;
  const sizes = [
    batch,
    height,
    width,
    channelsIn,
    channelsOut,
    kernelHeight,
    kernelWidth,
    ...stride,
    ...dilation,
    padding,
  ];
  const identity = [claim, subject.id, partner?.id ?? null, sizes, image.join(''), kernel.join(''), output];
  return createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 16);
}
