import type { Explanation, ResultRow } from '../explain/explanation.ts';
import { reachableResults } from '../explain/reachable-results.ts';
import { seedCase, seedObserved } from '../explain/seed-case.ts';
import type { CampaignRowRecord, FindingRecord, RunRecord } from './run-record.ts';

/** Made-up but plausible: the seed case summed by plain loops, invented distributions, an invented defect. For tests only. */
const exact = 188417 * 2 ** -27;
const ulp = 2 ** -33;
const products = seedCase.image.map((pixel, index) => pixel * (seedCase.kernel[index] ?? 0));

function sequential(): number {
  return products.reduce((sum, product) => Math.fround(sum + product), 0);
}

function row(
  subject: string,
  value: number,
  orders: readonly string[],
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
    boundBecause: null,
    boundClaim: 'dot-any-order',
    explainedBy: orders.map((order) => ({ order, agreed: 10000, tried: 10000 })),
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
    case: {
      shape: seedCase.shape,
      source: 'the question of 2018',
      roundedInputs: 0,
      imageBits: null,
      kernelBits: null,
    },
    seed: 1,
    outputs: [
      {
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
            pinned: null,
            statement: 'pins down one binary32 number',
          };
        }),
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
            relativeCost: 1,
            guarantee: 'always',
            engines: [{ first: 'tfjs-node/conv2d', second: 'lastbit/sequential', tried: 10000, equal: 10000 }],
          },
          {
            name: 'binary64, then one rounding',
            ways: ['lastbit/wide', 'lastbit/wide-reversed'],
            tried: 10000,
            equal: 9998,
            relativeCost: 1.1,
            guarantee: 'nearly always',
            engines: [],
          },
        ],
      },
    ],
  };
}

export function exampleRow(subject: string, some: Partial<CampaignRowRecord>): CampaignRowRecord {
  return {
    ...{
      claim: 'dot-any-order',
      subject,
      version: '1.0',
      verdict: 'holds',
      alarm: false,
      cases: 0,
      outputs: 0,
      vacuous: {},
      vacuousShare: 0,
    },
    ...{
      attained: 0,
      distribution: { zero: 0, bins: [] },
      families: {},
      attainedByTerms: {},
      knownHits: 0,
      violations: 0,
      entries: [],
      declined: 0,
      failures: 0,
    },
    ...some,
  };
}

function bellShaped(subject: string, peak: number): CampaignRowRecord {
  const bins = Array.from({ length: 16 }, (_, index) => ({
    exponent: index - 16,
    count: Math.round(4000 * Math.exp(-((index - peak) ** 2) / 6)),
  }));
  const outputs = bins.reduce((sum, bin) => sum + bin.count, 900);
  return exampleRow(subject, {
    cases: outputs,
    outputs,
    vacuousShare: 0.002,
    attained: 2 ** (peak - 12),
    families: {
      'few bits': { outputs: 900, vacuous: 9, attained: 2 ** (peak - 14) },
      'ties <all>': { outputs: outputs - 900, vacuous: 0, attained: 2 ** (peak - 12) },
    },
    attainedByTerms: { 1: 2 ** (peak - 14), 25: 2 ** (peak - 12) },
    distribution: { zero: 900, bins },
  });
}

const wild = {
  zero: 100,
  bins: [
    { exponent: -6, count: 4869 },
    { exponent: 9, count: 31 },
  ],
};

const defect: FindingRecord = {
  state: 'known',
  hits: 31,
  appears: 'dilationRows > strideRows',
  entry: {
    schema: 'lastbit-corpus-entry-1',
    id: 'a1b2c3',
    claim: 'dot-any-order',
    role: 'defect',
    expectation: 'must-fail',
    subject: { id: 'tfjs-wasm/conv2d', version: '4.22.0' },
    shape: { ...seedCase.shape, height: 3, width: 4, kernelHeight: 2, kernelWidth: 2, dilation: [2, 2] },
    image: [
      '00000000',
      '00000000',
      '00000000',
      '00000000',
      '00000000',
      '3fc00000',
      '00000000',
      '80000000',
      '00000000',
      '00000000',
      '00000000',
      '3404203a',
    ] as never,
    kernel: ['3f800000', '00000000', '00000000', '00000000'] as never,
    output: 0,
    computed: { format: 'binary32', bits: '40400000' as never, decimal: '3' },
    exact: { bits: '3ff8000000000000' as never, decimal: '1.5' },
    bound: { bits: '3e78000000000000' as never, decimal: '8.940697e-8' },
    errorOverBound: 16777216,
    flags: [],
    condition: [],
    found: { seed: 20180126, family: 'few-bits', shape: '', nonZeroTerms: 9, errorOverBound: 1 },
    command: 'npx lastbit corpus replay corpus/dot-any-order/a1b2c3.json',
    note: 'The last column is read twice where the dilation is larger than the stride.',
  },
};

export function exampleRun(): RunRecord {
  return {
    ...emptyRun(),
    engines: [
      { engine: 'lastbit', state: 'ready', version: '0.1.0', subjects: 12 },
      { engine: 'tfjs-node', state: 'ready', version: '4.22.0 on TensorFlow 2.21.0', subjects: 9 },
      {
        engine: 'numpy',
        state: 'missing',
        reason: 'no Python 3 on the path',
        howToGetIt: 'npx lastbit engines install numpy',
        subjects: 0,
      },
    ],
    explanation: exampleExplanation(),
    campaign: {
      ...{
        seed: 20180126,
        batches: 400,
        cases: 123456,
        checked: 1234567,
        elapsedMs: 20000,
        waitedMs: 300,
        stoppedBy: 'seconds',
      },
      claims: [
        {
          id: 'dot-any-order',
          kind: 'output',
          status: 'proven',
          statement: 'Whatever the order of summation, the error is within the bound.',
          source: '',
        },
      ],
      rows: [
        bellShaped('lastbit/sequential', 8),
        bellShaped('lastbit/pairwise', 7),
        bellShaped('tfjs-node/conv2d', 9),
        exampleRow('tfjs-wasm/conv2d', {
          verdict: 'known-defect',
          cases: 5000,
          outputs: 5000,
          knownHits: 31,
          attained: 0.02,
          distribution: wild,
        }),
        exampleRow('numpy/dot', { verdict: 'missing', because: 'no Python 3 on the path' }),
      ],
    },
    findings: [defect],
    claims: [
      {
        ...{
          id: 'dot-any-order',
          kind: 'output',
          status: 'proven',
          formula: '|ŝ − s| ≤ n·u·P',
          source: 'Somebody 2013',
        },
        statement: 'Whatever the order of summation, the error is within the bound.',
        attained: 'a sum whose every addition is a tie',
      },
      {
        ...{ id: 'two-orders', kind: 'relation', status: 'refuted', formula: 'a = b', source: '<folklore>' },
        statement: 'Two orders give the same result.',
        refutation: {
          factors: [
            ['1', '1'],
            ['2.5', '-4'],
          ],
          results: [
            { run: 'lastbit/sequential', value: '1' },
            { run: 'lastbit/reversed', value: '0.5' },
          ],
          because: 'The order matters.',
        },
      },
    ],
  };
}

/** A run that found every engine missing and ran nothing. */
export function emptyRun(): RunRecord {
  return {
    version: '0.1.0',
    date: '2026-11-22T20:00:00.000Z',
    seed: 20180126,
    command: 'npm start',
    machine: { cpu: 'Example CPU', cores: 2, platform: 'linux x64', node: '20.20.2' },
    engines: [],
    claims: [],
    findings: [],
  };
}
