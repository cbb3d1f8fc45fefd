import {
  type Accumulation,
  formatName,
  isFused,
  isWider,
  type NodeFormat,
  nameOf,
  roundingsOf,
} from '../sums/accumulation.ts';

/** The arithmetic of an accumulation in a few words: inputs, products, accumulators, rounding, start, flushing. */
export function describeArithmetic(accumulation: Accumulation): string {
  const { nodes, flush, result, rounding = 'nearest-even' } = accumulation;
  const flushes = [flush.inputs && 'inputs', flush.products && 'products', flush.sums && 'sums'].filter(Boolean);
  return [
    ...inputsInWords(accumulation),
    productsInWords(accumulation),
    nodesInWords(nodes),
    ...(result === 'binary32' && nodes.some(isWider) ? ['rounded to binary32 at the end'] : []),
    ...(rounding === 'nearest-even' ? [] : [`every rounding ${directions[rounding]}`]),
    startInWords(accumulation),
    flushes.length === 0 ? 'subnormals kept' : `subnormal ${flushes.join(' and ')} flushed to zero`,
  ].join('; ');
}

const directions = { 'toward-zero': 'toward zero', up: 'upward', down: 'downward' } as const;
const starts = {
  'positive-zero': 'starting from +0',
  'negative-zero': 'starting from −0',
  'first-product': 'starting from the first product',
} as const;
const narrowFormats: Readonly<Record<number, string>> = { 8: ', as bfloat16 has', 11: ', as TF32 has' };

function inputsInWords({ inputs }: Accumulation): string[] {
  if (inputs === undefined) return [];
  const how = inputs.rounding === 'nearest-even' ? 'rounded' : 'cut';
  if (inputs.range === 'binary16' && inputs.bits === 11) return [`inputs ${how} to binary16`];
  const range = inputs.range === undefined ? narrowFormats[inputs.bits] : ' in the range of binary16';
  return [`inputs ${how} to ${inputs.bits} significant bits${range ?? ''}`];
}

function productsInWords({ products, nodes, productFormat }: Accumulation): string {
  const exact = products.filter((product) => product === 'exact').length;
  if (exact === 0) return `products rounded to ${productFormat === undefined ? 'binary32' : nameOf(productFormat)}`;
  const wide = nodes.every(isWider);
  const twice = nodes.some((format) => !isFused(format) && roundingsOf(format).via !== undefined);
  const manner = wide ? 'exact' : twice ? 'exact into additions that round twice' : 'fused into their additions';
  if (exact === products.length) return `products ${manner}`;
  const rest = products.length - exact;
  return rest <= 4 ? `products ${manner}, but for ${rest} rounded` : `${exact} products ${manner}, ${rest} rounded`;
}

function nodesInWords(nodes: readonly NodeFormat[]): string {
  if (nodes.length === 0) return 'nothing to add';
  const counts = new Map<string, number>();
  for (const format of nodes) counts.set(inWords(format), (counts.get(inWords(format)) ?? 0) + 1);
  const kinds = [...counts].sort(([a], [b]) => rankOf(a) - rankOf(b));
  if (kinds.length === 1) return `sums ${kinds[0]![0]}`;
  return `sums ${kinds.map(([how, number]) => `${how} (${number})`).join(', ')}`;
}

/** The usual formats stand first. */
const usual: readonly string[] = ['in binary32', 'through binary64 to binary32', 'in binary64'];
const rankOf = (words: string): number => (usual.includes(words) ? usual.indexOf(words) : usual.length);

function inWords(format: NodeFormat): string {
  if (isFused(format)) return `in ${formatName(format).replace('fused adder,', 'fused adders of')}`;
  const { to, via } = roundingsOf(format);
  return via === undefined ? `in ${nameOf(to)}` : `through ${nameOf(via)} to ${nameOf(to)}`;
}

function startInWords({ start, bias }: Accumulation): string {
  if (bias === undefined) return starts[start];
  const value = Object.is(bias.value, -0) ? '−0' : bias.value === 0 ? '+0' : String(bias.value);
  if (bias.enters === 'end') return `${starts[start]}; the result added to ${value}`;
  return `${starts[start]}, but from ${value} where term ${bias.enters} is the first`;
}
