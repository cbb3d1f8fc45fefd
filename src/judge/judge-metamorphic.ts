import type { OutputPair, Relation, Variation } from '../claims/metamorphic-claim.ts';
import { emptyHistogram } from './ratio-histogram.ts';
import type { Verdicts } from './verdict.ts';

/** Two outputs that break the relation. */
export interface BrokenPair {
  readonly pair: OutputPair;
  readonly first: number;
  readonly second: number;
}

/** Judges a subject's answers to a batch and to its variation. Comparisons are exact: there is no tolerance. */
export function judgeMetamorphic(
  { pairs }: Variation,
  first: ArrayLike<number>,
  second: ArrayLike<number>,
): Verdicts<BrokenPair> {
  const reasons = new Map<string, number>();
  const violations: BrokenPair[] = [];
  const histogram = emptyHistogram();
  for (const pair of pairs) {
    const [one, other] = [first[pair.first]!, second[pair.second]!];
    const because = pair.discarded ?? silence(pair.must, one, other);
    if (because !== undefined) reasons.set(because, (reasons.get(because) ?? 0) + 1);
    else {
      histogram.zero++;
      if (!relationHolds(pair.must, one, other)) violations.push({ pair, first: one, second: other });
    }
  }
  const discarded = pairs.length - histogram.zero;
  return { outputs: pairs.length, discarded, reasons, attained: 0, worst: -1, histogram, violations };
}

/** Why a pair is discarded: a NaN is neither larger nor smaller than another number. */
function silence({ kind }: Relation, first: number, second: number): string | undefined {
  const ordered = kind === 'not-smaller' || kind === 'not-larger';
  return ordered && (Number.isNaN(first) || Number.isNaN(second)) ? 'an output is NaN' : undefined;
}

/**
 * Whether two numbers of one format satisfy a relation. All NaN count as equal. The relation of a power of two is
 * exact, because its product with a binary32 number is exact in binary64.
 */
export function relationHolds(must: Relation, first: number, second: number): boolean {
  switch (must.kind) {
    case 'same-bits':
      return Object.is(first, second);
    case 'same-value':
      return isSameValue(first, second);
    case 'negated':
      return isSameValue(-first, second);
    case 'times':
      return isSameValue(first * 2 ** must.power, second);
    case 'not-smaller':
      return second >= first;
    case 'not-larger':
      return second <= first;
    case 'nan':
      return Number.isNaN(second);
    case 'zero':
      return second === 0;
  }
}

function isSameValue(one: number, other: number): boolean {
  return one === other || (Number.isNaN(one) && Number.isNaN(other));
}
