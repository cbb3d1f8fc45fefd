import { describe, expect, test } from 'vitest';
import { loops, mutantEngine } from '../bench/mutants/mutant.ts';
import { oddEngine } from '../check/odd-engine.test-support.ts';
import { allClaims } from '../claims/all-claims.ts';
import { dotHeight } from '../claims/error-bounds/height.ts';
import { dotNonFinite } from '../claims/error-bounds/range.ts';
import { dotWide } from '../claims/error-bounds/wide.ts';
import type { ConvShape } from '../conv/shape.ts';
import { type CorpusEntry, caseOfEntry, isOnlyInBatch } from '../corpus/entry.ts';
import type { Subject } from '../engines/engine.ts';
import { bits64 } from '../float/bits.ts';
import { typical } from '../inputs/distributions/typical.ts';
import { randomOf } from '../inputs/random.ts';
import { randomBatch } from '../inputs/random-batch.ts';
import { checkEntry } from '../replay/check-entry.ts';
import { replayEntries } from '../replay/replay-entry.ts';
import { counterexampleLines } from '../text/counterexample.ts';
import { runCampaign } from './campaign.ts';
import type { Finding } from './campaign-records.ts';
import type { CaseSource } from './case-source.ts';

const shape: ConvShape = {
  ...{ batch: 1, height: 4, width: 4, channelsIn: 1, channelsOut: 1, kernelHeight: 3, kernelWidth: 3 },
  ...{ stride: [1, 1], dilation: [1, 1], padding: 'valid' },
};

const count = 37;
const source: CaseSource = {
  seed: 1,
  batch: (index) => randomBatch(randomOf(1, `${index}`), typical, shape, count),
};

test('an engine is held to the bound of its revealed tree, and one that leaves it violates dot-height', async () => {
  const right = mutantEngine('right', loops({}));
  const lies: Subject = {
    ...right,
    id: 'mutant/lies',
    // Off by 256 ulps, but only in the campaign's batches.
    evaluate: async (batch) => {
      const outcome = await right.evaluate(batch);
      if (outcome.kind !== 'value' || batch.count !== count) return outcome;
      return { ...outcome, outputs: outcome.outputs.map((output) => output * (1 + 2 ** -16)) };
    },
  };
  // If other claims are tried too, one engine is revealed for each batch; the second engine follows with the second
  // batch.
  const { rows: all, findings } = await runCampaign({
    ...{ subjects: [right, lies], claims: [dotHeight, dotWide, dotNonFinite], source, cases: 4 * count },
  });
  const rows = all.filter(({ claim }) => claim !== 'dot-non-finite');
  expect(rows.map(({ subject, claim, verdict, cases }) => [subject, claim, verdict, cases])).toEqual([
    ['mutant/right', 'dot-height', 'holds', 4 * count],
    ['mutant/lies', 'dot-height', 'violated', 3 * count],
  ]);
  const [first, second] = rows;
  expect(first!.attained).toBeGreaterThan(0);
  expect(first!.attained).toBeLessThan(1);
  expect([first!.violations, second!.alarm]).toEqual([0, true]);
  expect(findings[0]).toMatchObject({ entry: { claim: 'dot-height', batchContext: {} } });
});

test('a shape that an engine declines is not revealed', async () => {
  const depthwise: Subject = { ...mutantEngine('depthwise', loops({})), operation: 'depthwise-conv2d' };
  const batch = randomBatch(randomOf(1), typical, { ...shape, channelsIn: 2, channelsOut: 2 }, count);
  const declined: CaseSource = { seed: 1, batch: () => batch };
  const { rows } = await runCampaign({ subjects: [depthwise], claims: [dotHeight], source: declined, cases: 1 });
  expect(rows).toMatchObject([{ verdict: 'vacuous', cases: 0 }]);
});

describe('an engine that leaves its own tree on some inputs', () => {
  const right = mutantEngine('right', loops({}));
  /** Sums differently if a window begins with a pixel from 1000 to 1001, which replays hardly ever draw. */
  const parts = oddEngine('parts', (left, tap) => {
    const sum = left.reduce((partial, pixel, term) => Math.fround(partial + Math.fround(pixel * tap[term]!)), 0);
    return left[0]! >= 1000 && left[0]! < 1001 ? Math.fround(sum * (1 + 2 ** -16)) : sum;
  });
  const nearThousand: CaseSource = {
    seed: 1,
    batch: (index) => {
      const batch = source.batch(index);
      const images = batch.images.map((pixel, at) =>
        at % 16 === 0 ? 1000 + (at % 24) + Math.abs(pixel) / 1e6 : pixel,
      );
      return { ...batch, images };
    },
  };
  const claims = [dotHeight, dotWide];
  const found = runCampaign({ subjects: [right, parts], claims, source: nearThousand, cases: count });

  test('violates the claim on a case of the same shape with fewer and shorter numbers', async () => {
    const { findings, rows } = await found;
    // If only these claims are tried, they are tried at every shape, on all engines.
    expect(rows.map(({ verdict, cases }) => [verdict, cases])).toEqual([
      ['holds', count],
      ['violated', count],
    ]);
    const [{ entry }] = findings as [Finding & { entry: CorpusEntry }];
    expect([isOnlyInBatch(entry), entry.claim, entry.subject.id]).toEqual([false, 'dot-height', 'odd/parts']);
    expect(entry.shape).toEqual(shape);
    const { image, kernel } = caseOfEntry(entry);
    expect(image.filter((pixel) => pixel !== 0)).toEqual(new Float32Array([1000]));
    expect(kernel.filter((tap) => tap !== 0)).toEqual(new Float32Array([1]));
    expect(entry.note).toMatch(
      /^As revealed at this shape: sequential; products rounded to binary32; sums in binary32/,
    );
    const told = counterexampleLines(entry).join('\n');
    for (const word of ['exact', 'bound', 'error ÷ bound', 'seed', `replay ${entry.id}`]) expect(told).toContain(word);
  });

  test('is revealed again by replay, and its entry is checked without it', async () => {
    const { findings } = await found;
    const entry = findings[0]!.entry as CorpusEntry;
    const [again] = await replayEntries([entry], [parts], allClaims);
    expect(again).toMatchObject({ state: 'violated', asExpected: true, sameBits: true });
    const mended: Subject = { ...right, id: 'odd/parts', availability: parts.availability };
    expect(await replayEntries([entry], [mended], allClaims)).toMatchObject([
      { state: 'holds', news: expect.stringMatching(/^FIXED/) },
    ]);
    const noTree = oddEngine('parts', (left, tap) => left.length * left[0]! * tap[0]!);
    // dot-wide is the claim about sums in binary64.
    const wide = oddEngine('parts', (left, tap) => left.reduce((sum, pixel, term) => sum + pixel * tap[term]!, 0));
    const reason = 'dot-height does not apply to odd/parts at this shape';
    for (const other of [noTree, wide])
      expect(await replayEntries([entry], [other], allClaims)).toMatchObject([{ state: 'unknown', reason }]);
    checkEntry(entry, [parts], allClaims);
    const wrong = { ...entry, bound: { bits: bits64(1), decimal: '1' } };
    expect(() => checkEntry(wrong, [parts], allClaims)).toThrow(/errorOverBound is/);
  });
});
