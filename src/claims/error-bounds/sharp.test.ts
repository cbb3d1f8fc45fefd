import { describe, expect, test } from 'vitest';
import { noFlush, uniformAccumulation } from '../../sums/accumulation.ts';
import type { SummationAlgorithm } from '../../sums/algorithm.ts';
import { algorithms } from '../../sums/algorithms.ts';
import { subjectId } from '../../sums/subject-id.ts';
import { worstInput } from '../../sums/worst-input.test-support.ts';
import { errorClaims } from '../all-claims.ts';
import type { OutputClaim } from '../claim.ts';
import type { SubjectTraits } from '../subject-traits.ts';
import { exactRatio } from './exact-ratio.test-support.ts';

type Terms = readonly (readonly [number, number])[];

const traitsOf = (algorithm: SummationAlgorithm): SubjectTraits => ({
  ...{ id: subjectId(algorithm), format: algorithm.format, summation: algorithm.summation, flush: noFlush },
});
const algorithmOf = (id: string): SummationAlgorithm => algorithms.find((algorithm) => subjectId(algorithm) === id)!;
const times = (n: number, term: readonly [number, number]): Terms => Array.from({ length: n }, () => term);
const magic = [24929, 673] as const;
const small = [24929 * 2 ** -12, 673 * 2 ** -12] as const;
const tiny = [2 ** -75, 2 ** -75] as const;

/** What a claim's sentence about how it is attained says, as numbers: a subject and terms. */
const constructions: Readonly<Record<string, readonly (readonly [subject: string, terms: Terms])[]>> = {
  'dot-any-order': [
    ['lastbit/sequential', [magic, ...times(24, small)]],
    ['lastbit/sequential', times(9, tiny)],
  ],
  'dot-wide': [
    ['lastbit/sequential-wide', [magic, ...times(999, [2 ** -14, 2 ** -15])]],
    ['lastbit/sequential-rounded-wide', [magic, [1, 1]]],
  ],
  'dot-correctly-rounded': [
    ['lastbit/correctly-rounded', [magic]],
    ['lastbit/correctly-rounded', [tiny]],
    [
      'lastbit/correctly-rounded:binary64',
      [
        [1, 1],
        [2 ** -53, 1],
      ],
    ],
  ],
  'dot-neumaier': [['lastbit/neumaier', [magic, [1, 1]]]],
  'dot-klein': [['lastbit/klein', [magic, [1, 1]]]],
  'dot-fabsum': [['lastbit/fabsum', [magic, ...times(8, small)]]],
  'dot-dot2': [['lastbit/dot2', [magic]]],
  'dot-classical': [['lastbit/sequential', [magic, ...times(24, small)]]],
  'dot-n-units': [['lastbit/sequential', [magic, ...times(24, small)]]],
  'dot-optimal': [['lastbit/sequential', [magic, ...times(24, small)]]],
  'dot-fused-loop': [['lastbit/sequential-fused', [magic, ...times(24, [1, 1])]]],
  'dot-two-roundings': [
    ['lastbit/sequential-two-roundings', [magic, ...times(24, [177 * 2 ** -14, 3033169 * 2 ** -15])]],
  ],
  'dot-underflow': [['lastbit/sequential', times(9, tiny)]],
};
/** Those attained by the witness of the tree. */
const byTree = ['dot-height', 'dot-pairwise', 'dot-numpy-pairwise', 'dot-blocked', 'dot-superblock', 'dot-lanes'];

const outputs = errorClaims.filter((claim): claim is OutputClaim => claim.kind === 'output');
const attained = outputs.filter((claim) => claim.sharp !== undefined);

test('every sentence about how a bound is attained stands here as numbers', () => {
  expect(attained.map(({ id }) => id).sort()).toEqual([...Object.keys(constructions), ...byTree].sort());
});

function ratio(claim: OutputClaim, algorithm: SummationAlgorithm, left: Float32Array, right: Float32Array): number {
  const out = algorithm.format === 'binary64' ? new Float64Array(1) : new Float32Array(1);
  algorithm.evaluate(left, right, left.length, 1, out);
  return exactRatio(claim.boundFor(traitsOf(algorithm)), left, right, out[0]!)!;
}

describe.each(attained)('$id', (claim) => {
  test('is attained as it says, and no more', () => {
    for (const [subject, terms] of constructions[claim.id] ?? []) {
      const [left, right] = [0, 1].map((side) => Float32Array.from(terms, (term) => term[side]!));
      const reached = ratio(claim, algorithmOf(subject), left!, right!);
      expect(reached, subject).toBeGreaterThan(0.9999);
      expect(reached, subject).toBeLessThanOrEqual(1);
    }
    for (const algorithm of byTree.includes(claim.id) ? algorithms : []) {
      if (claim.inapplicableTo(traitsOf(algorithm)) !== undefined || algorithm.format === 'binary64') continue;
      for (const n of [1, 2, 9, 27, 121]) {
        const { left, right } = worstInput(uniformAccumulation(algorithm.tree(n)!, algorithm.arithmetic!));
        const reached = ratio(claim, algorithm, left, right);
        if (!(reached > 0.9999 && reached <= 1)) expect.fail(`${algorithm.name} reaches ${reached} with ${n} terms`);
      }
    }
  });
});
