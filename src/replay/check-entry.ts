import { quantitiesOf } from '../check/known-defects.ts';
import type { Claim } from '../claims/claim.ts';
import { type Batch, batchOf } from '../conv/batch.ts';
import { outputSize } from '../conv/output-shape.ts';
import type { Operation } from '../conv/shape.ts';
import { shapeKey } from '../conv/shape-text.ts';
import { conditionHolds, type Quantities } from '../corpus/condition.ts';
import { defectProblems } from '../corpus/defect.ts';
import { type AnyEntry, type CorpusEntry, caseBatch, isCaseEntry } from '../corpus/entry.ts';
import { readNumbers } from '../corpus/packed-numbers.ts';
import type { Corpus } from '../corpus/store.ts';
import { isWrongAs } from '../corpus/wrong-outputs.ts';
import type { Subject } from '../engines/engine.ts';
import { problemOf, UsageError } from '../errors/usage-error.ts';
import { dyadicZero } from '../float/dyadic.ts';
import { specialValue } from '../judge/exact-verdict.ts';
import { relationHolds } from '../judge/judge-metamorphic.ts';
import { referencesAt } from '../judge/references.ts';
import { checkOutput, operationOf } from './check-output.ts';
import { computedNumber, numberOf, timesJudged } from './entry-numbers.ts';
import { entryOfComparison } from './entry-of-numbers.ts';
import { relationFactors, replayArithmetic, replayComparison } from './replay-numbers.ts';
import { variedBatch } from './replay-outputs.ts';

/**
 * The one check of what comes into a corpus: a defect says when it appears and how its outputs are wrong, and
 * `checkNumbers` finds nothing. Throws a UsageError of one line.
 */
export function checkEntry(entry: AnyEntry, subjects: readonly Subject[], claims: readonly Claim[]): void {
  const [problem] = defectProblems(entry);
  if (problem !== undefined) throw new UsageError(`entry ${entry.id}: ${problem}`);
  checkNumbers(entry, subjects, claims);
}

/** One line for each entry whose numbers are false. Entries of claims that are not given are passed over. */
export function lintNumbers(corpus: Corpus, subjects: readonly Subject[], claims: readonly Claim[]): readonly string[] {
  return corpus.entries.flatMap(({ path, entry }) => {
    if (!claims.some(({ id }) => id === entry.claim)) return [];
    const problem = problemOf(() => checkNumbers(entry, subjects, claims));
    return problem === undefined ? [] : [`${path}: ${problem}`];
  });
}

/**
 * A corpus whose defects may explain violations: those that `checkEntry` refuses count as unreadable. A line in
 * `unreadable` says why.
 */
export function withSoundDefects(corpus: Corpus, subjects: readonly Subject[], claims: readonly Claim[]): Corpus {
  const unsound: { readonly path: string; readonly reason: string }[] = [];
  const entries = corpus.entries.filter(({ path, entry }) => {
    const problem = entry.role === 'defect' ? problemOf(() => checkEntry(entry, subjects, claims)) : undefined;
    if (problem !== undefined) unsound.push({ path, reason: `${path}: ${problem}; it explains no violation` });
    return problem === undefined;
  });
  return { ...corpus, entries, unreadable: [...corpus.unreadable, ...unsound] };
}

/**
 * Recomputes, without any engine, the numbers of an entry: the exact value, the bound, their ratio and the decimals.
 * The computed number itself is taken as given; `replayEntries` asks the engine. Throws a UsageError of one line for
 * the first number that differs, for an unknown claim, and for a number that does not show what the entry says.
 */
export function checkNumbers(entry: AnyEntry, subjects: readonly Subject[], claims: readonly Claim[]): void {
  const refuse: Refuse = (reason) => {
    throw new UsageError(`entry ${entry.id}: ${reason}`);
  };
  const claim =
    claims.find(({ id }) => id === entry.claim) ??
    refuse(`there is no claim ${entry.claim}; if it is yours, name its file with --claims`);
  if (entry.command !== `npx lastbit corpus replay ${entry.id}`) refuse('its command is not the one that replays it');
  if (claim.kind === 'operation' || claim.kind === 'sum') {
    if (isCaseEntry(entry)) refuse(`${claim.id} is about numbers, not about a convolution`);
    const { state, reason, errorOverBound } = replayArithmetic(entry, claim);
    if (state === 'unknown' || state === 'discarded') refuse(reason ?? state);
    if ((errorOverBound ?? null) !== entry.errorOverBound)
      refuse(`error ÷ bound is ${errorOverBound}, not ${entry.errorOverBound}`);
    expected(entry, state === 'violated', refuse);
    return;
  }
  if (!isCaseEntry(entry)) refuse(`${claim.id} is about a convolution, not about numbers`);
  const violated = isViolated(entry, claim, subjects, refuse);
  expected(entry, violated, refuse);
  checkFound(entry, subjects, refuse);
  const { condition, wrongOutputs } = entry;
  if (entry.role !== 'defect' || wrongOutputs === undefined) return;
  const explained = recordedOutputs(entry, operationOf(entry, subjects)).some(
    (quantities) => conditionHolds(condition, quantities) && isWrongAs(wrongOutputs, quantities),
  );
  if (!explained) refuse('its own output does not meet its condition and wrongOutputs');
}

