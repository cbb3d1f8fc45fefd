import { type AskedShape, type Condition, conditionsOf, someConditions } from './shape-features.ts';

/** One distinct shape, and whether an output of it was wrong. */
export interface ShapeSample extends AskedShape {
  readonly isWrong: boolean;
}

/** When a fault shows, and how well this fits the run: each number counts distinct shapes. */
export interface ShapePattern {
  /** The end of "when …"; empty if every shape is wrong. */
  readonly words: string;
  /** Shapes that meet the condition, and those of them that were wrong. All wrong shapes meet it. */
  readonly meeting: number;
  readonly wrong: number;
  /** Shapes that do not meet it: all of them were right. */
  readonly others: number;
}

/**
 * What naming one condition costs, in bits: about the logarithm of the number of conditions. A pattern must save more
 * than it costs, so few shapes give no pattern.
 */
const bitsOfCondition = 10;
/** Patterns with a smaller share of wrong shapes are no help. */
const leastShare = 0.8;
/** Conditions that are tried in pairs, the best first. */
const mostInPairs = 120;

/**
 * The simplest condition on shapes, or pair of conditions, that all wrong shapes meet and hardly a right one does.
 * Undefined if none describes this run in fewer bits than naming the wrong shapes one by one (minimum description
 * length, Rissanen 1978).
 */
export function shapePattern(samples: readonly ShapeSample[]): ShapePattern | undefined {
  const wrong = samples.filter(({ isWrong }) => isWrong);
  const right = samples.filter(({ isWrong }) => !isWrong);
  if (wrong.length === 0) return undefined;
  if (right.length === 0) return { words: '', meeting: wrong.length, wrong: wrong.length, others: 0 };
  const tested = conditionsOf(wrong)
    .map((condition, rank) => ({ condition, rank, rights: right.map(condition.holds) }))
    .map((one) => ({ ...one, meeting: one.rights.filter(Boolean).length }))
    .filter(({ meeting }) => meeting < right.length)
    .sort((one, other) => one.meeting - other.meeting || one.rank - other.rank);
  const bitsWith = (rights: number): number => labelBits(wrong.length, rights);
  let best: Candidate = { conditions: [], rights: right.length, bits: bitsWith(right.length) };
  const consider = (conditions: readonly Condition[], rights: number): void => {
    if (wrong.length < leastShare * (wrong.length + rights)) return;
    const bits = conditions.length * bitsOfCondition + bitsWith(rights);
    if (bits < best.bits) best = { conditions, rights, bits };
  };
  for (const { condition, meeting } of tested) consider([condition], meeting);
  const few = tested.slice(0, mostInPairs);
  for (const [place, first] of few.entries()) {
    if (first.meeting === 0) break;
    for (const second of few.slice(place + 1)) {
      const rights = first.rights.filter((meets, index) => meets && second.rights[index]).length;
      if (rights < first.meeting) consider([first.condition, second.condition], rights);
    }
  }
  const either = eitherOf(wrong, right);
  if (either !== undefined) {
    const bits = 2 * bitsOfCondition + bitsWith(either.rights);
    if (bits < best.bits) best = { conditions: [either.condition], rights: either.rights, bits };
  }
  const meeting = wrong.length + best.rights;
  if (best.conditions.length === 0) return undefined;
  const words = best.conditions.map((condition) => condition.words).join(' and ');
  return { words, meeting, wrong: wrong.length, others: samples.length - meeting };
}

/** A condition shows little if fewer wrong shapes meet it. */
const fewestOfEach = 4;

/**
 * Two conditions of which every wrong shape meets one and no right shape either, the first as wide as possible:
 * perhaps there are two faults.
 */
function eitherOf(
  wrong: readonly ShapeSample[],
  right: readonly ShapeSample[],
): { readonly condition: Condition; readonly rights: number } | undefined {
  const clean = someConditions(wrong)
    .filter((condition) => !right.some(condition.holds))
    .map((condition) => ({ condition, rest: wrong.filter((sample) => !condition.holds(sample)) }))
    .filter(({ rest }) => rest.length >= fewestOfEach && wrong.length - rest.length >= fewestOfEach)
    .sort((one, other) => one.rest.length - other.rest.length);
  for (const { condition: first, rest } of clean) {
    const second = clean.find(({ condition }) => rest.every(condition.holds))?.condition;
    if (second === undefined) continue;
    const holds = (asked: AskedShape): boolean => first.holds(asked) || second.holds(asked);
    return { condition: { words: `${first.words}, or ${second.words} (perhaps two faults)`, holds }, rights: 0 };
  }
  return undefined;
}

interface Candidate {
  readonly conditions: readonly Condition[];
  /** Right shapes that meet the conditions. */
  readonly rights: number;
  readonly bits: number;
}

/** The bits that tell the wrong ones from the right ones among those that meet a condition. */
function labelBits(wrong: number, right: number): number {
  const share = wrong / (wrong + right);
  if (share === 0 || share === 1) return 0;
  return (wrong + right) * -(share * Math.log2(share) + (1 - share) * Math.log2(1 - share));
}
