import { expect, test } from 'vitest';
import {
  type WinogradTransform,
  winogradFour,
  winogradFourRoots,
  winogradSix,
  winogradTwo,
} from '../../claims/comparisons/winograd-transform.ts';
import type { ConvShape } from '../../conv/shape.ts';
import { convShape } from '../../conv/shape-text.ts';
import { planTerms } from '../../conv/terms.ts';
import type { Subject } from '../../engines/engine.ts';
import { repeats } from '../../repeats.test-support.ts';
import { transformAt } from './recognise-transform.ts';
import { revealSubject } from './reveal-subject.ts';
import { forward, perCase, shapeOf, summing } from './subjects.test-support.ts';
import { fftConvolution, strassenConvolution, winogradConvolution, winogradLine } from './transforms.test-support.ts';

const strassen = perCase((image, kernel, shape) => strassenConvolution(image, kernel, shape));

const fft = perCase((image, kernel, { width, kernelHeight, kernelWidth }) =>
  fftConvolution(image, kernel, [width, kernelHeight, kernelWidth]),
);

/** The same in binary64, rounded to binary32 at the end. */
const wideFft = perCase((image, kernel, { width, kernelHeight, kernelWidth }) =>
  fftConvolution(image, kernel, [width, kernelHeight, kernelWidth], (value) => value),
);

/** Takes the pixel to the right of its own. */
const shifted = perCase((image, kernel, shape) => {
  const { image: pixels, kernel: taps, outputs, terms } = planTerms(shape);
  return Array.from({ length: outputs }, (_, output) =>
    forward(
      Array.from({ length: terms }, (_, t) => {
        const at = output * terms + t;
        return Math.fround(image[(pixels[at]! + 1) % image.length]! * kernel[taps[at]!]!);
      }),
    ),
  );
});

const row = (width: number): ConvShape => shapeOf({ height: 1, width, kernelHeight: 1 });

const winograd = (form: WinogradTransform): Subject =>
  perCase((image, kernel, shape) => winogradConvolution(form, image, kernel, shape));

test.each([
  ['8x8x3*3x3x3', winogradTwo, ['winograd-2'], /F\(2, 3\)/],
  ['12x13x2*3x3x2', winogradFour, ['winograd-4'], /F\(4, 3\)/],
  ['14x14x2*3x3x2', winogradFourRoots, ['winograd-4'], /F\(4, 3\) with other points, such as √2/],
  ['20x21*3x3', winogradSix, ['winograd-6'], /F\(6, 3\)/],
  // A layer of one tile: its size does not show.
  ['8x8*3x3', winogradSix, ['winograd-2', 'winograd-4', 'winograd-6', 'fourier'], /FFT/],
] as const)('%s: tiles of Winograd are recognised in two dimensions', async (text, form, names, words) => {
  for (const padding of ['valid', 'same'] as const) {
    const shape = convShape(text, { padding });
    const subject = winograd(form);
    if (padding === 'same' && text === '8x8*3x3') continue;
    expect(await transformAt(subject, shape)).toMatchObject({ names, words: expect.stringMatching(words) });
  }
});

test('a transform is recognised before any output is probed, and all outputs share the reason', async () => {
  let cases = 0;
  const subject = winograd(winogradTwo);
  const counting: Subject = {
    ...subject,
    evaluate: (batch) => {
      cases += batch.count;
      return subject.evaluate(batch);
    },
  };
  const { groups } = await revealSubject(counting, shapeOf({ height: 8, width: 8 }), { comparedCases: 64 });
  expect(groups.map(({ outputs }) => outputs.length)).toEqual([36]);
  expect(cases).toBeLessThan(300);
});

test('a loop is no transform, nor a transform with a wrong coefficient, nor an index that is off by one', async () => {
  const shape = convShape('12x12x2*3x3x2');
  const pixels = winogradFour.pixels.map((row, r) => row.map((x, q) => (r === 1 && q === 2 ? -3 : x)));
  for (const subject of [summing(forward), winograd({ ...winogradFour, pixels }), shifted])
    expect(await transformAt(subject, shape)).toBeUndefined();
});

type Row = [string, Subject, ConvShape, string, RegExp];

test.each<Row>([
  [
    "Winograd's F(2, 3)",
    perCase((image, kernel) => winogradLine(winogradTwo, image, kernel)),
    row(4),
    'transform',
    /F\(2, 3\)$/,
  ],
  [
    "Winograd's F(4, 3)",
    perCase((image, kernel) => winogradLine(winogradFour, image, kernel)),
    row(6),
    'transform',
    /F\(4, 3\)$/,
  ],
  ['an FFT of a larger image', fft, shapeOf({ height: 7, width: 9 }), 'transform', /an FFT$/],
  // Takes seconds.
  ...repeats<Row[]>([['an FFT in binary64', wideFft, shapeOf({ height: 7, width: 9 }), 'transform', /an FFT$/]], []),
  [
    "Strassen's product",
    strassen,
    shapeOf({ height: 4, width: 4, channelsOut: 4 }),
    'transform',
    /such as Strassen's$/,
  ],
  ['an index that is off by one', shifted, shapeOf({}), 'garbage', /this is not a sum of products/],
])('%s is recognised, and no output gets a tree', async (_, subject, shape, obstacle, words) => {
  const { groups } = await revealSubject(subject, shape, { replays: 200, comparedCases: 64, mostGroups: 2 });
  for (const { revelation } of groups)
    expect(revelation).toMatchObject({ explained: false, obstacle, because: expect.stringMatching(words) });
  expect(groups.length).toBeGreaterThan(0);
});
