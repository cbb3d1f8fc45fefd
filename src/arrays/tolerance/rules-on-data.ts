import { exactDot64 } from '../../float/exact-dot.ts';
import { algorithms } from '../../sums/algorithms.ts';
import { narrowInputs } from '../../sums/narrow-inputs.ts';
import { subjectId } from '../../sums/subject-id.ts';
import { termsOf } from './implementation.ts';
import { blocksOf, type MeasuredData } from './measure-data.ts';
import type { Tolerance } from './smallest-tolerances.ts';
import type { TermSource } from './term-source.ts';

/** A test that compares y with a reference: by a tolerance, or by P. */
export interface Rule {
  readonly name: string;
  readonly source: string;
  readonly tolerance?: Tolerance;
  /** How far it lets an output with this reference and P be. */
  readonly allowed: (reference: number, absoluteSum: number) => number;
}

/** What a rule does with data. */
export interface RuleOnData {
  readonly name: string;
  readonly source: string;
  readonly tolerance: Tolerance | null;
  /** Outputs for which some implementation is not excluded that is correct and is rejected. */
  readonly doubtful: number;
  /** The largest proven bound ÷ what is allowed there; null for ∞. At most 1: no correct implementation is rejected. */
  readonly boundOverAllowed: number | null;
  /** Plain sums of lastbit that it rejects on the tried outputs. */
  readonly rejected: readonly string[];
  /** What it allows ÷ what is proven, as means over the outputs. */
  readonly allowedOverBound: number | null;
  /** The largest that it allows, in u·P of that output, u = 2^-24; null where an output with P = 0 may be off. */
  readonly largestOverUP: number | null;
  /** Products that could be left out of their sum unnoticed. */
  readonly lostProducts: number;
  /** Outputs that inputs rounded to TF32 push outside. */
  readonly tf32: number;
}

/** Of the data that the rules were tried on. */
export interface RulesOnData {
  readonly rules: readonly RuleOnData[];
  /** Only every so-manyth output was tried with other implementations. */
  readonly every: number;
  /** The outputs tried for which something is proven. */
  readonly tried: number;
  /** Their products that are not zero. */
  readonly products: number;
  /** How many plain sums were tried. */
  readonly algorithms: number;
}

/** Every sum that any-order bounds are about, and the correctly rounded one. */
const plain = algorithms.filter(({ format, summation }) => format === 'binary32' && summation !== 'compensated');
/** Products on which all algorithms are tried. */
const mostTried = 2 ** 20;

export function rulesOnData(source: TermSource, data: MeasuredData, rules: readonly Rule[]): RulesOnData {
  const { references, absoluteSums, sizes } = data;
  const errors = data.errors[0]!;
  const counts = rules.map(() => ({ rejected: new Set<string>(), lostProducts: 0, tf32: 0 }));
  const n = termsOf(source.window);
  const every = Math.ceil((source.outputs * n) / mostTried);
  let [tried, products] = [0, 0];
  for (const { chosen, left, right, window, nonZero } of blocksOf(source, every)) {
    const narrowed = [left, right].map((side) => narrowInputs(side, { bits: 11, rounding: 'nearest-even' }));
    const results = plain.map((algorithm) => {
      const out = new Float32Array(chosen.length);
      algorithm.evaluate(left, right, n, chosen.length, out, window);
      return out;
    });
    for (const [at, output] of chosen.entries()) {
      if (Number.isNaN(errors[output]!)) continue;
      const reference = references[output]!;
      const limits = rules.map(({ allowed }) => allowed(reference, absoluteSums[output]!));
      const tf32 = Math.abs(exactDot64(narrowed[0]!, narrowed[1]!, at * n, n) - reference);
      tried += 1;
      products += nonZero[at]!;
      for (const [rule, count] of counts.entries()) {
        const limit = limits[rule]!;
        if (!(tf32 <= limit)) count.tf32 += 1;
        for (let t = at * n; t < (at + 1) * n; t++) {
          const product = Math.abs(left[t]! * right[t]!);
          if (product > 0 && product <= limit) count.lostProducts += 1;
        }
        for (const [a, algorithm] of plain.entries())
          if (!(Math.abs(results[a]![at]! - reference) <= limit)) count.rejected.add(subjectId(algorithm));
      }
    }
  }
  const ofRule = ({ name, source, tolerance, allowed }: Rule, index: number): RuleOnData => {
    let [doubtful, over, allAllowed, allBounds, largest] = [0, 0, 0, 0, 0];
    for (const [j, error] of errors.entries()) {
      if (Number.isNaN(error)) continue;
      const [limit, P] = [allowed(references[j]!, absoluteSums[j]!), absoluteSums[j]!];
      const worst = allowed(sizes[j]!, P);
      if (error > worst) doubtful += 1;
      if (error > 0) over = Math.max(over, error / worst);
      allAllowed += limit;
      allBounds += error;
      if (limit > 0) largest = Math.max(largest, limit / (2 ** -24 * P));
    }
    const { rejected, lostProducts, tf32 } = counts[index]!;
    return {
      ...{ name, source, tolerance: tolerance ?? null, doubtful, boundOverAllowed: finite(over) },
      ...{ rejected: [...rejected], allowedOverBound: finite(allAllowed / allBounds), largestOverUP: finite(largest) },
      ...{ lostProducts, tf32 },
    };
  };
  return { rules: rules.map(ofRule), every, tried, products, algorithms: plain.length };
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
