import type { ConvShape } from '../../conv/shape.ts';
import type { Subject } from '../../engines/engine.ts';
import { same } from '../replay.ts';
import { WordRng } from '../word-rng.ts';
import { randomCases } from './random-cases.ts';

const count = 32;

/** Whether the same subject with more threads gives the bits that it gives as it is, on 32 random cases; null where one of them does not answer. */
export async function compareThreads(subject: Subject, threaded: Subject, shape: ConvShape): Promise<boolean | null> {
  const cases = randomCases(shape, count, new WordRng(7));
  const [one, more] = [await subject.evaluate(cases), await threaded.evaluate(cases)];
  if (one.kind !== 'value' || more.kind !== 'value') return null;
  return more.outputs.every((value, index) => same(value, one.outputs[index]!));
}
