import type { Accumulation } from '../orders/accumulation.ts';

/** The arithmetic of an accumulation in a few words: products, accumulators, start, flushing. */
export function describeArithmetic(accumulation: Accumulation): string {
  const { nodes, start, bias, flush, result } = accumulation;
  const flushes = [flush.inputs && 'inputs', flush.products && 'products', flush.sums && 'sums'].filter(Boolean);
  return [
    ...inputsInWords(accumulation),
    productsInWords(accumulation),
    nodesInWords(nodes),
    ...(nodes.includes('binary64') && result === 'binary32' ? ['rounded to binary32 at the end'] : []),
    start === 'positive-zero' ? 'starting from +0' : 'starting from the first product',
    ...(bias === undefined ? [] : ['the result added to +0']),
    flushes.length === 0 ? 'subnormals kept' : `subnormal ${flushes.join(' and ')} flushed to zero`,
  ].join('; ');
}

const narrowFormats: Readonly<Record<number, string>> = { 8: ', as bfloat16 has', 11: ', as TF32 has' };

function inputsInWords({ inputs }: Accumulation): string[] {
  if (inputs === undefined) return [];
  const how = inputs.rounding === 'nearest-even' ? 'rounded' : 'cut';
  return [`inputs ${how} to ${inputs.bits} significant bits${narrowFormats[inputs.bits] ?? ''}`];
}

function productsInWords({ products, nodes }: Accumulation): string {
  const exact = products.filter((product) => product === 'exact').length;
  if (exact === 0) return 'products rounded to binary32';
  const wide = nodes.every((format) => format === 'binary64');
  const twice = nodes.includes('binary32-via-binary64');
  const manner = wide ? 'exact' : twice ? 'exact into additions that round twice' : 'fused into their additions';
  if (exact === products.length) return `products ${manner}`;
  const rest = products.length - exact;
  return rest <= 4 ? `products ${manner}, but for ${rest} rounded` : `${exact} products ${manner}, ${rest} rounded`;
}

function nodesInWords(nodes: Accumulation['nodes']): string {
  const count = (format: string): number => nodes.filter((node) => node === format).length;
  const wide = count('binary64');
  const twice = count('binary32-via-binary64');
  if (nodes.length === 0) return 'nothing to add';
  if (wide === nodes.length) return 'sums in binary64';
  const kinds = [
    [count('binary32'), 'in binary32'],
    [twice, 'through binary64 to binary32'],
    [wide, 'in binary64'],
  ] as const;
  const present = kinds.filter(([number]) => number > 0);
  if (present.length === 1) return `sums ${present[0]![1]}`;
  return `sums ${present.map(([number, how]) => `${how} (${number})`).join(', ')}`;
}
