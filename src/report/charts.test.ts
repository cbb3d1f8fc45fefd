import { expect, test } from 'vitest';
import { exampleExplanation } from './example-explanation.test-support.ts';
import { exampleRow } from './example-run.test-support.ts';
import { ratioAxesMarkup, ratioAxis, ratioChart } from './ratio-chart.ts';
import { reachableChart } from './reachable-chart.ts';
import { reachablePicture } from './reachable-picture.ts';
import { chartDocument } from './svg.ts';
import { tensorChart } from './tensor-chart.ts';

const row = exampleRow('a <b> & "c"', {
  attained: 3,
  histogram: {
    zero: 10,
    bins: [
      { exponent: -3, count: 60 },
      { exponent: -1, count: 29 },
      { exponent: 1, count: 1 },
    ],
  },
});

test('a panel of error ÷ bound, as a person has read it', async () => {
  const axis = ratioAxis([row]);
  const text = `${ratioAxesMarkup([axis]).markup}\n${ratioChart(row, axis).markup}\n`;
  await expect(text).toMatchFileSnapshot('golden/ratio-chart.html');
});

test('bars beyond the bound have the colour of what is wrong', () => {
  const { markup } = ratioChart(row, ratioAxis([row]));
  const barsOf = (colour: string) =>
    markup.match(new RegExp(`class="${colour}" d="([^"]*)"`))?.[1]?.match(/z/g)?.length;
  expect([barsOf('bar'), barsOf('bad')]).toEqual([2, 1]);
});

test('a row without cases, and a row with ratios beyond all powers, have a chart', () => {
  const none = { ...row, histogram: { zero: 0, bins: [] } };
  const wild = {
    ...row,
    attained: Number.POSITIVE_INFINITY,
    histogram: {
      zero: 0,
      bins: [
        { exponent: -1074, count: 1 },
        { exponent: 1023, count: 1 },
      ],
    },
  };
  for (const one of [none, wild]) {
    const axis = ratioAxis([one]);
    expect(ratioAxesMarkup([axis]).markup + ratioChart(one, axis).markup).not.toMatch(/NaN|Infinity/);
  }
});

test('an image with two non-zero cells, as a person has read it', async () => {
  const values = ['0', '-0', '1.5', '0', '0', '1e-44'];
  const chart = tensorChart({ dimensions: [1, 2, 3, 1], values }, 'NHWC', 'image');
  await expect(`${chart.markup}\n`).toMatchFileSnapshot('golden/tensor-chart.html');
  expect(chart.markup).toMatch(/<g class="full"><path d="M65 1h30v30h-30zM65 33h30v30h-30z"/);
});

test('channels become planes in the layout of the tensor', () => {
  const kernel = { dimensions: [1, 2, 2, 1] as const, values: ['0', '7', '0', '9'] };
  const text = tensorChart(kernel, 'HWIO', 'kernel').markup;
  expect(text).toMatch(/<path d="M1 1h[^>]*M33 1h[^>]*><text x="16"[^>]*>7<.*<text x="48"[^>]*>9</);
  expect(text).toContain('1 more plane, zeros only');
});

test('a NaN is a marked cell, and a huge tensor is cut with a word about it', () => {
  const values = Array.from({ length: 900 }, () => '0');
  values[0] = 'NaN';
  const text = tensorChart({ dimensions: [1, 30, 30, 1], values }, 'NHWC', 'image').markup;
  expect(text).toMatch(/<g class="full"><path d="M1 1h.*<title>NaN</);
  expect(text).toContain('first 24 × 24 of 30 × 30');
});

test('the histogram marks each value, and shares bars where there are too many values', () => {
  const reachable = exampleExplanation(2000).output.reachable;
  if (reachable === null) throw new Error('the example has no reachable results');
  const draw = () =>
    reachableChart(
      chartDocument(),
      reachable,
      [
        { label: 'A', errorUlp: -128 },
        { label: 'B', errorUlp: -127 },
      ],
      [{ label: '0.0014', fromUlp: -9, toUlp: 9 }],
    ).markup;
  expect(draw()).toBe(draw());
  expect(draw()).toContain('>A</text>');
  const shares = Array.from({ length: 5000 }, (_, index) => ({
    bits: '0' as never,
    decimal: `0.${index + 1}`,
    offsetUlp: index,
    count: 1,
    share: 1 / 5000,
    subjects: [],
  }));
  const many = reachableChart(chartDocument(), { ...reachable, tried: 5000, distinct: 5000, shares }, [], []).markup;
  expect(many.match(/<title>/g)?.length).toBeLessThanOrEqual(260);
  expect(many).toMatch(/<title>2[01] values: 2[01] of 5000 orders/);
});

test('no shares at all, or none on the axis, give an empty chart and no error', () => {
  const reachable = {
    seed: 1,
    distribution: '',
    tried: 0,
    distinct: 0,
    smallest: '',
    largest: '',
    shares: [],
    notReached: [],
  };
  expect(reachableChart(chartDocument(), reachable, [], []).markup).not.toMatch(/NaN|Infinity/);
});

test('the picture stands alone, is the same each time, and says who gave which value', () => {
  const picture = reachablePicture(exampleExplanation(2000)) ?? '';
  expect(picture).toBe(reachablePicture(exampleExplanation(2000)));
  expect(picture).toContain('One sum of 25 products, 3 engines, 4 answers');
  expect(picture).toContain('prefers-color-scheme:dark');
  expect(picture).toContain('tfjs-node/conv2d; 1 algorithm of lastbit');
  expect(picture).not.toMatch(/<script>|NaN|undefined/);
  expect(picture.match(/<svg /g)?.length).toBe(picture.match(/<\/svg>/g)?.length);
});

test('without an exact value there is no picture', () => {
  const explanation = exampleExplanation(1000);
  const output = { ...explanation.output, exact: { ...explanation.output.exact, decimal: 'none' } };
  expect(reachablePicture({ ...explanation, output })).toBeUndefined();
});
