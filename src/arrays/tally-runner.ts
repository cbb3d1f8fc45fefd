import type { Check } from './judge-block.ts';
import type { Question } from './question.ts';
import type { Tally } from './tally.ts';

/** Judges all outputs of answers under models, one pass over the inputs for all: in this thread, or on several. */
export type TallyRunner = (question: Question, checks: readonly Check[]) => Promise<readonly Tally[]>;

/** One check. */
export async function tallyOf(run: TallyRunner, question: Question, check: Check): Promise<Tally> {
  return (await run(question, [check]))[0]!;
}
