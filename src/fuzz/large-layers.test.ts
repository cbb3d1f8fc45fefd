import { expect, test } from 'vitest';
import { Answers } from '../check/answers.ts';
import { checkOutputs } from '../check/check-outputs.ts';
import { prepareSubjects } from '../check/prepared-subject.ts';
import { allClaims } from '../claims/all-claims.ts';
import { dotAnyOrder } from '../claims/error-bounds/any-order.ts';
import { outputShape, outputSize } from '../conv/output-shape.ts';
import { type ConvShape, imageSize } from '../conv/shape.ts';
import { parseShapeSpec } from '../conv/shape-spec.ts';
import { productCount } from '../conv/terms.ts';
import type { CorpusEntry } from '../corpus/entry.ts';
import { parseEntry } from '../corpus/parse-entry.ts';
import { printEntry } from '../corpus/print-entry.ts';
import { functionSubject } from '../engines/function-subject.ts';
import { lastbitSubjects } from '../engines/subjects.ts';
import { outputSample } from '../inputs/output-sample.ts';
import { repeats } from '../repeats.test-support.ts';
import { replayEntry } from '../replay/replay-entry.ts';
import { runCampaign } from './campaign.ts';
import type { CampaignOptions } from './campaign-records.ts';
import { randomSource } from './case-source.ts';

/** 256 × 72 outputs of 72 products: more than 2^20, so a sample is judged. */
const layer = '256x1x72*1x1x72';
const outputs = 256 * 72;
const judged = Math.floor(2 ** 20 / 72);

/** Whether `convolve` computes this shape: without padding, stride and dilation. */
const isPlain = ({ batch, padding, stride, dilation }: ConvShape): boolean =>
  batch === 1 && padding === 'valid' && Math.max(...stride, ...dilation) === 1;

/** A plain convolution. */
function convolve(image: Float32Array, kernel: Float32Array, shape: ConvShape): Float32Array {
  const { width, channelsIn: depth, channelsOut, kernelHeight, kernelWidth } = shape;
  const [, rows, columns] = outputShape(shape);
  const out = new Float32Array(rows * columns * channelsOut);
  const sums = new Float32Array(channelsOut);
  for (let place = 0; place < rows * columns; place++) {
    const [y, x] = [Math.floor(place / columns), place % columns];
    sums.fill(0);
    for (let r = 0; r < kernelHeight; r++)
      for (let i = 0; i < kernelWidth * depth; i++) {
        const pixel = image[((y + r) * width + x) * depth + i]!;
        const tap = (r * kernelWidth * depth + i) * channelsOut;
        for (let c = 0; c < channelsOut; c++) sums[c] = sums[c]! + Math.fround(pixel * kernel[tap + c]!);
      }
    out.set(sums, place * channelsOut);
  }
  return out;
}

/** An engine with that convolution; `spoil` changes its outputs. */
const subjectOf = (spoil: (out: Float32Array, shape: ConvShape) => unknown = () => {}) =>
  functionSubject('mine', (image, kernel, shape) => {
    if (!isPlain(shape)) return undefined;
    const out = convolve(image, kernel, shape);
    spoil(out, shape);
    return out;
  });

/** The last row of the last channel keeps zeros, if there are 20 rows and 8 channels. */
const stale = subjectOf((out, shape) => {
  const [, rows, columns, channels] = outputShape(shape);
  if (rows < 20 || channels < 8) return;
  for (let x = 0; x < columns; x++) out[((rows - 1) * columns + x) * channels + channels - 1] = 0;
});

const campaign = (options: Pick<CampaignOptions, 'subjects'> & Partial<CampaignOptions>, seed = 1) =>
  runCampaign({
    ...{ claims: [dotAnyOrder], source: randomSource(seed, { aimed: [parseShapeSpec(layer)] }), cases: 3 },
    ...options,
  });

test('a right kernel holds on a large layer, and what was judged is counted', async () => {
  const result = await campaign({ subjects: [subjectOf()] });
  expect(result.rows).toMatchObject([{ verdict: 'holds', cases: 3, outputs: 3 * judged }]);
  expect(result.sampled).toEqual({ shapes: 1, cases: 3, judged: 3 * judged, outputs: 3 * outputs });
});

test('a stale row of one channel is found, minimised to a small case, and kept', async () => {
  const result = await campaign({ subjects: [stale], cases: 1 });
  const [row] = result.rows;
  expect(row).toMatchObject({ verdict: 'violated', alarm: true });
  const { entry, minimal } = result.findings[0]!;
  expect(minimal).toBe(true);
  const { shape } = entry as CorpusEntry;
  expect(shape).toMatchObject({ height: 20, width: 1, channelsIn: 1, kernelHeight: 1, kernelWidth: 1, channelsOut: 8 });
  expect(parseEntry(printEntry(entry), 'entry')).toEqual(entry);
  const again = await campaign({ subjects: [stale], cases: 1 });
  expect(again.findings.map((finding) => finding.entry.id)).toEqual(result.findings.map((finding) => finding.entry.id));
});

test('one wrong output outside the sample is found', async () => {
  const batch = randomSource(5, { aimed: [parseShapeSpec(layer)] }).batch(0);
  const sample = outputSample(batch, 'conv2d')!;
  const wrong = Array.from({ length: outputs }, (_, output) => output).find((output) => !sample.includes(output))!;
  const subject = subjectOf((out) => out.length === outputs && out.fill(1e30, wrong, wrong + 1));
  const { ready } = await prepareSubjects([subject]);
  const checked = await checkOutputs(dotAnyOrder, ready[0]!, batch, new Answers());
  expect(checked).toMatchObject({ outputs: judged + 1, violations: [{ window: wrong, computed: Math.fround(1e30) }] });
});

/** Takes seconds: every try to reduce it is a large layer too. */
const onlyLarge = repeats(['is kept as it was met, and the finding says so'], []);
test.each(onlyLarge)('a failure that only large layers have %s', async () => {
  // It declines further tries: there are hundreds, and each is judged for as long as the first.
  let asked = 0;
  const large = functionSubject('mine', (image, kernel, shape) => {
    if (!isPlain(shape)) return undefined;
    if (productCount(shape, 'conv2d') <= 2 ** 20) return convolve(image, kernel, shape);
    return ++asked > 5 ? undefined : new Float32Array(outputSize(shape));
  });
  const { findings } = await campaign({ subjects: [large], cases: 1 });
  const { entry, minimal } = findings[0]!;
  expect(minimal).toBe(false);
  expect((entry as CorpusEntry).image).toHaveLength(imageSize((entry as CorpusEntry).shape));
  expect(parseEntry(printEntry(entry), 'entry')).toEqual(entry);
  asked = 0;
  const { ready } = await prepareSubjects([large]);
  expect((await replayEntry(entry, ready, allClaims)).state).toBe('violated');
});

test('our own algorithms are not asked for a large layer', async () => {
  const [own] = lastbitSubjects();
  const result = await campaign({ subjects: [own!], cases: 1 });
  expect(result.rows).toMatchObject([
    { verdict: 'vacuous', because: expect.stringMatching(/at most 1048576 products/) },
  ]);
  expect(result.sampled).toBeNull();
});
