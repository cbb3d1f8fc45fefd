import type { Case } from '../conv/batch.ts';
import { simplicityAgainst } from './compare-simplicity.ts';
import { shrinkBits } from './shrink/shrink-bits.ts';
import { shrinkExponents } from './shrink/shrink-exponents.ts';
import { shrinkShape } from './shrink/shrink-shape.ts';
import { shrinkSigns } from './shrink/shrink-signs.ts';
import { shrinkZeros } from './shrink/shrink-zeros.ts';

/** A kind of steps. */
export type ShrinkStage = (input: Case) => Iterable<Case>;

const strictly =
  (stage: (input: Case) => Iterable<Case | undefined>): ShrinkStage =>
  (input) =>
    simpler(input, stage(input));

/** Those that keep the shape: more zeros, shorter significands, exponents near 0, fewer signs. */
export const valueStages: readonly ShrinkStage[] = [shrinkZeros, shrinkBits, shrinkExponents, shrinkSigns].map(
  strictly,
);

/** All kinds, in the order in which they are tried: smaller shapes first. */
export const shrinkStages: readonly ShrinkStage[] = [strictly(shrinkShape), ...valueStages];

/**
 * Cases that are simpler than `input`, by `compareSimplicity` and strictly, most daring steps first within each kind. Depends on the
 * value alone, so a case from a file shrinks as one from a generator does. Every one is a valid case.
 */
export function* shrinkCase(input: Case): Generator<Case> {
  for (const stage of shrinkStages) yield* stage(input);
}

function* simpler(input: Case, candidates: Iterable<Case | undefined>): Generator<Case> {
  const against = simplicityAgainst(input);
  for (const candidate of candidates) {
    if (candidate !== undefined && against(candidate) < 0) yield candidate;
  }
}
