import { describe, expect, test } from 'vitest';
import { backwards, forwards as dot, oddEngine } from '../check/odd-engine.test-support.ts';
import { claimsNamed } from '../claims/all-claims.ts';
import type { MetamorphicClaim } from '../claims/metamorphic-claim.ts';
import type { Batch } from '../conv/batch.ts';
import { imageSize } from '../conv/shape.ts';
import { smallIntegers } from '../inputs/distributions/integers.ts';
import { typical } from '../inputs/distributions/typical.ts';
import { repeats } from '../repeats.test-support.ts';
import { runCampaign } from './campaign.ts';
import type { CampaignRow } from './campaign-records.ts';
import { randomSource } from './case-source.ts';

const { fround } = Math;

let calls = 0;

/**
 * Engines with odd behaviour: which claim shows it, what the difference is called, and how few non-zero numbers show
 * it.
 */
const oddities = [
  {
    claim: 'same-window-any-position',
    kind: 'rounding',
    nonZero: 8,
    engine: oddEngine('edge-has-another-order', (left, right, { column, columns }) =>
      column === columns - 1 ? backwards(left, right) : dot(left, right),
    ),
  },
  {
    claim: 'same-window-any-batch',
    kind: 'rounding',
    nonZero: 8,
    engine: oddEngine('batch-has-another-order', (left, right, { batch }) =>
      batch.shape.batch > 1 ? backwards(left, right) : dot(left, right),
    ),
  },
  {
    claim: 'same-window-any-image',
    kind: 'wrong',
    nonZero: 2,
    engine: oddEngine('first-image-for-all', dot, (batch) => ({ ...batch, images: firstImages(batch) })),
  },
  {
    claim: 'same-window-any-channels',
    kind: 'rounding',
    nonZero: 8,
    engine: oddEngine('two-filters-have-another-order', (left, right, { batch }) =>
      batch.shape.channelsOut === 2 ? backwards(left, right) : dot(left, right),
    ),
  },
  {
    claim: 'same-call-twice',
    kind: 'wrong',
    nonZero: 2,
    engine: oddEngine(
      'every-second-call-is-another',
      (left, right) => (calls % 2 === 0 ? 1 : 2) * dot(left, right),
      (batch) => {
        calls++;
        return batch;
      },
    ),
  },
  {
    claim: 'padding-as-explicit-zeros',
    kind: 'wrong',
    nonZero: 2,
    engine: oddEngine('pads-with-ones', (left, right, { batch }) =>
      batch.shape.padding === 'valid'
        ? dot(left, right)
        : dot(
            left.map((pixel) => pixel || 1),
            right,
          ),
    ),
  },
  {
    claim: 'padding-same-in-numbers',
    kind: 'wrong',
    nonZero: 2,
    engine: oddEngine('zeros-under-same', (left, right, { batch }) =>
      batch.shape.padding === 'same' && batch.shape.stride[0] > 1 ? 0 : dot(left, right),
    ),
  },
  {
    claim: 'stride-leaves-outputs-out',
    kind: 'wrong',
    nonZero: 2,
    engine: oddEngine('loses-a-tap-under-stride', (left, right, { batch }) =>
      dot(batch.shape.stride[1] > 1 ? left.subarray(0, left.length - 1) : left, right),
    ),
  },
  {
    claim: 'dilation-as-zero-taps',
    kind: 'wrong',
    nonZero: 2,
    engine: oddEngine('loses-a-tap-under-dilation', (left, right, { batch }) =>
      dot(batch.shape.dilation[1] > 1 ? left.subarray(0, left.length - 1) : left, right),
    ),
  },
  {
    claim: 'zero-kernel-row-left-out',
    kind: 'rounding',
    nonZero: 8,
    engine: oddEngine('halves', (left, right) => {
      const half = left.length >> 1;
      return fround(dot(left.subarray(0, half), right) + dot(left.subarray(half), right.subarray(half)));
    }),
  },
  {
    claim: 'zero-taps',
    kind: 'wrong',
    nonZero: 0,
    engine: oddEngine('adds-a-little', (left, right) => dot(left, right) + 1),
  },
  {
    claim: 'image-and-kernel-exchanged',
    kind: 'wrong',
    nonZero: 2,
    engine: oddEngine('narrows-taps', (left, right) =>
      dot(
        left,
        right.map((tap) => fround(fround(tap * 4097) - fround(tap * 4096))),
      ),
    ),
  },
  {
    claim: 'negated-image',
    kind: 'wrong',
    nonZero: 2,
    engine: oddEngine('rounds-up', (left, right) =>
      roundedUp(left.reduce((sum, x, term) => sum + x * right[term]!, 0)),
    ),
  },
  {
    claim: 'scaling-by-power-of-two',
    kind: 'wrong',
    nonZero: 2,
    engine: oddEngine(
      'absolute-grid',
      (left, right) => fround(Math.round(dot(left, right) * 2 ** 20) * 2 ** -20) || dot(left, right),
    ),
  },
  {
    claim: 'monotone-in-each-input',
    kind: 'wrong',
    nonZero: 2,
    engine: oddEngine('drops-large-pixels', (left, right) =>
      dot(
        left.map((pixel) => (pixel > 4 ? 0 : pixel)),
        right,
      ),
    ),
  },
  {
    claim: 'other-windows-keep-their-bits',
    kind: 'wrong',
    nonZero: 2,
    engine: oddEngine('reads-the-whole-image', (left, right, { batch }) => dot(left, right) + 0 * batch.images[0]!),
  },
  {
    claim: 'nan-reaches-its-windows',
    kind: 'special',
    nonZero: 0,
    engine: oddEngine('skips-zero-taps', (left, right) =>
      left.reduce((sum, x, term) => (right[term] === 0 ? sum : fround(sum + fround(x * right[term]!))), 0),
    ),
  },
  {
    claim: 'infinity-times-zero',
    kind: 'special',
    nonZero: 0,
    engine: oddEngine('skips-zero-pixels', (left, right) =>
      left.reduce((sum, x, term) => (x === 0 ? sum : fround(sum + fround(x * right[term]!))), 0),
    ),
  },
] as const;

