import type { Accumulation } from '../../sums/accumulation.ts';
import type { Candidate, HuntAim } from '../problem.ts';
import { conditionWitness } from './condition.ts';
import { type FreeLimit, freeLimit } from './limit.ts';
import { freeWitness, largestScale } from './witness.ts';

/** The answer to a hunt over free factors of a known accumulation. */
export interface FreeHunt {
  readonly witness: Candidate;
  /** Of |computed − exact| ÷ (u·P). */
  readonly limit: FreeLimit;
  /** Why the aim itself has no limit, in one clause; undefined if it has. */
  readonly unbounded: string | undefined;
}

/**
 * The construction for an aim.
 * - `bound`: the worst input of `freeWitness`.
 * - `error`: the same, with the largest power of two as the result that every format holds.
 * - `ulp`: the exact result can be brought as near to 0 as one likes. This takes 2^-20 of P, where the arithmetic is
 *   such that `conditionWitness` knows how.
 */
export function freeHunt(accumulation: Accumulation, aim: Exclude<HuntAim, 'difference'>): FreeHunt {
  const limit = freeLimit(accumulation);
  if (aim === 'bound') return { witness: freeWitness(accumulation), limit, unbounded: undefined };
  if (aim === 'error') {
    return {
      witness: freeWitness(accumulation, largestScale(accumulation)),
      limit,
      unbounded: 'the error grows with the factors; this result is the largest power of two that is finite',
    };
  }
  return {
    witness: conditionWitness(accumulation, 2 ** 20) ?? freeWitness(accumulation),
    limit,
    unbounded: 'the exact result can be as near to 0 as one likes, while the computed one is not',
  };
}
