import { termCount } from '../conv/terms.ts';
import {
  type ConvolutionReference,
  convolution,
  placeOf,
  questionOf,
  type Violation,
  violations,
} from './convolution-reference.ts';
import { everyWrongOutput, grossShare, sameAsOthers } from './fault-words.ts';
import { otherConvolutions } from './other-convolutions.ts';

/** Other convolutions are computed exactly, so only where the case has no more products than this. */
const mostProducts = 2 ** 20;

/** One case that an implementation was given, and what came of it. */
export interface AnsweredCase {
  readonly computed: Float32Array;
  readonly reference: ConvolutionReference;
  /** What `violations` found: nothing where this case is right. */
  readonly found: readonly Violation[];
}

/**
 * The kind of fault that some cases of one shape show, a sentence each; none where they show nothing. Each is a fact
 * about all wrong outputs, not a guess: the result is what another convolution gives, wrong outputs are all in one
 * place, or all of one kind.
 *
 * @param cases - one or more, of one shape; at least one of them has a violation
 */
export function likelyFaults(cases: readonly AnsweredCase[]): readonly string[] {
  const same = anotherConvolution(cases);
  if (same !== undefined) return [same];
  const wrong = cases.filter(({ found }) => found.length > 0);
  const [first, ...others] = wrong.map(factsOf);
  return (first ?? []).filter((fact) => others.every((facts) => facts.includes(fact)));
}

function factsOf(one: AnsweredCase): readonly string[] {
  const moved = shifted(one);
  if (moved !== undefined) return [moved];
  return [place(one), content(one)].filter((fact) => fact !== undefined);
}

/** All outputs are within rounding of another convolution. */
function anotherConvolution(cases: readonly AnsweredCase[]): string | undefined {
  let matching: readonly string[] | undefined;
  for (const { computed, reference } of cases) {
    const { input, sums } = questionOf(reference);
    if (sums.length * termCount(input.shape) > mostProducts) return undefined;
    const here = otherConvolutions(input)
      .filter((other) => matching?.includes(other.with) ?? true)
      .filter((other) => isAnswer(computed, convolution(other.input.image, other.input.kernel, other.input.shape)))
      .map((other) => other.with);
    matching = here;
  }
  // What three faults explain alike shows none of them.
  if (matching === undefined || matching.length === 0 || matching.length > 2) return undefined;
  return sameAsOthers(matching);
}

const isAnswer = (computed: Float32Array, reference: ConvolutionReference): boolean =>
  !reference.bound.every(Number.isNaN) && violations(computed, reference).length === 0;

const directions = [
  ['a column before', 0, -1],
  ['a column after', 0, 1],
  ['a row before', -1, 0],
  ['a row after', 1, 0],
] as const;

/** Every output is the value of the same neighbour, where it has that neighbour. */
function shifted({ computed, reference, found }: AnsweredCase): string | undefined {
  const [, rows, columns, channels] = reference.outputShape;
  if (new Set(reference.rounded).size < 3) return undefined;
  const neighbour = (index: number, down: number, right: number): number | undefined => {
    const [, row, column] = placeOf(index, reference);
    const isInside = row + down >= 0 && row + down < rows && column + right >= 0 && column + right < columns;
    return isInside ? index + (down * columns + right) * channels : undefined;
  };
  for (const [where, down, right] of directions) {
    if (found.filter(({ index }) => neighbour(index, down, right) !== undefined).length < 2) continue;
    // Moved back, and right where nothing moves to.
    const back = computed.map((_, index) => {
      const from = neighbour(index, -down, -right);
      return from === undefined ? reference.rounded[index]! : computed[from]!;
    });
    if (violations(back, reference).length === 0)
      return `the outputs are shifted: each is the value that belongs ${where} it`;
  }
  return undefined;
}

/** All wrong outputs in one image, row, column or channel, where there are several. */
function place({ reference: { outputShape }, found }: AnsweredCase): string | undefined {
  const total = outputShape.reduce((product, size) => product * size, 1);
  for (const [axis, name] of [...['image', 'row', 'column', 'channel'].entries()].reverse()) {
    const size = outputShape[axis]!;
    const places = new Set(found.map((one) => one.place[axis]!));
    // A single wrong output lies in one row and one column anyway.
    if (size < 2 || places.size > 1 || (found.length === 1 && total > size)) continue;
    const [only] = places;
    const which = only === size - 1 ? `the last ${name},` : only === 0 ? `the first ${name},` : name;
    return `all wrong outputs are in ${which} ${only} of 0…${size - 1}`;
  }
  return undefined;
}

/** What the wrong outputs are: unwritten, not finite, one value, or wrong by more or by less than rounding. */
function content({ reference, found }: AnsweredCase): string | undefined {
  const all = (holds: (one: Violation) => boolean): boolean => found.every(holds);
  const { sums } = questionOf(reference);
  if (all(({ computed }) => Number.isNaN(computed))) return `${everyWrongOutput.isNaN}, from inputs that are finite`;
  if (all(({ computed }) => Math.abs(computed) === Number.POSITIVE_INFINITY)) {
    return `${everyWrongOutput.isInfinite}, though no order of summation overflows`;
  }
  if (all(({ computed }) => computed === 0)) return everyWrongOutput.isUnwritten;
  const [{ computed: first } = { computed: 0 }] = found;
  if (found.length > 2 && all(({ computed }) => computed === first)) return everyWrongOutput.is(first);
  const isNegated = ({ index, computed, exact }: Violation) => Math.abs(-computed - exact) <= reference.bound[index]!;
  if (all(isNegated)) return everyWrongOutput.hasWrongSign;
  const share = (one: Violation): number => Math.abs(one.computed - one.exact) / sums[one.index]!;
  const largest = Math.max(...found.map(share));
  if (!Number.isFinite(largest)) return undefined;
  if (Math.min(...found.map(share)) > grossShare) return everyWrongOutput.isNotRounding;
  if (largest > grossShare) return undefined;
  const bits = Math.floor(-Math.log2(largest));
  return `the errors are at most 2^-${bits} of Σ|x·y|: this looks like rounding to fewer bits than binary32 has`;
}
