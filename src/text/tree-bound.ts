import { roundingsOf } from '../arrays/tolerance/implementation.ts';
import { revealedBound } from '../claims/error-bounds/revealed-bound.ts';
import { dotWide } from '../claims/error-bounds/wide.ts';
import type { Accumulation } from '../sums/accumulation.ts';
import { termCount } from '../sums/tree.ts';

/** How far from the exact value a revealed accumulation may be, to first order. */
export interface TreeBound {
  /** The terms of the tree. */
  readonly n: number;
  /** The claim that proves it. */
  readonly claim: string;
  /** Roundings on the longest path of a product: to binary32 and to binary64. */
  readonly narrow: number;
  readonly wide: number;
  /** "|error| ≤ 9 u·Σ|x·y|". */
  readonly formula: string;
}

/** Undefined if no claim is proven for the arithmetic. */
export function treeBound(accumulation: Accumulation): TreeBound | undefined {
  const [found, roundings] = [revealedBound(accumulation), roundingsOf(accumulation)];
  if (found === undefined || roundings === undefined) return undefined;
  const { narrow, wide } = roundings;
  const n = termCount(accumulation.tree);
  const common = { n, claim: found.claim.id, narrow, wide };
  const [term, sum] = accumulation.leaves === 'numbers' ? ['|x|', 'Σx'] : ['|x·y|', 'Σx·y'];
  const flushes = Object.values(accumulation.flush).includes(true) ? ` + ${4 * n}·2^-126 flushed` : '';
  if (found.claim === dotWide) {
    const rounds = accumulation.leaves === undefined && accumulation.products.includes('rounded');
    const products = rounds ? ' + u·Σ|x·y|' : '';
    const sums = wide === 0 ? '' : ` + ${wide}·2^-53·Σ${term}`;
    return { ...common, formula: `|error| ≤ u·|${sum}|${products}${sums}${flushes}` };
  }
  if (accumulation.result === 'binary64') return { ...common, formula: `|error| ≤ ${wide}·2^-53·Σ${term}` };
  return { ...common, formula: `|error| ≤ ${narrow === 1 ? '' : `${narrow} `}u·Σ${term}${flushes}` };
}

/** The same as a sentence for the person whose tree it is. */
export function treeBoundText(bound: TreeBound | undefined): string {
  if (bound === undefined) return 'none is proven for this arithmetic';
  const { n, formula, claim } = bound;
  const unit = formula.includes('u·') ? ', u = 2^-24' : '';
  return `your tree, n = ${n}: ${formula}, to first order${unit} (${claim})`;
}
