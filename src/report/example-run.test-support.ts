import { seedCase } from '../explain/seed-case.ts';
import type { CampaignRow, DefectReport } from '../fuzz/campaign-records.ts';
import { coverageOf } from '../fuzz/coverage.ts';
import { exampleExplanation } from './example-explanation.test-support.ts';
import type { RunRecord } from './run-record.ts';

/** Made-up but plausible: invented distributions, and an invented defect. For tests only. */
export function exampleRow(subject: string, some: Partial<CampaignRow>): CampaignRow {
  return {
    ...{
      claim: 'dot-any-order',
      subject,
      version: '1.0',
      verdict: 'holds',
      alarm: false,
      cases: 0,
      outputs: 0,
      discarded: {},
      discardedShare: 0,
    },
    ...{
      attained: 0,
      histogram: { zero: 0, bins: [] },
      distributions: {},
      attainedByTerms: {},
      knownHits: 0,
      violations: 0,
      entries: [],
      counterexample: null,
      declined: 0,
      failures: 0,
    },
    ...some,
  };
}

function bellShaped(subject: string, peak: number): CampaignRow {
  const bins = Array.from({ length: 16 }, (_, index) => ({
    exponent: index - 16,
    count: Math.round(4000 * Math.exp(-((index - peak) ** 2) / 6)),
  }));
  const outputs = bins.reduce((sum, bin) => sum + bin.count, 900);
  return exampleRow(subject, {
    cases: outputs,
    outputs,
    discardedShare: 0.002,
    attained: 2 ** (peak - 12),
    distributions: {
      'few bits': { outputs: 900, discarded: 9, attained: 2 ** (peak - 14) },
      'ties <all>': { outputs: outputs - 900, discarded: 0, attained: 2 ** (peak - 12) },
    },
    attainedByTerms: { 1: 2 ** (peak - 14), 25: 2 ** (peak - 12) },
    histogram: { zero: 900, bins },
  });
}

const wild = {
  zero: 100,
  bins: [
    { exponent: -6, count: 4869 },
    { exponent: 9, count: 31 },
  ],
};

const defect: Pick<DefectReport, 'entry' | 'hits'> = {
  hits: 31,
  entry: {
    schema: 'lastbit-corpus-entry-2',
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
    condition: [{ left: 'dilationRows', is: 'greater', right: 'strideRows' }],
    found: { seed: 20180126, distribution: 'few-bits', shape: '', nonZeroTerms: 9, errorOverBound: 1 },
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
        jobs: { workers: 1, ranges: 3, again: 0, lost: [], peakBytes: null },
      },
      ...{
        claims: [],
        engines: [],
        findings: [],
        sampled: null,
        ...{
          coverage: { ...coverageOf([]), subjects: {}, isAimed: false, checkedBounds: 0, batchesAlone: 0 },
          faults: [],
        },
        worstCases: [],
        unreadable: [],
        verdict: { judged: 4, unexpected: [] },
      },
      saved: [],
      defects: [{ ...defect, sameVersion: true, shows: true }],
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
          histogram: wild,
        }),
        exampleRow('numpy/dot', { verdict: 'missing', because: 'no Python 3 on the path' }),
      ],
    },
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
        hypotheses: 'Nothing is larger than 2^100.',
        attained: 'a sum whose every addition is a tie',
      },
      {
        ...{ id: 'two-orders', kind: 'comparison', status: 'refuted', formula: 'a = b', source: '<folklore>' },
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

/** A page with quotes around all attributes, so that a test can look for one without knowing which need them. */
export const withQuotes = (page: string): string =>
  page.replace(/<[a-z][^<>]*>/g, (tag) => tag.replace(/(?<= [a-z-]+=)([\w.#%:-]+)(?=[ >])/gi, '"$1"'));
