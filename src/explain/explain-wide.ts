import type { Subject } from '../engines/engine.ts';
import { bits32, bits64 } from '../float/bits.ts';
import { shortestDecimal } from '../float/decimal.ts';
import {
  absDyadic,
  addDyadic,
  compareDyadic,
  type Dyadic,
  decimalOf,
  dyadic,
  lowestBit,
  subtractDyadic,
  toBinary32,
  toBinary64,
} from '../float/dyadic.ts';
import { ExactSum } from '../float/exact-sum.ts';
import { measuresOf } from '../judge/measures.ts';
import { subjectId } from '../sums/subject-id.ts';
import { anyOrderIn } from './any-order-of.ts';
import { explainObserved } from './explain-observed.ts';
import type { OutputExplanation, ProductGrid, ResultRow } from './explanation.ts';
import { relativeBound } from './make-observed-window.ts';
import { type ObservedWindow, scaleOf } from './observed-window.ts';
import { type OutputFacts, ratioOf, ulpExponent } from './output-facts.ts';
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
  const anyOrder = anyOrderIn('binary64', facts, divisor);
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
  if (special >= 0) {
    const because = `term ${special} (counted from 0) holds a factor that is not finite`;
    const none = { sum: undefined, absoluteSum: undefined, condition: null, unitErrorUlp: null, grid: null };
    const exact = { decimal: 'none', dyadic: null, binary32Bits: null, binary64Bits: null, because };
    return { ...none, terms: left.length, nonZeroTerms: left.filter((x, t) => x * right[t]! !== 0).length, exact };
  }
  const adder = new ExactSum();
  let lowest = Number.POSITIVE_INFINITY;
  for (let t = 0; t < left.length; t++) {
    adder.addProduct(left[t]!, right[t]!);
    if (left[t] !== 0 && right[t] !== 0) lowest = Math.min(lowest, lowestBit(left[t]!) + lowestBit(right[t]!));
  }
  const { positive, negative, nonZero } = adder.parts();
  const [sum, absoluteSum] = [subtractDyadic(positive, negative), addDyadic(positive, negative)];
  const none = sum.significand === 0n;
  const unitError = { significand: absoluteSum.significand, exponent: absoluteSum.exponent - 24 };
  return {
    ...{ terms: left.length, nonZeroTerms: nonZero, sum, absoluteSum },
    condition: none ? null : ratioOf(absoluteSum, absDyadic(sum)),
    unitErrorUlp: none ? null : ratioOf(unitError, dyadic(1n, ulpExponent(sum, 'binary32'))),
    exact: {
      decimal: decimalOf(sum),
      dyadic: `${sum.significand} · 2^${sum.exponent}`,
      binary32Bits: bits32(toBinary32(sum)),
      binary64Bits: bits64(toBinary64(sum)),
      because: null,
    },
    grid: nonZero === 0 ? null : gridOf(absoluteSum, lowest),
  };
}

function gridOf(absoluteSum: Dyadic, exponent: number): ProductGrid {
  const fits = (precision: number, smallest: number, largest: number): boolean =>
    compareDyadic(absoluteSum, dyadic(1n, exponent + precision)) <= 0 &&
    exponent >= smallest &&
    compareDyadic(absoluteSum, dyadic(1n, largest)) < 0;
  const steps = absoluteSum.significand << BigInt(absoluteSum.exponent - exponent);
  const everyOrderExact = { binary32: fits(24, -149, 128), binary64: fits(53, -1074, 1024) };
  return {
    exponent,
    bits: (steps - 1n).toString(2).length - (steps === 1n ? 1 : 0),
    everyOrderExact,
    orderMatters: {
      binary32: everyOrderExact.binary32 ? false : null,
      binary64: everyOrderExact.binary64 ? false : null,
    },
  };
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
