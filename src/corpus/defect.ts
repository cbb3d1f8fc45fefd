import { outputShape } from '../conv/output-shape.ts';
import { type ConvShape, usualOperation } from '../conv/shape.ts';
import { convShape } from '../conv/shape-text.ts';
import { randomOf } from '../inputs/random.ts';
import { randomShape } from '../inputs/random-shape.ts';
import { type Comparison, conditionHolds, conditionText, type Quantities, shapeQuantities } from './condition.ts';
import { type AnyEntry, isCaseEntry, isOnlyInBatch } from './entry.ts';

/**
 * What is missing in a defect, a line each. It explains violations, so it must say when it appears and how its outputs
 * are wrong, and neither may fit everything.
 */
export function defectProblems(entry: AnyEntry): readonly string[] {
  if (entry.role !== 'defect') return [];
  const { condition, wrongOutputs } = isCaseEntry(entry)
    ? { wrongOutputs: [], ...entry }
    : { condition: [], wrongOutputs: [] };
  const vague = wrongOutputs.filter(({ computed, where }) => computed === 'unwritten' && !isAboutPlaces(where ?? []));
  const share = shareOf(condition);
  const problems = [
    condition.length > 0 ? undefined : 'a defect needs the condition under which it appears',
    condition.length > 0 && share >= largestShare
      ? `its condition holds for ${(100 * share).toFixed(0)} % of a sample of outputs (${conditionText(condition)}): ` +
        'a defect appears under a condition that most outputs do not meet'
      : undefined,
    wrongOutputs.length > 0 ? undefined : 'a defect needs wrongOutputs: how its outputs are wrong',
    vague.length === 0
      ? undefined
      : 'wrongOutputs: unwritten needs `where`, which compares shapes or places and which most outputs do not meet',
    entry.note === undefined ? 'a defect needs a note' : undefined,
    entry.expectation === 'must-fail' || isByChance(entry)
      ? undefined
      : 'a defect must fail at the version that it names, unless it has a batchContext and the flag not-repeatable',
  ];
  return problems.filter((problem) => problem !== undefined);
}

/** Whether what earlier calls left in memory decides if the defect shows: then its own case may come out right. */
export function isByChance(entry: AnyEntry): boolean {
  return entry.expectation === 'may-differ' && isOnlyInBatch(entry) && entry.flags.includes('not-repeatable');
}

/** A condition that holds for this share of the sample, or more, would excuse almost anything. */
const largestShare = 1 / 2;

/** Any number fits `unwritten`, so it must say where: by shape and place, since numbers say nothing of memory. */
function isAboutPlaces(where: readonly Comparison[]): boolean {
  const isNumber = (side: Comparison['right']): boolean => typeof side === 'string' && side in numbers[0]!;
  return !where.some(({ left, right }) => isNumber(left) || isNumber(right)) && shareOf(where) < 1;
}

/**
 * The share of outputs for which comparisons hold, in a fixed sample of the shapes that campaigns draw and of the
 * numbers that an output may have.
 */
function shareOf(comparisons: readonly Comparison[]): number {
  const key = JSON.stringify(comparisons);
  const share = shares.get(key) ?? countedShare(comparisons);
  shares.set(key, share);
  return share;
}

/** Many defects have the same condition. */
const shares = new Map<string, number>();

function countedShare(comparisons: readonly Comparison[]): number {
  sample ??= drawn();
  const isOfNumbers = ({ left, right }: Comparison): boolean =>
    left in numbers[0]! || (typeof right === 'string' && right in numbers[0]!);
  const [ofNumbers, ofPlaces] = [comparisons.filter(isOfNumbers), comparisons.filter((one) => !isOfNumbers(one))];
  const met = sample.filter((place) => conditionHolds(ofPlaces, place));
  if (ofNumbers.length === 0) return met.length / sample.length;
  const holding = met.map((place) => numbers.filter((some) => conditionHolds(ofNumbers, { ...place, ...some })).length);
  return holding.reduce((sum, count) => sum + count, 0) / (sample.length * numbers.length);
}

/** Shapes and places; each goes with all `numbers`. */
let sample: readonly Quantities[] | undefined;

const shapesDrawn = 200;
/** Outputs of a shape: its first and its last, and some between. */
const outputsOfShape = 5;

function drawn(): readonly Quantities[] {
  const rng = randomOf(20180126, 'conditions');
  const shapes = Array.from({ length: shapesDrawn }, () => randomShape(rng));
  return [convShape('1x1'), ...shapes].flatMap(placesOf);
}

function placesOf(shape: ConvShape): readonly Quantities[] {
  const last = outputShape(shape, 'conv2d').reduce((product, size) => product * size, 1) - 1;
  const outputs = Array.from({ length: outputsOfShape }, (_, step) => Math.round((last * step) / (outputsOfShape - 1)));
  return [...new Set(outputs)].map((output) => shapeQuantities(shape, usualOperation(shape), output));
}

/**
 * What an output may have computed: ordinary, zero, large and small numbers. No NaN or infinity: a comparison that only
 * these fail says nothing either.
 */
const numbers: readonly Quantities[] = [0, 1, -1, 2 ** 126, -(2 ** 126), 2 ** -140].map((computed) => ({
  ...{ computed, exact: 2 * computed, absoluteSum: 3 * Math.abs(computed), nonZeroTerms: computed === 0 ? 0 : 2 },
  largestFactor: Math.abs(computed),
  smallestFactor: computed === 0 ? Number.POSITIVE_INFINITY : Math.abs(computed) / 2,
}));
