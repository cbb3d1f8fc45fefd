import { afterAll, describe, expect, test } from 'vitest';
import { runCampaign } from '../../fuzz/campaign.ts';
import { randomSource } from '../../fuzz/case-source.ts';
import { repeats } from '../../repeats.test-support.ts';
import { allMutants } from './all-mutants.ts';
import { distributionsWithSpecials, type FoundMutant, findMutant, mutantClaims } from './find-mutants.ts';
import { legitimateSubjects } from './legitimate.ts';

const seed = 24;
const found: FoundMutant[] = [];

/** Size of the smallest image and of the smallest kernel on which a mutant can show; 1 and 1 unless named here. */
const smallest: Readonly<Record<string, readonly [image: number, kernel: number]>> = {
  'kernel-flipped': [2, 2],
  'kernel-axes-swapped': [4, 4],
  'padding-on-the-other-side': [1, 2],
  'last-tap-dropped': [2, 2],
  'last-channel-dropped': [5, 5],
  'stale-right-edge': [2, 1],
  'dilation-ignored-on-columns': [3, 2],
  'strides-swapped': [3, 1],
  'channel-out-off-by-one': [1, 2],
  'channels-first': [4, 2],
  'tap-lost-under-large-strides': [2, 2],
  'batch-entries-swapped': [2, 1],
  'truncating-accumulator': [2, 2],
  'double-rounding': [2, 2],
  'kahan-wrong-sign': [4, 4],
  'loop-as-pairwise': [4, 4],
  'binary32-as-wide': [2, 2],
  'negative-zero-result': [2, 2],
  'stale-edge-beyond-16-columns': [17, 1],
  'stale-edge-beyond-32-columns': [33, 1],
  'tail-lanes-without-last-tap': [10, 2],
  'last-tap-lost-from-8-channels': [8, 8],
  'last-tap-lost-from-16-channels': [16, 16],
  'channels-out-beyond-64': [1, 65],
  'rows-beyond-tile-of-32': [33, 1],
  'accumulator-restarts-at-256': [257, 257],
  'split-of-512-without-rest': [513, 513],
  'five-filters-in-batches-of-3': [3, 5],
  // 65 pixels or a few more, because rows and columns shrink each on their own.
  'last-chunk-of-a-thread': [81, 1],
  'pointwise-ignores-stride': [3, 1],
  'depthwise-multiplier': [2, 8],
  'dilation-from-3': [4, 2],
  'kernel-higher-than-image': [1, 2],
  'batch-beyond-4': [5, 1],
  'column-kernel-of-three': [4, 4],
  'groups-in-turns': [2, 4],
  'groups-ignored': [2, 2],
  'next-product': [2, 2],
  'output-padding-first': [1, 1],
  'sum-along-other-axis': [4, 2],
  'mean-by-n-minus-1': [2, 2],
  'sum-saturates': [2, 2],
};
/** Mutants that show only at the edge of the range. */
const tiny = ['flush-to-zero', 'row-past-the-end'];
const huge = ['saturates-at-largest', 'sum-saturates'];

/** They take most of the time; `npm run test:thorough` and `npm run bench -- mutants` try them too. */
const slow: readonly string[] = repeats(
  [],
  [
    ...['rows-beyond-tile-of-32', 'split-of-512-without-rest', 'crash-at-3-wide-kernels', 'sum-saturates'],
    ...['nan-as-zero', 'saturates-at-largest', 'channels-out-beyond-64', 'five-filters-in-batches-of-3'],
    ...['groups-in-turns', 'output-padding-first', 'sum-along-other-axis', 'depthwise-multiplier'],
    ...['padding-on-the-other-side', 'last-channel-dropped', 'truncating-accumulator'],
  ],
);
const tried = allMutants.filter(({ name }) => !slow.includes(name));

/** The fuzzer must find each mutant, name the claim that it violates, and minimise the case. */
describe('mutants', () => {
  test.each(tried.map((bug) => [bug.name, bug] as const))('%s', async (name, bug) => {
    const result = await findMutant(bug, seed);
    found.push(result);
    expect(result.crashed).toBe(bug.crashes === true);
    if (bug.crashes === true) return;
    const { entry, terms } = result;
    expect(entry?.claim).toBe(bug.claim);
    expect(entry!.subject.id).toBe(bug.subject.id);
    expect(result.onlyInBatch).toBe(bug.onlyInBatch === true);
    if (result.onlyInBatch) {
      expect(entry!.flags).toContain('only-in-batch');
      expect(entry!.image.length).toBe(1);
      return;
    }
    expect(terms).toBeLessThanOrEqual(Math.max(2, bug.terms));
    const [image, kernel] = smallest[name] ?? [1, 1];
    expect(entry!.image.length).toBeLessThanOrEqual(image);
    expect(entry!.kernel.length).toBeLessThanOrEqual(kernel);
    // Any range will do for a zero.
    if (name === 'negative-zero-result') return;
    expect(entry!.flags.includes('underflow-range')).toBe(tiny.includes(name));
    expect(entry!.flags.includes('overflow-range')).toBe(huge.includes(name));
  });

  test('there are enough of them, and they are minimised', () => {
    expect(found.length).toBe(tried.length);
    expect(allMutants.length).toBeGreaterThanOrEqual(47);
    const counts = found
      .flatMap(({ terms, onlyInBatch }) => (onlyInBatch || terms === undefined ? [] : [terms]))
      .sort((a, b) => a - b);
    expect(counts[counts.length >> 1]).toBeLessThanOrEqual(1);
  });
});

afterAll(() => {
  const slowest = Math.max(...found.map(({ milliseconds }) => milliseconds));
  const most = Math.max(...found.map(({ cases }) => cases));
  console.log(`mutants: ${found.length} found, each within ${most} cases and ${Math.round(slowest)} ms`);
});

test('correct implementations raise no alarm', async () => {
  const source = randomSource(seed, { distributions: distributionsWithSpecials });
  const options = { subjects: legitimateSubjects, claims: mutantClaims, source, cases: repeats(1500, 100) };
  const { rows, findings } = await runCampaign(options);
  expect(findings).toEqual([]);
  expect(rows.filter(({ verdict }) => verdict !== 'holds')).toEqual([]);
  expect(new Set(rows.map(({ subject }) => subject)).size).toBe(legitimateSubjects.length);
  expect(legitimateSubjects.length).toBeGreaterThanOrEqual(8);
});
