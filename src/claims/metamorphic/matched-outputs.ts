import type { Batch } from '../../conv/batch.ts';
import { outputShape, outputSize } from '../../conv/output-shape.ts';
import type { Operation } from '../../conv/shape.ts';
import type { OutputPair, Relation } from '../metamorphic-claim.ts';
import { pairsOfCases } from './pairs-of-cases.ts';

/** A place of an output: image, row, column, channel. */
export type Place = readonly [image: number, row: number, column: number, channel: number];

/** Pairs every output of the batch with the output of the varied one at `partner` of its place; undefined: with none. */
export function matchedOutputs(
  batch: Batch,
  varied: Batch,
  operation: Operation,
  must: Relation,
  partner: (place: Place) => Place | undefined = (place) => place,
): readonly OutputPair[] {
  const [images, rows, columns, channels] = outputShape(batch.shape, operation);
  const [, newRows, newColumns, newChannels] = outputShape(varied.shape, operation);
  const pairs: OutputPair[] = [];
  let first = 0;
  for (let image = 0; image < images; image++)
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++)
        for (let channel = 0; channel < channels; channel++, first++) {
          const to = partner([image, row, column, channel]);
          if (to === undefined) continue;
          const second = ((to[0] * newRows + to[1]) * newColumns + to[2]) * newChannels + to[3];
          pairs.push({ first, second, must });
        }
  const sizes = [outputSize(batch.shape, operation), outputSize(varied.shape, operation)] as const;
  return pairsOfCases(batch.count, sizes, pairs);
}
