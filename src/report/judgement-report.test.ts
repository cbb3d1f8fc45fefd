import { inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { type ErrorMap, emptyMap, mapLayout, putOutput } from '../arrays/error-map.ts';
import { exampleJudgement, exampleOfTwo } from '../text/judgement-example.test-support.ts';
import { errorMapPng, errorMapSvg } from './error-map-files.ts';
import { lookOf, looks, mapCaption, panelDrawing } from './error-map-picture.ts';
import { mapStyle } from './error-map-style.ts';
import { withQuotes } from './example-run.test-support.ts';
import { renderJudgement as rendered } from './judgement-report.ts';

const renderJudgement: typeof rendered = (...words) => withQuotes(rendered(...words));
const axes = ['image', 'row', 'column', 'channel'];

/** All outputs at some ratio, but for those that are named. */
function mapOf(sizes: readonly number[], ratioOf: (index: number) => number): ErrorMap {
  const map = emptyMap(mapLayout(sizes, axes));
  const outputs = sizes.reduce((product, size) => product * size, 1);
  for (let index = 0; index < outputs; index++) {
    const ratio = ratioOf(index);
    putOutput(map, index, ratio > 1 ? 'wrong' : 'within', ratio);
  }
  return map;
}

const small = mapOf([1, 3, 4, 1], (index) => (index === 11 ? 5 : 0.01));

test('a page opens with the answer, shows where the wrong outputs are, and lists the largest errors', () => {
  const page = renderJudgement(exampleJudgement, { maps: [small], next: ['npx lastbit explain --output 1'] });
  expect(page).toMatch(/<h1><span class="bad">60 of 2,400 outputs are wrong[^<]*the last column\.<\/span><\/h1>/);
  expect(page).toContain('<path class="wrong" d="M3 2.5h1"/>');
  expect(page).toContain('1 of 12 cells have a wrong output');
  expect(page).toMatch(
    /<td class="number">39<td class="number">1<td class="number">0<td class="number">0\.123456789012…/,
  );
  expect(page).toContain('npx lastbit explain --output 1');
  expect(page).toMatch(/prefers-color-scheme:dark/);
  expect(page).toMatch(/\.map \.wrong\{/);
});

test('a page of two answers compares them; one without a map says the rest', () => {
  const page = renderJudgement(exampleOfTwo, { maps: [small, undefined], next: [] });
  expect(page.match(/<svg class="map" /g)).toHaveLength(1);
  expect(page).toContain('The answers beside one another');
  expect(page).toContain('RMS error of other');
});

test('a page of large outputs stays below 300 kB', () => {
  const noise = (index: number): number => 2 ** -(((index * 7919) % 97) / 8);
  const map = mapOf([1, 300, 300, 24], noise);
  const page = renderJudgement(exampleJudgement, { maps: [map], next: [] });
  expect(page.length).toBeLessThan(300_000);
  expect(mapCaption(map)).toMatch(/^12 of 24 panels are drawn, those with the largest errors\. A panel is 300 × 300/);
});

test('names from outside are text in the page', () => {
  const name = '<script>alert(1)</script>\u001b"';
  const [first] = exampleJudgement.outputs;
  const hostile = { ...exampleJudgement, outputs: [{ ...first!, name, path: name }], reading: [name] };
  const page = renderJudgement(hostile, { maps: [small], next: [name] });
  expect(page).not.toMatch(/<script|(?!\n)\p{Cc}/u);
  expect(page).toContain('&lt;script&gt;');
  expect(errorMapSvg(small, name)).not.toMatch(/<script|(?!\n)\p{Cc}/u);
});

test('a ratio has the look of its step, and every look has a style', () => {
  const ratios = [-1, 0, 2 ** -13, 2 ** -8, 2 ** -5, 0.9, 1, 1 + 2 ** -20, Number.POSITIVE_INFINITY];
  const expected = ['open', 'exact', 'low', 'lower', 'higher', 'high', 'high', 'wrong', 'wrong'];
  expect(ratios.map(lookOf)).toEqual(expected);
  expect(lookOf(-2)).toBeUndefined();
  for (const [look] of looks) expect(mapStyle).toContain(`.${look}{`);
});

test('a single wrong output in a large panel has a ring around it', () => {
  const large = mapOf([1, 40, 40, 1], (index) => (index === 41 ? 2 : 0));
  expect(panelDrawing(large, 0)).toContain('<ellipse class="ring" cx="1.5" cy="1.5"');
  expect(panelDrawing(small, 0)).not.toContain('ring');
  const high = mapOf([1, 400, 3, 1], (index) => (index === 41 ? 2 : 0));
  expect(panelDrawing(high, 0)).toContain('cx="2.5" cy="13.5" rx="0.85" ry="10.7"');
  expect(mapCaption(mapOf([1, 1, 3000, 1], () => 0))).toBe('The panel is 55 × 55 outputs in reading order.');
});

test('the SVG has the title and the legend, the PNG a square for each cell', () => {
  const svg = errorMapSvg(small, 'All 12 outputs & more');
  expect(svg).toContain('<title>All 12 outputs &amp; more</title>');
  for (const [, words] of looks) expect(svg).toContain(`>${words}</text>`);
  expect(svg.match(/<svg /g)?.length).toBe(svg.match(/<\/svg>/g)?.length);
  const bytes = Buffer.from(errorMapPng(small));
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  expect([width, height]).toEqual([4 * 120 + 8, 3 * 120 + 8]);
  const length = bytes.readUInt32BE(33);
  const pixels = inflateSync(bytes.subarray(41, 41 + length));
  const at = (x: number, y: number): number[] => [...pixels.subarray(y * (width * 3 + 1) + 1 + x * 3).subarray(0, 3)];
  expect(at(4 + 3 * 120 + 60, 4 + 2 * 120 + 60)).toEqual([179, 38, 30]);
  expect(at(60, 60)).not.toEqual([179, 38, 30]);
});
