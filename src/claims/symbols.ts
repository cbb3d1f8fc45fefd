import type { Claim } from './claim.ts';

/** A symbol of a formula, and what it stands for: a phrase that follows "=" or "is". */
export interface SymbolText {
  readonly symbol: string;
  readonly meaning: string;
}

type Meanings = Readonly<Record<string, string>>;

/** Symbols that mean the same in all claims. */
const everywhere: Meanings = {
  ŝ: 'the computed sum',
  s: 'the exact sum',
  n: 'the number of products that are not 0',
  N: 'the number of all terms',
  P: 'Σ|x_i·y_i|',
  u: '2^-p for p significant bits: 2^-24 in binary32',
  v: 'u/(1+u)',
  w: '(1+v)·(1+v64) − 1: an addition rounded to binary64 and then to binary32',
  v64: 'v for u = 2^-53',
  γ64: 'γ for u = 2^-53',
  fl: 'rounding to nearest, ties to even; fl_p to p significant bits',
  RN: 'rounding to the nearest number',
  ufp: 'the largest power of two that does not exceed a number',
  O: 'terms of this size and smaller',
  Σ64: 'the sum in binary64',
  '≡': 'equality to the bit',
};

const ofKind: Partial<Record<Claim['kind'], Meanings>> = {
  pair: { a: 'the result of one implementation', b: 'that of the other' },
  output: { x: 'the pixels', y: 'the taps under them' },
  operation: {
    ...{ a: 'the first number', b: 'the second one', c: 'the third one' },
    ...{ x: 'the first number', y: 'the second one', z: 'the third one' },
    ...{ η: 'half the smallest subnormal number', p: 'the significant bits of the format', s: 'the rounded sum' },
  },
  sum: { S: 'Σ|x_i|', n: 'the number of terms', x: 'the terms', i: 'the index of a term' },
  comparison: {
    ...{ x: 'the pixels, or the numbers', y: 'the taps', ŷ: 'a computed output', i: 'the index of a term' },
    ...{ a: 'one result', b: 'the other' },
  },
  metamorphic: {
    ...{ f: 'what the subject gives', x: 'the image', y: 'the kernel', p: 'the place of an output', j: 'an index' },
    ...{ q: 'another place', b: 'the index of the last image of a batch', r: 'an index in it', i: 'an index' },
    ...{ c: 'a channel', m: 'the index of the last filter', s: 'a stride', d: 'a dilation', z: 'a channel' },
    ...{ 'x′': 'the changed image', 'f′': 'what it gives for the changed input', k: 'an integer' },
  },
};

const compensated: Meanings = {
  t: 'the exact sum of the rounded products',
  S: 'the sum of the absolute values of the rounded products',
};

const ofClaim: Readonly<Record<string, Meanings>> = {
  'dot-kahan': compensated,
  'dot-neumaier': compensated,
  'dot-klein': compensated,
  'dot-fabsum': { ...compensated, m: 'the number of blocks of eight', G: '(1+v)^k − 1 in G(k)' },
  'dot-height': {
    H: 'the most roundings to binary32 between a product and the result, its own included',
    H64: 'the same to binary64',
  },
  'dot-wide': { h: 'the height of the tree' },
  'dot-blocked': { b: 'the terms of a block' },
  'dot-lanes': { k: 'the number of accumulators' },
  'dot-exact-grid': { k: 'an integer', i: 'the index of a term' },
  'dot-zero-sign': { i: 'the index of a term' },
  'dot-non-finite': { i: 'the index of a term' },
  'multiply-relative': { e: 'the exponent of the smallest normal number' },
  'two-sum-exact': { e: 'the error that TwoSum computes' },
  'sum-backward': {
    ε: 'the relative change of a term',
    d: 'd_i is the number of additions that term i passes through',
  },
  'sum-running': { k: 'the index of an addition', ŝ: 'the computed sum; ŝ_k is the result of addition k' },
  'sum-running-units': { k: 'the index of an addition', ŝ: 'the computed sum; ŝ_k is the result of addition k' },
  'sum-tree-number': { E: 'the largest exact value over which the worst case of the tree computes 1' },
  'difference-by-height': { A: 'the first tree, of height h', B: 'the second one, of height k' },
  'difference-same-products': { h: 'the height of a tree', A: 'the first algorithm', B: 'the second one' },
  'winograd-two-normwise': { y: 'the exact output', d: 'the pixels', g: 'the taps' },
  'winograd-four-normwise': { y: 'the exact output', d: 'the pixels', g: 'the taps' },
  'winograd-within-products': { y: 'the exact output' },
  'fourier-normwise': { y: 'the exact outputs', ŷ: 'the computed ones', h: 'the taps' },
  'fast-two-sum-always': { s: 'the rounded sum' },
  'orders-scale': { k: 'an integer' },
  'bias-first-or-last': { b: 'the bias' },
};

/** A number with an exponent, 1e-8, or with a bare v after it, 4vK. */
const numbers = /\d+(?:\.\d+)?e-?\d+/g;

/** Names in a formula: letters, with a digit or a prime after them. Σufp is two of them. */
export function namesIn(formula: string): readonly string[] {
  const plain = formula.replaceAll(numbers, '').replaceAll('vK', 'v·K');
  return [...new Set(plain.match(/≡|Σ64|Σ|(?!Σ)\p{L}(?:(?!Σ)[\p{L}\p{M}])*\d*′?/gu) ?? [])];
}

/** What a formula itself defines: F in `F = …`, γ in `γ(k) = …`. */
export function definedIn(formula: string): ReadonlySet<string> {
  return new Set(
    [...formula.matchAll(/(?:^|[ ,;:])(\p{L})(?:\((\p{L})\))? = /gu)].flatMap(([, name, of]) => [name!, of ?? name!]),
  );
}

/** The symbols of a claim's formula that the formula does not define, with their meanings, in their order. */
export function symbolsOf({ id, kind, formula }: Pick<Claim, 'id' | 'kind' | 'formula'>): readonly SymbolText[] {
  const meanings = { ...everywhere, ...ofKind[kind], ...ofClaim[id] };
  const defined = definedIn(formula);
  const own = ofClaim[id] ?? {};
  const symbols = namesIn(formula).filter((name) => name in own || (name in meanings && !defined.has(name)));
  // What defines w uses v64, and what defines v uses u.
  const needed = [
    ...(symbols.includes('w') ? ['v', 'v64'] : []),
    ...(symbols.includes('v') || symbols.includes('w') ? ['u'] : []),
  ];
  return [...new Set([...symbols, ...needed])].map((symbol) => ({ symbol, meaning: meanings[symbol]! }));
}

/** The same as one line: "ŝ is the computed sum; P is Σ|x_i·y_i|"; undefined where there is nothing to define. */
export function symbolsText(claim: Pick<Claim, 'id' | 'kind' | 'formula'>): string | undefined {
  const symbols = symbolsOf(claim);
  return symbols.length === 0 ? undefined : symbols.map(({ symbol, meaning }) => `${symbol} is ${meaning}`).join('; ');
}
