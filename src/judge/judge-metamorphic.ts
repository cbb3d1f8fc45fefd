import type { OutputPair, Relation, Variation } from '../claims/metamorphic-claim.ts';

/** Two outputs that do not stand to one another as they must. */
export interface BrokenPair {
  readonly pair: OutputPair;
  readonly first: number;
  readonly second: number;
}

/** What came of a variation: pairs judged, pairs of which nothing was said with the reason, and those that are wrong. */
export interface MetamorphicVerdicts {
  readonly judged: number;
  readonly discarded: ReadonlyMap<string, number>;
  readonly broken: readonly BrokenPair[];
}

/** Judges a subject's answers to a batch and to its variation. Comparisons are exact; there is nothing to tolerate. */
export function judgeMetamorphic(
  { pairs }: Variation,
  first: ArrayLike<number>,
  second: ArrayLike<number>,
): MetamorphicVerdicts {
  const discarded = new Map<string, number>();
  const broken: BrokenPair[] = [];
  let judged = 0;
  for (const pair of pairs) {
    const [one, other] = [first[pair.first]!, second[pair.second]!];
    const because = pair.discarded ?? silence(pair.must, one, other);
    if (because !== undefined) discarded.set(because, (discarded.get(because) ?? 0) + 1);
    else {
      judged++;
      if (!relationHolds(pair.must, one, other)) broken.push({ pair, first: one, second: other });
    }
  }
  return { judged, discarded, broken };
}

/** Larger and smaller say nothing of a NaN. */
function silence({ kind }: Relation, first: number, second: number): string | undefined {
  const ordered = kind === 'not-smaller' || kind === 'not-larger';
  return ordered && (Number.isNaN(first) || Number.isNaN(second)) ? 'an output is NaN' : undefined;
}

/** Whether two numbers of one format stand to one another so. All NaN are one; a product with a power of two is exact in binary64 for every binary32 number. */
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
