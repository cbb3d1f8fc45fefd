import type { ConvShape } from '../../conv/shape.ts';
import type { Subject } from '../../engines/engine.ts';
import { replayDistributions } from '../../inputs/distributions.ts';
import { randomOf } from '../../inputs/random.ts';
import { mixedBatch } from '../../inputs/random-batch.ts';
import { same } from '../replay.ts';

const count = 32;

/** Whether the same subject with more threads gives the bits that it gives as it is, on 32 random cases; null where one of them does not answer. */
export async function compareThreads(subject: Subject, threaded: Subject, shape: ConvShape): Promise<boolean | null> {
  const cases = mixedBatch(randomOf(7, 'threads'), shape, count, replayDistributions);
  const [one, more] = [await subject.evaluate(cases), await threaded.evaluate(cases)];
  if (one.kind !== 'value' || more.kind !== 'value') return null;
  return more.outputs.every((value, index) => same(value, one.outputs[index]!));
}
