import type { Accumulation, NodeFormat } from '../../sums/accumulation.ts';
import { foldTree } from '../../sums/tree.ts';

/**
 * An accumulation as additions of two operands in the order of evaluation. Operand k < n is the product of term k,
 * operand n + k the result of addition k. The last addition gives the result.
 */
export interface Plan {
  readonly n: number;
  /** 1 for each term whose product is rounded to binary32 before it is added. */
  readonly rounded: Uint8Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** How each addition rounds: a `rounding`. */
  readonly roundings: Uint8Array;
  /** Whether the result is rounded to binary32 after the last addition. */
  readonly roundsResult: boolean;
}

/** How an addition rounds the exact sum of its two operands. `none`: a part of a sum of several with one rounding. */
export const rounding = { none: 0, binary32: 1, binary64: 2, twice: 3 } as const;

const byFormat: Readonly<Record<string, number>> = {
  binary32: rounding.binary32,
  binary64: rounding.binary64,
  'binary32-via-binary64': rounding.twice,
};

/**
 * The plan of an accumulation, or why there is none. A start of +0 or −0 rounds the first of two exact products and
 * changes no other value. A bias of 0 changes none.
 */
export function planOf(accumulation: Accumulation): Plan | string {
  const { tree, products, nodes, start, ownStart = [], result } = accumulation;
  const unknown = unknownPart(accumulation);
  if (unknown !== undefined) return unknown;
  const n = products.length;
  const rounded = Uint8Array.from(products, (product) => (product === 'rounded' ? 1 : 0));
  for (const term of ownStart) rounded[term] = 1;
  const additions: (readonly [left: number, right: number, rounding: number])[] = [];
  const add = (left: number, right: number, rounds: number): number => n - 1 + additions.push([left, right, rounds]);
  let node = 0;
  const wide = new Set<number>();
  const root = foldTree<number>(
    tree,
    (term) => term,
    (operands) => {
      const rounds = byFormat[nodes[node++] as string]!;
      const begins = start !== 'first-product' && operands.length === 2 && operands.every((id) => id < n);
      if (begins && rounds !== rounding.binary64) rounded[operands[0]!] = 1;
      let sum = operands[0]!;
      operands.forEach((operand, i) => {
        if (i > 0) sum = add(sum, operand, i === operands.length - 1 ? rounds : rounding.none);
      });
      if (rounds === rounding.binary64) wide.add(sum);
      return sum;
    },
  );
  if (n === 1 && result === 'binary32') rounded[0] = 1;
  return {
    n,
    rounded,
    left: Int32Array.from(additions, ([left]) => left),
    right: Int32Array.from(additions, ([, right]) => right),
    roundings: Uint8Array.from(additions, ([, , rounds]) => rounds),
    roundsResult: result === 'binary32' && wide.has(root),
  };
}

/** Whether an operand is a binary32 number. Two of them need one rounding only, also from their binary64 sum. */
export function isSingle({ n, rounded, roundings }: Plan, operand: number): boolean {
  if (operand < n) return rounded[operand] === 1;
  return roundings[operand - n] === rounding.binary32 || roundings[operand - n] === rounding.twice;
}

/** The part of an accumulation that plans do not describe. */
function unknownPart({
  nodes,
  bias,
  flush,
  inputs,
  rounding: mode = 'nearest-even',
  productFormat,
}: Accumulation): string | undefined {
  const other = nodes.find((format: NodeFormat) => typeof format !== 'string');
  if (other !== undefined) return 'additions in other formats, or of a fused adder';
  if (bias !== undefined && bias.value !== 0) return `a constant ${bias.value} among the terms`;
  if (flush.inputs || flush.products || flush.sums) return 'subnormal numbers that are flushed to zero';
  if (inputs !== undefined) return 'factors that are narrowed first';
  if (mode !== 'nearest-even') return `rounding ${mode}`;
  return productFormat === undefined ? undefined : 'products in another format than binary32';
}
