import { createHash } from 'node:crypto';
import type { ConvShape } from '../conv/shape.ts';
import type { ArithmeticEntry, CaseOutput, CorpusEntry } from './entry.ts';
import { joinedBits } from './packed-numbers.ts';

type CaseIdentity = Pick<
  CorpusEntry,
  'claim' | 'subject' | 'partner' | 'shape' | 'image' | 'kernel' | 'output' | 'varied' | 'batchContext'
>;
type ArithmeticIdentity = Pick<ArithmeticEntry, 'schema' | 'claim' | 'subject' | 'format' | 'numbers' | 'trees'>;
/**
 * Part of the identity of every arithmetic entry. It keeps the text of schema 1, so that ids survive a change of
 * schema.
 */
const arithmeticTag = 'lastbit-corpus-arithmetic-1';

export type EntryIdentity = CaseIdentity | ArithmeticIdentity;

/**
 * The first 16 hexadecimal digits of the SHA-256 of what an entry is about. Versions, seeds and computed numbers are
 * not part of it: the same input that fails the same way in a later version is the same entry. Packed numbers count
 * unpacked.
 */
export function entryId(entry: EntryIdentity): string {
  return createHash('sha256')
    .update(JSON.stringify(identity(entry)))
    .digest('hex')
    .slice(0, 16);
}

function identity(entry: EntryIdentity): readonly unknown[] {
  if ('numbers' in entry) {
    const { claim, subject, format, numbers, trees } = entry;
    const { precision, minExponent, maxExponent } = format;
    return [arithmeticTag, claim, subject.id, precision, minExponent, maxExponent, numbers.join(''), ...trees];
  }
  const { claim, subject, partner, varied, batchContext } = entry;
  return [
    ...[claim, subject.id, partner?.id ?? null, ...input(entry)],
    ...(varied === undefined
      ? []
      : [...input(varied), varied.must.kind, varied.must.kind === 'times' ? varied.must.power : null]),
    ...(batchContext === undefined
      ? []
      : [batchContext.place, joinedBits(batchContext.images), joinedBits(batchContext.kernels)]),
  ];
}

function input({ shape, image, kernel, output }: CaseOutput): readonly unknown[] {
  return [sizes(shape), joinedBits(image), joinedBits(kernel), output];
}

function sizes(shape: ConvShape): readonly unknown[] {
  const { batch, height, width, channelsIn, channelsOut, kernelHeight, kernelWidth, stride, dilation, padding } = shape;
  const { groups = 1, outputPadding = [0, 0], depth } = shape;
  return [
    ...[batch, height, width, channelsIn, channelsOut, kernelHeight, kernelWidth, ...stride, ...dilation, padding],
    // Left out where they say nothing, so that ids survive that these fields came later.
    ...(groups === 1 ? [] : ['groups', groups]),
    ...(outputPadding.every((count) => count === 0) ? [] : ['outputPadding', ...outputPadding]),
    ...(depth === undefined ? [] : ['depth', depth.size, depth.kernel, depth.stride, depth.dilation]),
    ...(depth === undefined ? [] : [depth.before, depth.after]),
  ];
}
