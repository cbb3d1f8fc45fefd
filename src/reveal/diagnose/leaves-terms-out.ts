import type { Reason } from '../not-a-tree.ts';
import type { Questions } from '../probe.ts';
import { vectorsOf } from '../vectors.ts';

/**
 * Whether terms are left out for the size of a factor. A factor 0: ∞ · 0 then gives no NaN, though NaN · 1 does; where that does not
 * either, NaN is lost on its way out. A small one: 2^k · 2^-k on leaf 0, 1
 * wherever nothing is left out, for k = 1 … 120 and with the small factor on either side; the largest power that is left out is
 * told.
 */
export async function leavesTermsOut(questions: Questions): Promise<Reason | undefined> {
  const { n } = questions;
  const zeros = vectorsOf(n, [[[0, Infinity, 0]], [[0, 0, Infinity]], [[0, Number.NaN, 1]]]);
  const powers = Array.from({ length: 120 }, (_, k) => k + 1);
  const small = vectorsOf(
    n,
    [...powers, ...powers.map((power) => -power)].map((power) => [[0, 2 ** power, 2 ** -power]]),
  );
  const lefts = joined(zeros.lefts, small.lefts);
  const answers = await questions.ask(lefts, joined(zeros.rights, small.rights));
  for (const [side, first] of [
    ['right', zeros.count],
    ['left', zeros.count + powers.length],
  ] as const) {
    const power = powers.find((_, index) => answers[first + index] === 0);
    if (power === undefined) continue;
    const because = `terms with a small ${side} factor are left out, from 2^-${power} on: 2^${power} · 2^-${power} gives 0`;
    return { obstacle: 'value-dependent', because };
  }
  if (answers.subarray(0, 2).every(Number.isNaN)) return undefined;
  if (!Number.isNaN(answers[2]!))
    return { obstacle: 'arithmetic', because: `NaN does not come out: NaN · 1 gives ${answers[2]}` };
  return { obstacle: 'value-dependent', because: 'terms with a factor 0 are left out: ∞ · 0 gives no NaN' };
}

function joined(one: Float32Array, other: Float32Array): Float32Array {
  const both = new Float32Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}
