import { drawAgain, varied } from '../check/check-metamorphic.ts';
import type { MetamorphicClaim } from '../claims/metamorphic-claim.ts';
import { batchOf } from '../conv/batch-of.ts';
import { caseOfEntry } from '../corpus/entry-case.ts';
import type { RecordedCounterexample } from '../corpus/observed-behaviours.ts';
import type { Subject } from '../engines/engine.ts';
import { judgeMetamorphic } from '../judge/judge-metamorphic.ts';

/** Whether a subject still differs on the case that was recorded; undefined where it does not answer. */
export async function showsBehaviour(
  claim: MetamorphicClaim,
  subject: Subject,
  recorded: RecordedCounterexample,
): Promise<boolean | undefined> {
  const batch = batchOf([caseOfEntry(recorded)]);
  const drawn = varied(claim, batch, subject.operation, drawAgain(recorded.draws));
  if (drawn === undefined) return undefined;
  const first = await subject.evaluate(batch);
  const second = await subject.evaluate(drawn.variation.batch);
  if (first.kind !== 'value' || second.kind !== 'value') return undefined;
  return judgeMetamorphic(drawn.variation, first.outputs, second.outputs).violations.length > 0;
}
