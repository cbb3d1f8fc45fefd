import type { PreparedSubject } from '../check/prepared-subject.ts';
import type { Claim } from '../claims/claim.ts';

/** At least this share of all checks is of bounds on conv2d. */
const leastShare = 1 / 3;

/** An engine's convolution: what a campaign is for, before all else. */
export const isEnginesConvolution = ({ engine, operation }: Pick<PreparedSubject, 'engine' | 'operation'>): boolean =>
  engine !== 'lastbit' && operation === 'conv2d';

/** What claims about errors on the engines' conv2d had of a campaign. */
export interface BoundsShare {
  /** How many of the `checked` pairs of the campaign. */
  readonly checkedBounds: number;
  /** The batches that were for these claims alone. */
  readonly batchesAlone: number;
}

/** What a range has judged so far. */
interface ShareSoFar extends BoundsShare {
  readonly checked: number;
  readonly batches: number;
  /** The batches of the range that are not drawn yet. */
  readonly left: number;
}

interface ToShare {
  readonly cases?: number;
  readonly claims: readonly Claim[];
}

/**
 * Shares a campaign without a number of cases between the bounds on the engines' conv2d and all other claims and
 * operations. After a batch for everything, batches for these bounds alone follow until they had a third of all
 * checks. So they keep their part of a minute, however much else there is. Checks are counted, not time, so that a
 * seed gives the same table.
 *
 * With a number of cases nothing needs to be shared: every claim is tried on all of them.
 */
export class FairShare {
  private readonly alone: ReadonlySet<PreparedSubject>;

  constructor({ cases, claims }: ToShare, askable: readonly PreparedSubject[]) {
    const bounds = claims.filter(({ kind }) => kind === 'output' || kind === 'pair');
    const engines = askable.filter(isEnginesConvolution);
    const isShared = bounds.length > 0 && (bounds.length < claims.length || engines.length < askable.length);
    this.alone = new Set(cases === undefined && isShared ? engines : []);
  }

  /**
   * The subjects of the next batch if it is for the bounds on conv2d alone. A batch for everything must leave so many
   * batches of the range as usually follow it until these bounds have their share.
   */
  nextAlone(
    { checked, checkedBounds, batchesAlone, batches, left }: ShareSoFar,
    willing: readonly PreparedSubject[],
  ): readonly PreparedSubject[] | undefined {
    const engines = willing.filter((subject) => this.alone.has(subject));
    if (engines.length === 0) return undefined;
    const isPaidBack = left > batchesAlone / Math.max(1, batches - batchesAlone);
    return checkedBounds < checked * leastShare || !isPaidBack ? engines : undefined;
  }
}
