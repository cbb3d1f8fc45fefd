import { expect, test } from 'vitest';
import { errorClaims } from '../claims/all-claims.ts';
import type { OutputClaim } from '../claims/claim.ts';
import {
  type WinogradTransform,
  winogradFour,
  winogradSix,
  winogradTwo,
} from '../claims/comparisons/winograd-transform.ts';
import { dotAnyOrder } from '../claims/error-bounds/any-order.ts';
import type { Batch } from '../conv/batch.ts';
import { kernelSize } from '../conv/shape.ts';
import { convShape } from '../conv/shape-text.ts';
import { planTerms } from '../conv/terms.ts';
import { volumeOf } from '../conv/volume.ts';
import type { Outcome, Subject } from '../engines/engine.ts';
import { roundNarrow } from '../float/narrow-numbers.ts';
import { replayDistributions } from '../inputs/distributions.ts';
import { randomOf } from '../inputs/random.ts';
import { mixedBatch } from '../inputs/random-batch.ts';
import { transformAt } from '../reveal/convolution/recognise-transform.ts';
import { forward, perCase, summing } from '../reveal/convolution/subjects.test-support.ts';
import {
  fftConvolution,
  strassenConvolution,
  winogradConvolution,
} from '../reveal/convolution/transforms.test-support.ts';
import { noFlush } from '../sums/accumulation.ts';
import { Answers } from './answers.ts';
import { checkOutputs, checkPairs, isVerdicts } from './check-outputs.ts';
import type { PreparedSubject } from './prepared-subject.ts';
import { unprovenBound } from './transform-outputs.ts';

const prepared = (subject: Subject): PreparedSubject => ({ ...subject, version: '1', flush: noFlush });
const winograd = (form: WinogradTransform, lost = false): PreparedSubject =>
  prepared(perCase((image, kernel, shape) => winogradConvolution(form, image, kernel, shape, lost)));

const shape = convShape('9x10*3x3', { padding: 'same' });
const cases = replayDistributions.length;
const ofWinograd = mixedBatch(randomOf(1, 'transforms'), shape, cases, replayDistributions);

/** The verdicts of all claims about single outputs that apply. */
async function verdictsOf(subject: PreparedSubject, batch = ofWinograd) {
  const answers = new Answers();
  const claims = errorClaims.filter((claim): claim is OutputClaim => claim.kind === 'output');
  const applying = claims.filter((claim) => claim.status === 'proven' && !claim.inapplicableTo(subject));
  return Promise.all(
    applying.map(async (claim) => {
      const checked = await checkOutputs(claim, subject, batch, answers);
      if (!isVerdicts(checked)) throw new Error(checked.reason);
      return { id: claim.id, ...checked };
    }),
  );
}

test.each([
  [winogradTwo, /F\(2, 3\)/],
  [winogradFour, /F\(4, 3\)/],
  [winogradSix, /F\(6, 3\)/],
])('a right transform violates no claim about summation trees, and the verdicts say so', async (form, words) => {
  const verdicts = await verdictsOf(winograd(form));
  expect(verdicts.filter(({ violations }) => violations.length > 0).map(({ id }) => id)).toEqual([]);
  const anyOrder = verdicts.find(({ id }) => id === dotAnyOrder.id)!;
  expect(anyOrder.transform).toMatch(words);
  const judged = [...anyOrder.histogram.counts.values()].reduce((sum, count) => sum + count, anyOrder.histogram.zero);
  expect(judged).toBe(anyOrder.outputs - anyOrder.discarded);
  expect(anyOrder.discarded).toBeLessThan(anyOrder.outputs / 2);
});