type Refuse = (reason: string) => never;

/** Whether the numbers of an entry violate its claim. Refuses numbers that are false. */
function isViolated(
  entry: CorpusEntry,
  claim: Exclude<Claim, { readonly kind: 'operation' | 'sum' }>,
  subjects: readonly Subject[],
  refuse: Refuse,
): boolean {
  if (claim.kind === 'comparison') {
    const { state, reason, errorOverBound = null } = replayComparison(entry, claim);
    if (state === 'unknown' || state === 'discarded') refuse(reason ?? state);
    const factors = relationFactors(entry);
    const results = claim.runs.map((run) => run.compute(factors));
    const again = { ...entryOfComparison(claim, factors, results, entry.found), errorOverBound };
    same(entry, again, ['computed', 'results', 'exact', 'bound', 'errorOverBound'], refuse);
    return state === 'violated';
  }
  if (claim.kind === 'metamorphic') {
    const { varied, computed, variedComputed } = entry;
    if (varied === undefined || variedComputed === undefined)
      refuse(`${claim.id} compares two cases, and there is one`);
    const [one, other] = [numberOf(computed), numberOf(variedComputed)] as const;
    const says = {
      computed: computedNumber(one, computed.format),
      variedComputed: computedNumber(other, variedComputed.format),
    };
    const names = ['computed', 'variedComputed', 'bound', 'errorOverBound'] as const;
    same(entry, { ...says, bound: null, errorOverBound: null }, names, refuse);
    return !relationHolds(varied.must, one, other);
  }
  const checked = checkOutput(entry, claim, subjects);
  if ('refused' in checked) refuse(checked.refused);
  same(entry, checked.says, ['computed', 'partnerComputed', 'exact', 'bound', 'errorOverBound'], refuse);
  return checked.violated;
}

/** What an entry says of the case as it was met, where it keeps that case. */
function checkFound(entry: CorpusEntry, subjects: readonly Subject[], refuse: Refuse): void {
  const { input, nonZeroTerms, shape } = entry.found;
  if (input === undefined) return;
  const batch = batchOf([{ shape: input.shape, image: readNumbers(input.image), kernel: readNumbers(input.kernel) }]);
  const operation = operationOf(entry, subjects);
  if (input.output >= outputSize(batch.shape, operation))
    refuse(`found.input: the shape has no output ${input.output}`);
  const terms = referencesAt(batch, operation, input.output).nonZero[0];
  if (terms !== nonZeroTerms) refuse(`found.nonZeroTerms is ${terms}, not ${nonZeroTerms}`);
  const key = shapeKey(input.shape);
  if (key !== shape) refuse(`found.shape is ${key}, not ${shape}`);
}

/** The quantities of the output of an entry, and of the varied one. */
function recordedOutputs(entry: CorpusEntry, operation: Operation): readonly Quantities[] {
  const { output, computed, varied, variedComputed } = entry;
  const { batch, place } = caseBatch(entry);
  const first = recordedOutput(
    batch,
    place * outputSize(batch.shape, operation) + output,
    numberOf(computed),
    operation,
  );
  if (varied === undefined || variedComputed === undefined) return [first];
  return [first, recordedOutput(variedBatch(varied), varied.output, numberOf(variedComputed), operation)];
}

function recordedOutput(batch: Batch, window: number, computed: number, operation: Operation): Quantities {
  const each = outputSize(batch.shape, operation);
  const references = referencesAt(batch, operation, window % each);
  const { nonZero, absoluteSum, exact } = references;
  const place = Math.floor(window / each);
  const special = Number.isNaN(exact[place]) ? specialValue(references, place) : exact[place]!;
  const times = timesJudged(operation, batch.shape);
  const output = {
    window,
    computed: computed * times,
    nonZero: nonZero[place]!,
    absoluteSum: absoluteSum[place]!,
    exact: dyadicZero,
  };
  return quantitiesOf({ operation }, batch.shape, references, { ...output, special });
}

function expected({ expectation }: AnyEntry, violated: boolean, refuse: Refuse): void {
  if (expectation === 'must-fail' && !violated) refuse('it must fail, and its numbers do not');
  if (expectation === 'must-hold' && violated) refuse('it must hold, and its numbers do not');
}

function same<T extends object>(
  entry: CorpusEntry,
  again: T,
  names: readonly (keyof T & keyof CorpusEntry)[],
  refuse: Refuse,
): void {
  for (const name of names) {
    const [says, is] = [entry[name], again[name]].map((value) => JSON.stringify(value));
    if (says !== is) refuse(`${name} is ${is}, not ${says}`);
  }
}
