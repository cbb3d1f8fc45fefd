import { sentenceDecimal } from '../float/decimal.ts';
import { decimalOf } from '../float/dyadic.ts';
import type { Challenge, Measured } from '../hunt/challenges/challenge.ts';
import type { WitnessVerdict } from '../hunt/challenges/check-witness.ts';
import { exactText, field } from './counterexample.ts';
import { wrapped } from './layout.ts';
import { formatNumber } from './numbers.ts';

type Admitted = Extract<WitnessVerdict, { readonly admitted: true }>;

/** All open maxima: what is made large, the best known, and what it cannot exceed. */
export function challengeLines(challenges: readonly (Challenge & { readonly known: Measured })[]): readonly string[] {
  return challenges.flatMap(({ id, statement, measure, limit, size, best, known }) => [
    id,
    ...wrapped(statement, 2),
    field('measure', measure),
    field('size', `${size.left} left and ${size.right} right factors`),
    field('best', `${formatNumber(known.ratio, 8)} by ${best.by}: ${best.how}`),
    field('limit', `${formatNumber(limit.value, 8)}, ${limit.kind}`),
  ]);
}

/** What exact arithmetic says of a submitted witness. */
export function verdictLines(
  { id, measure, limit }: Challenge,
  by: string | undefined,
  verdict: Admitted,
): readonly string[] {
  const { ratio, best, beatsBest, exceedsLimit, computed, error } = verdict;
  const comparison = beatsBest
    ? 'It beats the best input known'
    : ratio === best
      ? 'It equals the best input known'
      : 'It does not beat the best input known';
  return [
    ...(exceedsLimit ? [`BUG: it is above the proven limit ${limit.value}; please report it.`] : []),
    ...wrapped(`${comparison} for ${id}: ${formatNumber(ratio, 8)} against ${formatNumber(best, 8)}.`, 0),
    ...(by === undefined ? [] : [field('by', by)]),
    field('measure', measure),
    field('computed', exactText(computed)),
    field('error', sentenceDecimal(decimalOf(error))),
    field('limit', `${formatNumber(limit.value, 8)}, ${limit.kind}`),
    ...(beatsBest ? ['docs/hunt.md#open-maxima says how to hand it in.'] : []),
  ];
}
