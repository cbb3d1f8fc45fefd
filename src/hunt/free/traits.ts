import { binary32, binary64 } from '../../float/format.ts';
import { type Accumulation, isFused, type NodeFormat, roundingsOf } from '../../sums/accumulation.ts';
import type { SummationTree } from '../../sums/tree.ts';
import type { Leaf } from './leaf.ts';

/** What the construction needs to know of one addition. */
export interface Adder {
  /** Bits that survive: those of the narrower of two roundings. */
  readonly precision: number;
  /** Bits of a first, wider rounding to nearest, if it matters. */
  readonly via: number | undefined;
  readonly truncates: boolean;
  /** Of a fused adder. */
  readonly guardBits: number | undefined;
}

/** The sign of the witness: the one with which directed rounding truncates. */
export function signOf({ rounding }: Accumulation): 1 | -1 {
  return rounding === 'up' ? -1 : 1;
}

export function adderOf(format: NodeFormat, accumulation: Accumulation): Adder {
  if (isFused(format)) {
    const { guardBits, end } = format;
    return { precision: binary32.precision, via: undefined, truncates: end === 'toward-zero', guardBits };
  }
  const { to, via } = roundingsOf(format);
  const truncates = isDirected(accumulation);
  const first = via?.precision ?? Number.POSITIVE_INFINITY;
  // 1 + 2^-p must be even among the numbers of the first rounding.
  const matters = !truncates && via !== undefined && first >= to.precision + 2;
  return {
    precision: Math.min(to.precision, first),
    via: matters ? first : undefined,
    truncates,
    guardBits: undefined,
  };
}

export const isDirected = ({ rounding = 'nearest-even' }: Accumulation): boolean => rounding !== 'nearest-even';

/** Whether an accumulator that starts at an addition of these children starts with a number. */
export function startsWithNumber({ start, bias }: Accumulation, children: readonly SummationTree[]): boolean {
  if (!children.every((child) => child.kind === 'term')) return false;
  if (start !== 'first-product') return true;
  return children.some((child) => child.kind === 'term' && child.term === bias?.enters);
}

/** The leaf of a term. `first`: an addition to a zero that comes before anything else. */
export function leafOf(accumulation: Accumulation, term: number, first?: Pick<Adder, 'precision' | 'truncates'>): Leaf {
  const { products, productFormat = binary32, ownStart, inputs } = accumulation;
  const own = products[term] === 'rounded' ? productFormat.precision : exact;
  const started = ownStart?.includes(term) ? binary32.precision : exact;
  const precision = Math.min(own, started, first?.precision ?? exact);
  return {
    precision: precision < exact ? precision : undefined,
    truncates: first?.truncates ?? isDirected(accumulation),
    inputs,
  };
}

/** The bits of a product of two binary32 numbers: formats with as many hold it. */
const exact = 48;

export const resultPrecision = ({ result }: Accumulation): number =>
  result === 'binary32' ? binary32.precision : binary64.precision;
