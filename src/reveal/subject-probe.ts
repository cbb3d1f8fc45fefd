import type { Batch } from '../conv/case.ts';
import { planTerms, type TermPlan } from '../conv/plan-terms.ts';
import type { ConvShape } from '../conv/shape.ts';
import type { Subject } from '../engines/engine.ts';
import { NotATree } from './not-a-tree.ts';
import type { Probe } from './probe.ts';

/**
 * One output of a convolution as a black box that sums products: left factors go to the image, so that masks do, and right
 * factors (ones, mostly) to the kernel. A vector is one case; pixels outside the window are 0, taps of other channels too.
 * Every term of one output has a pixel and a tap of its own, so both factors are free. Terms that fall on padding have
 * no pixel: they are left out, their taps are 0, and the box has as many terms as there are pixels in the window.
 */
export interface OutputProbe {
  readonly probe: Probe;
  /** Terms with a pixel, as numbers in canonical order (kernel row, kernel column, input channel). */
  readonly terms: Int32Array;
  readonly padded: number;
  readonly outputs: number;
}

/** Cases of one request: enough for hosts to batch, few enough to hold. */
const numbersPerRequest = 2 ** 21;

export function probeOutput(subject: Subject, shape: ConvShape, output: number): OutputProbe {
  const plan = planTerms(shape, subject.operation);
  const start = output * plan.terms;
  const terms = termsWithPixel(plan, output);
  const pixels = terms.map((term) => plan.image[start + term]!);
  const taps = terms.map((term) => plan.kernel[start + term]!);
  const step = Math.max(1, Math.floor(numbersPerRequest / (plan.imageSize + plan.kernelSize)));
  const probe: Probe = async (lefts, rights, n, count) => {
    const sums: (Float32Array | Float64Array)[] = [];
    for (let from = 0; from < count; from += step) {
      const part = Math.min(step, count - from);
      const images = new Float32Array(part * plan.imageSize);
      const kernels = new Float32Array(part * plan.kernelSize);
      for (let index = 0; index < part; index += 1) {
        for (let k = 0; k < n; k += 1) {
          images[index * plan.imageSize + pixels[k]!] = lefts[(from + index) * n + k]!;
          kernels[index * plan.kernelSize + taps[k]!] = rights[(from + index) * n + k]!;
        }
      }
      const outputs = await valuesOf(subject, { shape, count: part, images, kernels });
      sums.push(outputs.filter((_, index) => index % plan.outputs === output));
    }
    return joined(sums);
  };
  return { probe, terms, padded: plan.terms - terms.length, outputs: plan.outputs };
}

/** The terms of an output that do not lie on padding. */
export function termsWithPixel(plan: TermPlan, output: number): Int32Array {
  const start = output * plan.terms;
  return Int32Array.from({ length: plan.terms }, (_, term) => term).filter((term) => plan.image[start + term]! >= 0);
}

/** The outputs of a batch; an engine that gives none ends the search. */
export async function valuesOf(subject: Subject, batch: Batch): Promise<Float32Array | Float64Array> {
  const outcome = await subject.evaluate(batch);
  if (outcome.kind === 'value') return outcome.outputs;
  throw new NotATree('engine', `${outcome.kind}: ${outcome.reason}`);
}

function joined(parts: readonly (Float32Array | Float64Array)[]): Float32Array | Float64Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const all = parts[0] instanceof Float64Array ? new Float64Array(length) : new Float32Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
