import { planTerms } from '../conv/plan-terms.ts';
import type { ConvShape } from '../conv/shape.ts';
import type { Subject } from '../engines/engine.ts';
import { revealSubject } from '../reveal/convolution/reveal-subject.ts';
import { groupRecord } from '../reveal/convolution/revelation-record.ts';
import type { RevealedHere } from './explanation.ts';

/** Few, because the random cases of the explanation are replays too where an order is named; `lastbit reveal` does many. */
const replays = 300;
/** Probing more terms than this would take longer than everything else that is explained. */
const mostTerms = 512;
/** Longer trees are not written out. */
const mostWritten = 64;

/** By which tree and arithmetic a subject computes the output; null where it is not asked. */
export async function revealHere(subject: Subject, shape: ConvShape, output: number): Promise<RevealedHere | null> {
  const { terms } = planTerms(shape, subject.operation);
  if (subject.engine === 'lastbit' || terms > mostTerms) return null;
  const { groups } = await revealSubject(subject, shape, { output, replays });
  const record = groupRecord(groups[0]!, 0);
  const { explained, summary, height, arithmetic, calls, rounds, replay, because } = record;
  const tree = record.terms <= mostWritten ? record.tree : null;
  return { explained, tree, summary, height, arithmetic, calls, rounds, replay, because };
}