test.each([
  ['binary16', winogradTwo, /F\(2, 3\)/],
  ['bfloat16', winogradTwo, /F\(2, 3\)/],
  ['binary16', winogradFour, /F\(4, 3\)/],
] as const)(
  'in %s a right transform is held to its bound, with sums in 16 bits or in 32, and a wrong one is wrong',
  async (format, form, words) => {
    const round = (x: number): number => roundNarrow(x, format);
    const subject = (by: (x: number) => number, as: WinogradTransform = form): PreparedSubject => {
      const one = perCase((image, kernel, at) => winogradConvolution(as, image, kernel, at, false, by).map(round));
      const evaluate: Subject['evaluate'] = async (asked) => ({ ...(await one.evaluate(asked)), format }) as Outcome;
      return { ...prepared(one), id: `test/conv2d:${format}`, format, evaluate };
    };
    const rng = randomOf(3, format);
    const numbers = (most: number): Float32Array =>
      Float32Array.from({ length: 6 * most }, (_, k) => round((k % 7 === 0 ? 6 : 1) * (rng.unit() - 0.5)));
    const asked: Batch = { shape, count: 6, images: numbers(90), kernels: numbers(9) };
    for (const by of [round, Math.fround]) {
      const right = await verdictsOf(subject(by), asked);
      expect(right.filter(({ violations }) => violations.length > 0).map(({ id }) => id)).toEqual([]);
      const { transform = 'a sum', discarded } = right.find(({ id }) => id === dotAnyOrder.id)!;
      expect([transform, discarded]).toEqual(by === round ? [expect.stringMatching(words), 0] : ['a sum', 0]);
    }
    // The bound of F(4, 3) in binary16 is larger than any sum of nine products.
    if (form === winogradFour) return;
    const pixels = form.pixels.map((row, r) => row.map((x, q) => (r === 1 && q === 2 ? 2 : x)));
    const wrong = await verdictsOf(subject(round, { ...form, pixels }), asked);
    expect(wrong.find(({ id }) => id === dotAnyOrder.id)!.violations.length).toBeGreaterThan(40);
  },
);

test.each(['6x6*3x3', '7x7*3x3', '6x6x4*3x3x1'])(
  'F(4, 3) in binary16 is recognised at %s, where larger numbers of the probes overflow',
  async (text) => {
    const round = (x: number): number => roundNarrow(x, 'binary16');
    const one = perCase((...of) => winogradConvolution(winogradFour, ...of, false, round).map(round));
    const evaluate: Subject['evaluate'] = async (asked) =>
      ({ ...(await one.evaluate(asked)), format: 'binary16' }) as Outcome;
    const subject: Subject = { ...one, id: 'test/conv2d:binary16', format: 'binary16', evaluate };
    const found = await transformAt(subject, convShape(text, { padding: 'same' }));
    expect(found?.names).toEqual(['winograd-4']);
  },
);

test('a conv1d whose window is wider than its image may be no transform', async () => {
  const line = convShape('1x2*1x3', { padding: [0, 0, 1, 1] });
  const few = mixedBatch(randomOf(2, 'transforms'), line, 8, replayDistributions.slice(0, 1));
  const off = summing((products) => forward(products) + 2 ** -12);
  const checked = await checkOutputs(dotAnyOrder, prepared({ ...off, operation: 'conv1d' }), few, new Answers());
  expect(isVerdicts(checked) && checked.violations.length).toBeGreaterThan(0);
});

test('a transform with a wrong coefficient is wrong, and so is one that loses the last column of a tile', async () => {
  const pixels = winogradFour.pixels.map((row, r) => row.map((x, q) => (r === 1 && q === 2 ? -4.125 : x)));
  const coefficient = await verdictsOf(winograd({ ...winogradFour, pixels }));
  expect(coefficient.find(({ id }) => id === dotAnyOrder.id)!.violations.length).toBeGreaterThan(100);
  const lost = (await verdictsOf(winograd(winogradFour, true))).find(({ id }) => id === dotAnyOrder.id)!;
  expect(lost.violations.length).toBeGreaterThan(cases * 2);
  expect([...new Set(lost.violations.map(({ window }) => window % 10))]).toEqual([9]);
});

const ofStrassen = mixedBatch(randomOf(3, 'strassen'), convShape('5x5x2*3x3x4'), cases, replayDistributions);

