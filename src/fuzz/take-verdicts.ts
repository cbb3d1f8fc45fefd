import { type ClaimAndSubject, caseOf, findInBatch, findInCases, kindOf } from '../check/counterexample.ts';
import { quantitiesOf } from '../check/known-defects.ts';
import {
  type MinimisedCounterexample,
  type MinimiseLimits,
  minimiseCounterexample,
} from '../check/minimise-counterexample.ts';
import { type Batch, batchOf, sliceBatch } from '../conv/batch.ts';
import { outputSize } from '../conv/output-shape.ts';
import { shapeKey } from '../conv/shape-text.ts';
import type { CorpusEntry } from '../corpus/entry.ts';
import { mostKept } from '../corpus/packed-numbers.ts';
import type { JudgedOutput, Verdicts } from '../judge/verdict.ts';
import { entryOfCounterexample, type FirstFound } from '../replay/entry-of-counterexample.ts';
import type { Tally } from './tally.ts';
import type { AskedBatch, TrialContext } from './trials.ts';

/**
 * Counts the verdicts of a claim on a batch in their row. Of the violations that no recorded defect explains, one is
 * minimised and written, unless another row already reports it (`isReported`).
 */
export async function takeVerdicts(
  claimAndSubject: ClaimAndSubject,
  tally: Tally,
  verdicts: Verdicts<JudgedOutput> & { readonly partner?: string },
  { batch, origin, answers }: AskedBatch,
  context: TrialContext,
  isReported = false,
): Promise<void> {
  const { claim, subject } = claimAndSubject;
  const references = answers.references(batch, subject.operation);
  const { terms } = references;
  const outputs = outputSize(batch.shape, subject.operation);
  const { partner, violations } = verdicts;
  const index = Math.floor(Math.max(verdicts.worst, 0) / outputs);
  tally.add(verdicts, batch.count, { ...origin, index, terms, ...(partner === undefined ? {} : { partner }) });
  if (verdicts.transform !== undefined) tally.transformed(`${verdicts.transform}, at ${shapeKey(batch.shape)} for one`);
  const explained = violations.length === 0 ? undefined : explanations(claimAndSubject, { batch, answers }, context);
  const unexplained = violations.filter((output) => {
    const defect = explained?.(output);
    if (defect !== undefined) context.defects.hit(defect);
    return defect === undefined;
  });
  if (claim.kind === 'output') await context.evidence.add(claim.id, subject, verdicts, unexplained, { batch, answers });
  const [first] = [...unexplained].sort((one, other) => gradeOf(one) - gradeOf(other));
  if (first !== undefined && !isReported && context.wants(tally)) {
    context.doing(`shrinking a violation of ${claim.id} by ${subject.id}`);
    const other = context.subjects.find(({ id }) => id === first.partner);
    const withPartner = { ...claimAndSubject, ...(other === undefined ? {} : { partner: other }) };
    const found = { batch, output: first, place: origin };
    const { entry, minimal } = await smallestEntry(withPartner, found, context.limits());
    context.found(tally, entry, minimal);
  }
  tally.countViolations(unexplained.length);
  tally.countKnown(violations.length - unexplained.length);
}

/**
 * The recorded defect that explains an output of a batch, if any. One wrong output violates many claims about single
 * outputs, for the same reason, so they share the answer.
 */
function explanations(
  { claim, subject }: ClaimAndSubject,
  { batch, answers }: Pick<AskedBatch, 'batch' | 'answers'>,
  { defects }: TrialContext,
): (output: JudgedOutput) => CorpusEntry | undefined {
  const find = (output: JudgedOutput): CorpusEntry | undefined => {
    const its = answers.referencesFor(batch, subject.operation, output.window);
    return defects.find(subject, () => quantitiesOf(subject, batch.shape, its, output));
  };
  if (claim.kind !== 'output') return find;
  const found = answers.once(batch, `defects of ${subject.id}`, () => new Map<number, CorpusEntry | undefined>());
  return (output) => {
    if (!found.has(output.window)) found.set(output.window, find(output));
    return found.get(output.window);
  };
}

/**
 * Chooses the violation to minimise; smaller is better. A failure keeps its kind while it is minimised. The most
 * useful one is a finite number in the middle of the range. Among these a gross one is best: it becomes smaller than
 * one that is hidden beside large terms.
 */
function gradeOf(output: JudgedOutput): number {
  const { range, result, gross } = kindOf(output);
  return range !== 'ordinary' ? 3 : result !== 'finite' ? 2 : gross ? 0 : 1;
}

/**
 * Minimises a violation somewhere in a batch. If its case also fails alone, that case is minimised. If not, the case
 * stays in its batch, and the batch becomes as small as possible. `minimal`: nothing simpler is left.
 */
export async function smallestEntry(
  claimAndSubject: ClaimAndSubject,
  firstFound: FirstFound,
  limits: MinimiseLimits,
): Promise<{ readonly entry: CorpusEntry; readonly minimal: boolean }> {
  const { batch, output } = firstFound;
  const kind = kindOf(output);
  const single = batchOf([caseOf(firstFound, outputSize(batch.shape, claimAndSubject.subject.operation)).input]);
  for (const wanted of [{ kind }, {}]) {
    const [alone] = await findInCases(claimAndSubject, single, wanted);
    if (alone !== undefined) return smallestOf(await minimiseCounterexample(alone, limits), firstFound);
  }
  const again = await findInBatch(claimAndSubject, batch, { kind });
  const smallest = again && (await minimiseCounterexample(again, limits));
  if (smallest !== undefined && numbersIn(smallest.batch) <= mostKept) return smallestOf(smallest, firstFound);
  const part = { ...claimAndSubject, ...partOf(firstFound, claimAndSubject), holds: false };
  return { entry: entryOfCounterexample(part, firstFound, false), minimal: false };
}

const smallestOf = (smallest: MinimisedCounterexample, firstFound: FirstFound) => ({
  entry: entryOfCounterexample(smallest, firstFound),
  minimal: smallest.minimal,
});

/** As many cases of the batch as an entry can keep: those up to the failing one, then those after it. */
function partOf({ batch, output }: FirstFound, { subject }: ClaimAndSubject): Pick<FirstFound, 'batch' | 'output'> {
  const outputs = outputSize(batch.shape, subject.operation);
  const index = Math.floor(output.window / outputs);
  const most = Math.max(1, Math.floor((mostKept * batch.count) / numbersIn(batch)));
  const from = Math.max(0, index + 1 - most);
  const part = sliceBatch(batch, from, Math.min(batch.count, from + most));
  return { batch: part, output: { ...output, window: output.window - from * outputs } };
}

const numbersIn = ({ images, kernels }: Batch): number => images.length + kernels.length;
