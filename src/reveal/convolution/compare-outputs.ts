import type { ConvShape } from '../../conv/shape.ts';
import { gatherTerms, planTerms } from '../../conv/terms.ts';
import type { Subject } from '../../engines/engine.ts';
import type { Accumulation } from '../../sums/accumulation.ts';
import { keepTerms } from '../keep-terms.ts';
import { modelOf } from '../model.ts';
import { same } from '../replay.ts';
import type { WordRng } from '../word-rng.ts';
import { randomCases } from './random-cases.ts';
import { termsWithPixel, valuesOf } from './subject-probe.ts';

/** The terms of all outputs of random cases of all kinds, and what was computed. */
export interface Compared {
  readonly left: Float32Array;
  readonly right: Float32Array;
  readonly computed: Float32Array | Float64Array;
  readonly outputs: number;
  readonly terms: number;
  /** The terms of an output that have a pixel. */
  readonly pixels: (output: number) => Int32Array;
}

/** Asks a subject for all outputs of `count` random cases, the kinds of which begin at `first`. */
export async function allOutputs(
  subject: Subject,
  shape: ConvShape,
  count: number,
  rng: WordRng,
  first = 0,
): Promise<Compared> {
  const plan = planTerms(shape, subject.operation);
  const batch = randomCases(shape, count, rng, first);
  const computed = await valuesOf(subject, batch);
  const { outputs, terms } = plan;
  const pixels = (output: number): Int32Array => termsWithPixel(plan, output);
  return { ...gatherTerms(plan, batch), computed, outputs, terms, pixels };
}

/**
 * Whether an accumulation of some terms of a window gives all that was computed at an output, whose terms are the same or, where some
 * lie on padding, a part of them. Padding may be left out or multiplied as +0, which differs where a tap is ∞ or a sum −0.
 */
export function explains(accumulation: Accumulation, of: Int32Array, output: number, compared: Compared): boolean {
  const terms = compared.pixels(output);
  if (terms.every((term, index) => term === of[index]) && terms.length === of.length)
    return gives(accumulation, of, output, compared);
  const kept = [...terms].map((term) => of.indexOf(term));
  if (kept.includes(-1)) return false;
  if (gives(accumulation, of, output, compared)) return true;
  const rest = keepTerms(accumulation, kept);
  return rest !== undefined && gives(rest, terms, output, compared);
}

/** Whether the model gives all that was computed at an output; pixels on padding are +0. */
function gives(accumulation: Accumulation, terms: Int32Array, output: number, compared: Compared): boolean {
  const { left, right, computed, outputs, terms: all } = compared;
  const count = computed.length / outputs;
  const n = terms.length;
  const lefts = new Float32Array(count * n);
  const rights = new Float32Array(count * n);
  for (let index = 0; index < count; index += 1) {
    const from = (index * outputs + output) * all;
    for (let k = 0; k < n; k += 1) {
      lefts[index * n + k] = left[from + terms[k]!]!;
      rights[index * n + k] = right[from + terms[k]!]!;
    }
  }
  const predicted = modelOf(accumulation)(lefts, rights, n, count);
  return predicted.every((value, index) => same(value, computed[index * outputs + output]!));
}
