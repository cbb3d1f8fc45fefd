import type { SummationAlgorithm, WindowShape } from '../sums/algorithm.ts';
import { algorithms } from '../sums/algorithms.ts';
import { subjectId } from '../sums/subject-id.ts';
import { printTree } from '../sums/tree-text.ts';
import type { Candidate } from './ask-subject.ts';

/** A computation in words: completes the sentence "It is what … gives". */
export interface NamedComputation {
  readonly name: string;
  /** The id of an algorithm of lastbit or of an engine's subject; null for an order that is no algorithm. */
  readonly subject: string | null;
}

const orders: Readonly<Record<string, string>> = {
  sequential: 'a loop from the first term to the last',
  'numpy-pairwise': "NumPy's pairwise sum",
  pairwise: 'a sum by halves',
  'lanes-4': 'a sum in 4 lanes',
  'lanes-8': 'a sum in 8 lanes',
  'lanes-16': 'a sum in 16 lanes',
  reversed: 'a loop from the last term to the first',
  'column-major': 'a loop column by column of the window',
  'pairwise-smaller-first': 'a sum by halves, the smaller half first',
  'blocked-rows': 'a sum row by row of the window',
  'blocked-3': 'a sum in blocks of 3',
  'blocked-8': 'a sum in blocks of 8',
  'superblock-4': 'a sum in blocks of 4 and blocks of these',
};

const arithmetics: Readonly<Record<NonNullable<SummationAlgorithm['arithmetic']>, string>> = {
  'rounded-products': ' (products and sums rounded to binary32)',
  fused: ' (fused multiply-adds in binary32)',
  'two-roundings': ' (Math.fround(sum + x · y))',
  wide: ' (in binary64, rounded to binary32 at the end)',
  'rounded-products-wide': ' (binary32 products summed in binary64, rounded at the end)',
  binary64: ' (in binary64)',
};

const others: Readonly<Record<string, string>> = {
  'correctly-rounded': 'the exact value rounded once',
  kahan: "Kahan's compensated sum",
  neumaier: "Neumaier's compensated sum",
  klein: "Klein's compensated sum",
  fabsum: 'a sum in blocks of 8, their sums compensated',
  dot2: 'a compensated dot product',
};

const schemeOf = ({ name, arithmetic }: SummationAlgorithm): string =>
  arithmetic === undefined ? name : name.replace(/-(fused|wide|rounded-wide|two-roundings)$/, '');

/** The plainest first: by arithmetic, then as `orders` has them. */
const plainness: ReadonlyMap<string, number> = new Map(
  algorithms
    .map((algorithm) => ({ algorithm, rank: rankOf(algorithm) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ algorithm }, index) => [subjectId(algorithm), index]),
);

/** Where a computation stands among all algorithms, the plainest first; engines and orders last. */
export function plainnessOf(subject: string | null): number {
  return (subject === null ? undefined : plainness.get(subject)) ?? plainness.size;
}

const usualOrders = ['sequential', 'numpy-pairwise', 'pairwise', 'lanes-4', 'lanes-8', 'lanes-16', 'reversed'];

/** Whether libraries are known to sum so in binary32. */
export function isUsualOrder(subject: string | null): boolean {
  const algorithm = algorithms.find((one) => subjectId(one) === subject);
  if (algorithm === undefined || !usualOrders.includes(schemeOf(algorithm))) return false;
  return algorithm.arithmetic === 'rounded-products' || algorithm.arithmetic === 'fused';
}

function rankOf(algorithm: SummationAlgorithm): number {
  const { arithmetic, format, summation } = algorithm;
  const place = Object.keys(orders).indexOf(schemeOf(algorithm));
  const kind = arithmetic === undefined ? 50 : Object.keys(arithmetics).indexOf(arithmetic);
  // A plain loop with fused multiply-adds is plainer than blocks with rounded products.
  const base =
    arithmetic === undefined ? (summation === 'exact' ? 5 : 500) : 10 * place + 3 * kind + (kind > 2 ? 150 : 0);
  return base + (format === 'binary64' ? 300 : 0);
}

function nameOf(algorithm: SummationAlgorithm, isSum: boolean): string {
  const { arithmetic, format, name } = algorithm;
  if (arithmetic === undefined) {
    const text = others[name] ?? name;
    return format === 'binary64' ? `${text} to binary64` : text;
  }
  const rounding = isSum && arithmetic === 'rounded-products' ? ' (in binary32)' : arithmetics[arithmetic];
  return `${orders[schemeOf(algorithm)] ?? schemeOf(algorithm)}${rounding}`;
}

/** One of our own algorithms in words, of a sum of products. */
export function computationName(subject: string): string {
  const algorithm = algorithms.find((one) => subjectId(one) === subject);
  return algorithm === undefined ? subject : nameOf(algorithm, false);
}

/** Trees of more terms are not compared as text. */
const mostCompared = 64;

/**
 * The candidates in words, the plainest first, then those of engines. Algorithms that do the same on so few terms, or
 * because products are exact, are named once. `isSum`: all right factors are 1.
 */
export function namedComputations(
  candidates: readonly Candidate[],
  terms: number,
  window: WindowShape,
  isSum: boolean,
): readonly NamedComputation[] {
  const own = candidates
    .flatMap(({ subject }) => {
      const algorithm = algorithms.find((one) => subjectId(one) === subject);
      return algorithm === undefined ? [] : [{ algorithm, subject }];
    })
    .sort((a, b) => plainness.get(a.subject)! - plainness.get(b.subject)!);
  const seen = new Set<string>();
  const named = own.flatMap(({ algorithm, subject }): readonly NamedComputation[] => {
    const key = computationKey(algorithm, terms, window, isSum);
    if (seen.has(key)) return [];
    seen.add(key);
    return [{ name: nameOf(algorithm, isSum), subject }];
  });
  const engines = candidates
    .filter(({ subject }) => !algorithms.some((one) => subjectId(one) === subject))
    .map(({ subject }): NamedComputation => ({ name: subject, subject }));
  return [...named, ...engines];
}

/** Equal for algorithms that are one computation here. */
export function computationKey(
  algorithm: SummationAlgorithm,
  terms: number,
  window: WindowShape,
  isSum: boolean,
): string {
  const { arithmetic, format, name } = algorithm;
  if (arithmetic === undefined) return `${name} ${format}`;
  const rounds = isSum && /^(rounded-products|fused|two-roundings)$/.test(arithmetic) ? 'sum' : arithmetic;
  const products = isSum && rounds === 'rounded-products-wide' ? 'wide' : rounds;
  return `${products} ${terms > mostCompared ? schemeOf(algorithm) : printTree(algorithm.tree(terms, window)!)}`;
}
