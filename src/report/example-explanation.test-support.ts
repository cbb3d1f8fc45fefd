import { type Explanation, explanationSchemaName, type ResultRow } from '../explain/explanation.ts';
import { reachableResults } from '../explain/reachable-results.ts';
import { seedCase, seedObserved } from '../explain/seed-case.ts';

/** Made-up but plausible: the seed case summed by plain loops. For tests only. */
const exact = 188417 * 2 ** -27;
const ulp = 2 ** -33;
const products = seedCase.image.map((pixel, index) => pixel * (seedCase.kernel[index] ?? 0));

function sequential(): number {
  return products.reduce((sum, product) => Math.fround(sum + product), 0);
}

function row(
  subject: string,
  value: number,
  algorithms: readonly string[],
  format: 'binary32' | 'binary64' = 'binary32',
): ResultRow {
  return {
    subject,
    availability: { kind: 'ready', version: '1.0', environment: {} },
    outcome: { kind: 'value' },
    format,
    bits: '3ab80280' as never,
    decimal: value.toFixed(27).replace(/0+$/, ''),
    shortest: format === 'binary32' ? String(Number(value.toPrecision(8))) : String(value),
    signedErrorUlp: (value - exact) / ulp,
    errorUlp: Math.abs(value - exact) / ulp,
    errorOverUP: Math.abs(value - exact) / ulp / 408.6,
    boundUlp: 10215,
    withinBound: true,
    verdict: 'reached',
    boundBecause: null,
    boundClaim: 'dot-any-order',
    explainedBy: algorithms.map((algorithm) => ({ algorithm, agreed: 10000, tried: 10000 })),
    explainedBecause: null,
    revealed: null,
  };
}

function absent(subject: string): ResultRow {
  const reason = 'no Python 3 on the path';
  const nothing = {
    bits: null,
    decimal: null,
    shortest: null,
    signedErrorUlp: null,
    errorUlp: null,
    errorOverUP: null,
  };
  return {
    subject,
    availability: { kind: 'missing', reason, howToGetIt: 'npx lastbit engines install numpy' },
    outcome: { kind: 'missing', reason, howToGetIt: 'npx lastbit engines install numpy' },
    format: 'binary32',
    ...nothing,
    boundUlp: null,
    withinBound: null,
    verdict: null,
    boundBecause: null,
    boundClaim: 'dot-any-order',
    explainedBy: [],
    explainedBecause: null,
    revealed: {
      explained: true,
      tree: '(0+1)+2',
      summary: 'sequential',
      height: 2,
      arithmetic: 'products rounded to binary32; sums in binary32',
      calls: 60,
      rounds: 5,
      replay: { cases: 300, mismatches: 0 },
      because: null,
    },
  };
}

export function exampleExplanation(tried = 20000): Explanation {
  const orders = reachableResults(products, tried, 1);
  const shares = [...orders.values].map((value, index) => ({
    bits: '00000000' as never,
    decimal: value.toFixed(27).replace(/0+$/, ''),
    offsetUlp: (value - exact) / ulp,
    count: orders.counts[index] ?? 0,
    share: (orders.counts[index] ?? 0) / tried,
    subjects: [],
  }));
  const interval = (low: number, high: number) => ({
    low: String(low),
    high: String(high),
    lowIncluded: true,
    highIncluded: true,
    binary32Count: 1,
    binary64Count: 1,
  });
  return {
    schema: explanationSchemaName,
    case: {
      ...{ operation: 'conv', place: null, divisor: 1, inputFormat: 'binary32', moved: null },
      shape: seedCase.shape,
      source: 'the question of 2018',
      roundedInputs: 0,
      imageBits: null,
      kernelBits: null,
    },
    seed: 1,
    output: {
      index: 0,
      position: [0, 0, 0, 0],
      of: 1,
      terms: 25,
      nonZeroTerms: 25,
      condition: 568.48,
      unitErrorUlp: 408.6,
      exact: {
        decimal: '0.001403816044330596923828125',
        dyadic: '188417 · 2^-27',
        binary32Bits: null,
        binary64Bits: null,
        because: null,
      },
      grid: null,
      results: [
        row('lastbit/sequential', sequential(), ['sequential']),
        row('tfjs-node/conv2d', sequential(), ['sequential']),
        row('numpy/multiply-sum', exact - 64 * ulp, ['numpy-pairwise', 'lanes-8']),
        row('numpy/multiply-sum:binary64', exact, [], 'binary64'),
        row('<script>alert(1)</script>', exact + 192 * ulp, []),
        absent('numpy/dot'),
      ],
      observed: seedObserved.map(({ name, printed }) => {
        const half = 0.5 * 10 ** -(printed.split('.')[1]?.length ?? 0);
        const here = interval(Number(printed) - half, Number(printed) + half);
        return {
          name,
          printed,
          consistentWith: ['lastbit/sequential'],
          possibleBinary32: !printed.includes('604433'),
          printedInFull: { binary32: false, binary64: false },
          rounded: here,
          truncated: here,
          ...{ verdict: 'reached', answer: `${name} is a rounding.`, reading: 'as rounded', shortest: null },
          ...{ reachedBy: [], narrower: [], chance: null, place: null, errorOverUP: 0.08 },
          ...{ pinned: null, signedErrorUlp: 32.5, boundUlp: 10215, errorOverBound: 0.003 },
          statement: 'pins down one binary32 number',
        };
      }),
      scale: { worstCaseUlp: 10215, typicalUlp: 2043, reachedUlp: [-128, 192], orders: tried, allResults: null },
      reachable: {
        seed: 1,
        distribution: 'random binary trees',
        tried,
        distinct: shares.length,
        smallest: shares[0]?.decimal ?? '',
        largest: shares.at(-1)?.decimal ?? '',
        shares,
        notReached: [],
      },
      recipes: [
        {
          name: 'the same order on both sides',
          ways: ['lastbit/sequential', 'tfjs-node/conv2d'],
          tried: 10000,
          equal: 10000,
          relativeTime: 1,
          guarantee: 'always',
          engines: [{ first: 'tfjs-node/conv2d', second: 'lastbit/sequential', tried: 10000, equal: 10000 }],
        },
        {
          name: 'binary64, then one rounding',
          ways: ['lastbit/wide', 'lastbit/wide-reversed'],
          tried: 10000,
          equal: 9998,
          relativeTime: 1.1,
          guarantee: 'nearly always',
          engines: [],
        },
      ],
    },
  };
}
