import type { Subject } from '../engines/engine.ts';
import { bits64 } from '../float/bits.ts';
import { shortestDecimal } from '../float/decimal.ts';
import { addDyadic, dyadic, lowestBit, subtractDyadic, toBinary64 } from '../float/dyadic.ts';
import { ExactSum } from '../float/exact-sum.ts';
import { measuresOf } from '../judge/measures.ts';
import { subjectId } from '../sums/subject-id.ts';
import { anyOrderIn, isSumOf, termBits } from './any-order-of.ts';
import { explainObserved } from './explain-observed.ts';
import type { OutputExplanation, ResultRow } from './explanation.ts';
import { relativeBound } from './make-observed-window.ts';
import { type ObservedWindow, scaleOf } from './observed-window.ts';
import { factsOfSums, gridOf, type OutputFacts, ratioOf, ulpExponent, withoutExactValue } from './output-facts.ts';
import { specialResults } from './overflow.ts';
import { fullDecimal, type Observed } from './printed-decimal.ts';
import { rowVerdict } from './row-verdict.ts';
import { fusedResults, type WideResult, type WideTerms, wideResults } from './wide-sums.ts';

/**
 * Explains one output of binary64 factors, as a sum in binary64: the algorithms of lastbit in it, and the observed
 * numbers. Engines take binary32 numbers, so that none is asked.
 */
export async function explainWide(
  { observed, divisor = 1 }: { readonly observed: readonly Observed[]; readonly divisor?: number },
  terms: WideTerms,
  subjects: readonly Subject[],
): Promise<OutputExplanation> {
  const facts = wideFacts(terms);
  const results = wideResults(terms, facts.sum);
  const n = terms.left.length;
  const anyOrder = anyOrderIn('binary64', facts, { bits: termBits('binary64', isSumOf(terms.right)), divisor });
  const left = Float32Array.from(terms.left);
  const right = Float32Array.from(terms.right);
  const window: ObservedWindow = {
    ...{ left, right, base: 'binary64', isRounded: true, divisor, facts, anyOrder, reach: undefined },
    window: { rows: 1, columns: n, channels: 1 },
    transforms: [],
    special: specialResults(terms, { format: 'binary64', mayOverflow: anyOrder === undefined }),
    specialInBinary32: specialResults({ left, right }, relativeBound(n)),
    candidates: [
      ...results.map(({ algorithm, value }) => ({
        ...{ subject: subjectId(algorithm), format: 'binary64' as const, value },
      })),
      ...fusedResults(terms).map(({ name, value }) => ({ subject: name, format: 'binary64' as const, value })),
    ],
  };
  const asked = results.flatMap((result) => {
    const subject = subjects.find(({ id }) => id === subjectId(result.algorithm));
    return subject === undefined ? [] : [{ subject, result }];
  });
  return {
    ...{ index: 0, position: [0, 0, 0, 0], of: 1, terms: n, nonZeroTerms: facts.nonZeroTerms },
    ...{ condition: facts.condition, unitErrorUlp: facts.unitErrorUlp, exact: facts.exact, grid: facts.grid },
    results: await Promise.all(asked.map(({ subject, result }) => wideRow(subject, result, window))),
    observed: observed.map((one) => explainObserved(one, window)),
    ...{ reachable: null, scale: scaleOf(window), recipes: [] },
  };
}

function wideFacts({ left, right }: WideTerms): OutputFacts {
  const special = left.findIndex((x, t) => !Number.isFinite(x) || !Number.isFinite(right[t]));
  if (special >= 0)
    return withoutExactValue(left, right, `term ${special} (counted from 0) holds a factor that is not finite`);
  const adder = new ExactSum();
  let lowest = Number.POSITIVE_INFINITY;
  for (let t = 0; t < left.length; t++) {
    adder.addProduct(left[t]!, right[t]!);
    if (left[t] !== 0 && right[t] !== 0) lowest = Math.min(lowest, lowestBit(left[t]!) + lowestBit(right[t]!));
  }
  const { positive, negative, nonZero: nonZeroTerms } = adder.parts();
  const [sum, absoluteSum] = [subtractDyadic(positive, negative), addDyadic(positive, negative)];
  const grid = nonZeroTerms === 0 ? null : gridOf(absoluteSum, lowest, () => null);
  return factsOfSums({ terms: left.length, nonZeroTerms, sum, absoluteSum, grid });
}

async function wideRow(subject: Subject, { value }: WideResult, window: ObservedWindow): Promise<ResultRow> {
  const { anyOrder, facts } = window;
  const { sum, absoluteSum } = facts;
  const measures = sum === undefined ? undefined : measuresOf(value, sum, toBinary64(absoluteSum!), 'binary64');
  const ulp = sum === undefined || sum.significand === 0n ? undefined : dyadic(1n, ulpExponent(sum, 'binary64'));
  const known = ulp !== undefined && measures !== undefined && Number.isFinite(measures.errorUlp);
  const hasBound = anyOrder !== undefined && measures !== undefined;
  const withinBound = hasBound ? measures.errorAbsolute <= toBinary64(anyOrder) : null;
  return {
    ...{ subject: subject.id, availability: await subject.availability(), outcome: { kind: 'value' } },
    ...{ format: 'binary64', bits: bits64(value), decimal: fullDecimal(value) },
    shortest: shortestDecimal(value, 'binary64'),
    signedErrorUlp: known ? Math.sign(measures.signedError) * measures.errorUlp : null,
    errorUlp: known ? measures.errorUlp : null,
    errorOverUP: measures !== undefined && Number.isFinite(measures.errorOverUP) ? measures.errorOverUP : null,
    boundClaim: null,
    boundUlp: hasBound && ulp !== undefined ? ratioOf(anyOrder, ulp) : null,
    withinBound,
    boundBecause: hasBound ? null : 'there is no exact value, or overflow is not excluded',
    verdict: rowVerdict(value, 'binary64', withinBound, window),
    ...{ explainedBy: [], explainedBecause: null, revealed: null },
  };
}
