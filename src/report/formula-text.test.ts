import { expect, test } from 'vitest';
import { formulaText } from './formula-text.ts';

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