test.each(['conv2d', 'matmul'] as const)(
  "Strassen's product is held to its normwise bound in %s",
  async (operation) => {
    const subject = { ...perCase((...of) => strassenConvolution(...of)), operation, id: `test/${operation}` };
    const verdicts = await verdictsOf(prepared(subject), ofStrassen);
    expect(verdicts.filter(({ violations }) => violations.length > 0).map(({ id }) => id)).toEqual([]);
    expect(verdicts.find(({ id }) => id === dotAnyOrder.id)!.transform).toMatch(/Strassen's$/);
  },
);

test("a product by Strassen's method that loses a column of its last block is wrong", async () => {
  const lost = perCase((...of) =>
    strassenConvolution(...of, (product) => product.map((row) => row.map((x, at) => (at === 3 ? 0 : x)))),
  );
  const verdicts = await verdictsOf(prepared(lost), ofStrassen);
  expect(verdicts.find(({ id }) => id === dotAnyOrder.id)!.violations.length).toBeGreaterThan(cases);
});

test('a loop with a wrong term is no transform, and no probe is asked if its errors are gross', async () => {
  let asked = 0;
  const loop = summing((products) => {
    asked += 1;
    return forward(products.slice(1));
  });
  const small = convShape('5x5*3x3');
  const few = mixedBatch(randomOf(2, 'transforms'), small, 20, replayDistributions.slice(0, 1));
  const checked = await checkOutputs(dotAnyOrder, prepared(loop), few, new Answers());
  if (!isVerdicts(checked)) expect.fail(checked.reason);
  expect(checked.violations.length).toBeGreaterThan(100);
  expect(checked.transform).toBeUndefined();
  expect(asked).toBe(20 * planTerms(small).outputs);
});

test('a transform is compared with no other subject', async () => {
  const [one, other] = [winograd(winogradTwo), prepared({ ...summing(forward), id: 'test/loop' })];
  const pairs = errorClaims.find((claim) => claim.kind === 'pair')!;
  if (pairs.kind !== 'pair') expect.fail('no claim about pairs');
  expect(await checkPairs(pairs, one, [one, other], ofWinograd, new Answers())).toMatchObject({ kind: 'declined' });
});

test('a transform of volumes is not judged, because no bound is proven for it, and a wrong one is wrong', async () => {
  const volume = volumeOf(convShape('5x6*3x2'), { size: 4, kernel: 2, stride: 1, dilation: 1 }, 'valid');
  const asked = mixedBatch(randomOf(2, 'volumes'), volume, cases, replayDistributions);
  // As one long row: a slice is followed by the next one.
  const fft = (lost: boolean): PreparedSubject => {
    const one = perCase((image, kernel, at) => {
      const taps = new Float32Array(kernelSize(at) * 5);
      const { width, height, kernelWidth, kernelHeight } = at;
      kernel.forEach((tap, k) => {
        const [row, column] = [Math.floor(k / kernelWidth), k % kernelWidth];
        const slice = Math.floor(row / kernelHeight);
        if (lost && slice === 1) return;
        taps[(slice * height + (row % kernelHeight)) * width + column] = tap;
      });
      const reach = height * width + (kernelHeight - 1) * width + kernelWidth;
      const sums = fftConvolution(image, taps.slice(0, reach), [image.length, 1, reach]);
      const places = Array.from({ length: 3 * 3 * 5 }, (_, o) => {
        const [slice, row] = [Math.floor(o / 15), Math.floor((o % 15) / 5)];
        return (slice * height + row) * width + (o % 5);
      });
      return places.map((place) => sums[place]!);
    });
    return { ...prepared(one), id: 'test/conv3d', operation: 'conv3d' };
  };
  const right = await verdictsOf(fft(false), asked);
  expect(right.filter(({ violations }) => violations.length > 0).map(({ id }) => id)).toEqual([]);
  const anyOrder = right.find(({ id }) => id === dotAnyOrder.id)!;
  expect(anyOrder.transform).toMatch(/FFT/);
  expect([...anyOrder.reasons.keys()]).toContain(unprovenBound);
  const wrong = await verdictsOf(fft(true), asked);
  expect(wrong.find(({ id }) => id === dotAnyOrder.id)!.violations.length).toBeGreaterThan(40);
});
