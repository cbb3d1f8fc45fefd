import type { Tally } from '../tally.ts';
import { accidentOf, type Examination, examine } from './examine.ts';
import { fittedValues } from './fitted-values.ts';
import { type Hypothesis, hypothesisOf, ranks } from './hypothesis.ts';
import { otherGeometries } from './other-geometries.ts';
import { otherLayouts } from './other-layouts.ts';
import { otherPlaces } from './other-places.ts';
import type { OtherQuestion } from './other-question.ts';
import { otherTerms } from './other-terms.ts';
import { otherValues } from './other-values.ts';
import { spreadOfMarked } from './sample.ts';
import { scaledAndShifted } from './scaled-and-shifted.ts';
import type { Setting } from './setting.ts';

/** A fault that explains the wrong outputs. */
export interface FoundFault {
  readonly id: string;
  readonly words: string;
  readonly tried: number;
  readonly explained: number;
  /** Whether it also gives the outputs that are right, so that it may be all there is to it. */
  readonly everywhere: boolean;
}

/** Terms that may be read for one sample, which bounds the time. */
const budget = 2 ** 23;
/** An accident is named in one of 2^10 cases at most, however many hypotheses there are. */
const leastBits = 10;
/**
 * So many wrong outputs are needed if the right ones contradict the fault, which then concerns a part of the array; and
 * it must say something about most of that part.
 */
const leastAlone = 8;
/** What more faults than this explain alike shows none of them. */
const mostFaults = 3;

/** Longer sums are not taken apart. */
export const longestSum: number = 2 ** 21;

/** How many outputs with so many terms a sample has. */
export function sampleSize({ terms }: Pick<Setting, 'terms'>, most: number): number {
  return Math.max(4, Math.min(most, Math.floor(budget / (terms + 64))));
}

/** The plainest faults that explain all wrong outputs of a sample, and then of a larger one; often none. */
export function findFaults(setting: Setting, tally: Tally): readonly FoundFault[] {
  if (tally.wrong === 0 || setting.terms > longestSum) return [];
  const sample = (most: number, marked: boolean): readonly number[] => {
    const count = marked ? tally.wrong : setting.outputs - tally.wrong;
    return spreadOfMarked(tally.isWrong, setting.outputs, count, sampleSize(setting, most), marked);
  };
  const [wrong, right] = [sample(56, true), sample(56, false)];
  const accident = accidentOf(setting, [...wrong, ...right]);
  let tried = 0;
  const survivors: Examination[] = [];
  for (const hypothesis of hypotheses(setting, wrong)) {
    tried++;
    const found = examine(setting, hypothesis, wrong, accident);
    if (found.explained > 0 && found.explained === found.tried) survivors.push(found);
  }
  const certain = survivors.filter(({ bits }) => bits >= leastBits + Math.log2(tried));
  if (certain.length === 0) return [];
  const more = sample(256, true);
  const confirmed = certain
    .map(({ hypothesis }) => examine(setting, hypothesis, more, accident, true))
    .filter((found) => found.explained === found.tried);
  const withRight = confirmed.map((found) => {
    const others = examine(setting, found.hypothesis, right, accident, true);
    return { ...found, everywhere: others.explained === others.tried };
  });
  return plainest(
    withRight.filter(
      ({ everywhere, explained, silent }) => everywhere || (explained >= leastAlone && silent <= explained / 4),
    ),
  );
}

function* hypotheses(setting: Setting, wrong: readonly number[]): Generator<Hypothesis> {
  yield* otherValues(setting, wrong);
  const others = function* (): Generator<OtherQuestion> {
    yield* otherLayouts(setting.question);
    yield* otherGeometries(setting.question);
    yield* otherPlaces(setting.question);
  };
  for (const other of others()) yield hypothesisOf(setting, other, rankOf(other.id));
  yield* otherTerms(setting, wrong);
  yield* fittedValues(setting);
  yield* scaledAndShifted(setting);
}

function rankOf(id: string): number {
  return /^(missing|shifted|slice)/.test(id) ? ranks.lost : ranks.question;
}

type Confirmed = Examination & { readonly everywhere: boolean };

/**
 * Those that also give the right outputs, if there are such; of these those that say something about most outputs; of
 * these the plainest.
 */
function plainest(found: readonly Confirmed[]): readonly FoundFault[] {
  const best = <T>(all: readonly T[], score: (one: T) => number): readonly T[] => {
    const most = Math.max(...all.map(score));
    return all.filter((one) => score(one) === most);
  };
  const whole = best(found, ({ everywhere }) => (everywhere ? 1 : 0));
  const telling = best(whole, ({ silent }) => -silent);
  const plain = best(telling, ({ hypothesis }) => -hypothesis.rank);
  const faults = merged(plain);
  return faults.length > mostFaults ? [] : faults;
}

/** Several of a family are one fault, of which the data do not show the number. */
function merged(found: readonly Confirmed[]): readonly FoundFault[] {
  const families = new Map<string, Confirmed[]>();
  for (const one of found) {
    const key = one.hypothesis.family?.id ?? one.hypothesis.words;
    families.set(key, [...(families.get(key) ?? []), one]);
  }
  return [...families.values()].map((members) => {
    const { hypothesis, tried, explained, everywhere } = members[0]!;
    const words = members.length > 1 ? (hypothesis.family?.words ?? hypothesis.words) : hypothesis.words;
    return { id: hypothesis.id, words, tried, explained, everywhere };
  });
}