function firstImages({ shape, images }: Batch): Float32Array {
  const size = imageSize(shape);
  const first = size / shape.batch;
  return images.map((_, place) => images[Math.floor(place / size) * size + (place % first)]!);
}

function roundedUp(x: number): number {
  const near = fround(x);
  return near >= x ? near : fround(near + Math.abs(near) * 2 ** -23);
}

const named = (id: string): MetamorphicClaim => claimsNamed([id])[0] as MetamorphicClaim;

/** They need more cases. */
const rare: readonly string[] = ['image-and-kernel-exchanged', 'other-windows-keep-their-bits'];

describe('what behaves in a way of its own is found, named and shrunk', () => {
  // A tap that is lost under a stride takes as long as ten others, and is found as one under a dilation is.
  const tried = repeats<readonly (typeof oddities)[number][]>(
    oddities,
    oddities.filter(({ claim }) => claim !== 'stride-leaves-outputs-out'),
  );
  test.each(tried.map((oddity) => [oddity.engine.id, oddity] as const))('%s', async (_, oddity) => {
    const source = randomSource(13, { distributions: [typical, smallIntegers], outputs: 32, cases: 8, singles: 16 });
    const { rows } = await runCampaign({
      subjects: [oddity.engine],
      claims: [named(oddity.claim)],
      source,
      cases: repeats(400, rare.includes(oddity.claim) ? 250 : 120),
    });
    const [row] = rows as [CampaignRow];
    expect(row).toMatchObject({ verdict: 'violated', alarm: false });
    expect(row.difference?.kind).toBe(oddity.kind);
    expect(row.difference?.nonZero).toBeLessThanOrEqual(oddity.nonZero);
  });
});
