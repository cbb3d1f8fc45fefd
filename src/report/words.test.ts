import { expect, test } from 'vitest';
import { alignedNumbers } from './aligned-number.ts';
import { ulpAxis } from './axes.ts';
import { valueGroups } from './histogram-values.ts';
import { html, trusted } from './markup.ts';
import { svgText } from './svg.ts';
import { formulaText } from './words.ts';

test('html escapes text and lets markup pass', () => {
  expect(html`<p title="${`"'<&>`}">${['a<', html`<b>${1}</b>`, undefined, false]}${trusted('<i>')}</p>`.markup).toBe(
    '<p title="&quot;&#39;&lt;&amp;&gt;">a&lt;<b>1</b><i></p>',
  );
});

test('decimal points stand under one another, and copied text stays the number', () => {
  const cells = alignedNumbers(['12.5', '-3', undefined, '1e-7']).map((cell) => cell.markup);
  expect(cells.map((cell) => cell.match(/width:(\d+)ch/)?.[1])).toEqual(['3', '3', undefined, undefined]);
  expect(cells[0]?.replace(/<[^>]*>/g, '')).toBe('12.5');
});

test('coordinates are rounded, text is not', () => {
  const drawn = {
    setAttribute: () => {},
    querySelector: () => null,
    outerHTML: '<svg x="1.23456" y="-1e-7"><text dx="2.5000001">0.123456</text></svg>',
  };
  expect(svgText(drawn, 'a<b').markup).toBe(
    '<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="a&lt;b" x="1.23" y="-1e-7"><text dx="2.5">0.123456</text></svg>',
  );
});

test('the axis counts binary32 ulps of the exact value, also below the normal range', () => {
  const exact = (decimal: string) => ({ decimal, dyadic: null, binary32Bits: null, binary64Bits: null, because: null });
  expect(ulpAxis(exact('1.5'))?.(1.5 + 3 * 2 ** -23)).toBe(3);
  expect(ulpAxis(exact(String(2 ** -140)))?.(2 ** -140 + 2 ** -149)).toBe(1);
  expect(ulpAxis(exact('none'))).toBeUndefined();
  expect(ulpAxis(exact('0'))).toBeUndefined();
});

test('letters follow the values, across formats, with what is no number last', () => {
  const row = (subject: string, decimal: string | null) => ({ subject, decimal, shortest: decimal }) as never;
  const groups = valueGroups([row('a', '2'), row('b', 'NaN'), row('c', '-1'), row('d', '2'), row('e', null)]);
  expect(groups.map(({ letter, decimal, subjects }) => [letter, decimal, subjects.join()])).toEqual([
    ['A', '-1', 'c'],
    ['B', '2', 'a,d'],
    ['C', 'NaN', 'b'],
  ]);
  const many = valueGroups(Array.from({ length: 28 }, (_, index) => row(`s${index}`, String(index))));
  expect(many.map((group) => group.letter).slice(-3)).toEqual(['Z', 'AA', 'AB']);
});

test.each([
  ['n·2^-150·(1+w)^(n−1)', 'n·2<sup>−150</sup>·(1+w)<sup>n−1</sup>'],
  ['(1+v)^min(H,n) − 1', '(1+v)<sup>min(H,n)</sup> − 1'],
  ['x_i·y_i < 2^(k+24)', 'x<sub>i</sub>·y<sub>i</sub> &lt; 2<sup>k+24</sup>'],
  ['fl_p(odd_(p+2)(z))', 'fl<sub>p</sub>(odd<sub>p+2</sub>(z))'],
  ['24929·673 = 2^24 + 1', '24929·673 = 2<sup>24</sup> + 1'],
  ['no_such ^ thing', 'no<sub>such</sub> ^ thing'],
])('%s', (typed, drawn) => {
  expect(formulaText(typed).markup).toBe(drawn);
});
