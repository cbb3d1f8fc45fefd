import { ask } from '../check/answers.ts';
import type { PreparedSubject } from '../check/prepared-subject.ts';
import type { Batch } from '../conv/case.ts';
import { imageSize } from '../conv/image-size.ts';
import { outputSize } from '../conv/output-shape.ts';
import type { CorpusEntry, VariedCase } from '../corpus/entry.ts';
import { caseBatch } from '../corpus/entry-case.ts';
import { readNumbers } from '../corpus/packed-numbers.ts';
import { bits32, bits64 } from '../float/bits.ts';
import { relationHolds } from '../judge/judge-metamorphic.ts';
import { judgedReplay, type Replay, unknownReplay, withoutSubject } from './replay-record.ts';

/** Replays an entry about behaviour: both questions to the same subject, one after the other, and how the answers stand to one another. */
export async function replayMetamorphic(
  entry: CorpusEntry & { readonly varied: VariedCase },
  subjects: readonly PreparedSubject[],
): Promise<Replay> {
  const subject = subjects.find(({ id }) => id === entry.subject.id);
  if (subject === undefined) return withoutSubject(entry);
  const { varied, output } = entry;
  const { batch, place } = caseBatch(entry);
  const first = await ask(subject, batch);
  const second = await ask(subject, variedBatch(varied));
  if (first.kind !== 'value') return { entry, state: first.kind, reason: first.reason };
  if (second.kind !== 'value') return { entry, state: second.kind, reason: second.reason };
  const window = place * outputSize(batch.shape, subject.operation) + output;
  const [one, other] = [first.outputs[window], second.outputs[varied.output]];
  if (one === undefined || other === undefined) return unknownReplay(entry, 'a shape has no such output');
  const bits = [one, other].map((value) => (first.format === 'binary32' ? bits32(value) : bits64(value)));
  return judgedReplay(entry, {
    state: relationHolds(varied.must, one, other) ? 'holds' : 'violated',
    version: subject.version,
    sameBits: bits.join() === [entry.computed.bits, entry.variedComputed?.bits].join(),
  });
}

function variedBatch({ shape, image, kernel }: VariedCase): Batch {
  const [images, kernels] = [readNumbers(image), readNumbers(kernel)];
  return { shape, count: images.length / imageSize(shape), images, kernels };
}
