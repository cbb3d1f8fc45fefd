import type { Accumulation, Bias, NodeFormat } from './accumulation.ts';
import { formatName } from './accumulation.ts';

/** The arithmetic of an accumulation without its tree: products and additions are counted. Plain data, for JSON. */
export interface ArithmeticSummary
  extends Pick<
    Accumulation,
    'inputs' | 'leavesOut' | 'productFormat' | 'rounding' | 'start' | 'flush' | 'result' | 'end'
  > {
  readonly products: { readonly exact: number; readonly rounded: number };
  /** By format, the common formats first. */
  readonly additions: readonly { readonly format: NodeFormat; readonly count: number }[];
  /** The value is a text, because JSON has no −0. */
  readonly bias?: { readonly value: string; readonly enters: Bias['enters'] };
}

const commonFormats: readonly NodeFormat[] = ['binary32', 'binary32-via-binary64', 'binary64'];

/** Fields are in the order in which surveys are written. */
export function summariseArithmetic(accumulation: Accumulation): ArithmeticSummary {
  const { products, nodes, inputs, leavesOut, productFormat, rounding, start, bias, flush, result, end } = accumulation;
  const exact = products.filter((product) => product === 'exact').length;
  const byName = new Map(commonFormats.map((format) => [formatName(format), { format, count: 0 }]));
  for (const format of nodes) {
    const name = formatName(format);
    byName.set(name, { format, count: (byName.get(name)?.count ?? 0) + 1 });
  }
  return {
    products: { exact, rounded: products.length - exact },
    additions: [...byName.values()].filter(({ count }) => count > 0),
    ...(inputs && { inputs }),
    ...(leavesOut && { leavesOut }),
    ...(productFormat && { productFormat }),
    ...(rounding && { rounding }),
    start,
    ...(bias && { bias: { value: signed(bias.value), enters: bias.enters } }),
    flush,
    result,
    ...(end && { end }),
  };
}

function signed(value: number): string {
  if (value === 0) return Object.is(value, -0) ? '−0' : '+0';
  return String(value);
}
