import { outputSize } from '../conv/output-shape.ts';
import { imageSize, kernelSize, type WideFormat } from '../conv/shape.ts';
import type { Outcome, Subject } from '../engines/engine.ts';
import { UsageError } from '../errors/usage-error.ts';
import { isNarrow } from '../float/narrow-numbers.ts';
import { revealSubject } from '../reveal/convolution/reveal-subject.ts';
import { describeArithmetic, describeTree } from '../reveal/describe.ts';
import { modelOf } from '../reveal/model.ts';
import type { Accumulation } from '../sums/accumulation.ts';
import type { Constraints } from './constraints.ts';
import { candidateAt, type OutputPlace, placedCase } from './place.ts';
import type { Results } from './search.ts';

/** Computes one output of `count` candidates of n terms each, side by side, as a subject does. */
export type Compute = (
  lefts: Float32Array,
  rights: Float32Array,
  n: number,
  count: number,
) => Results | Promise<Results>;

/** How the hunt learns what a subject computes for a candidate. */
export interface Computer {
  /** The revealed model, which gives the subject's bits, or the engine itself. */
  readonly by: 'model' | 'engine';
  readonly compute: Compute;
  /** Undefined if the output is not explained. */
  readonly accumulation: Accumulation | undefined;
  /** What was revealed, or why it was not explained; in words. */
  readonly words: string;
}

/** The engine declined or failed. The message is one line. */
export class NoAnswer extends Error {}

/** Vectors on which a revealed model is replayed. Confirming the witness is a further check. */
const replays = 256;

/** Reveals the output. Without an explanation, the engine itself computes candidates. Throws NoAnswer. */
export async function computerOf(
  subject: Subject,
  place: OutputPlace,
  constraints: Constraints,
  seed: number,
): Promise<Computer> {
  huntedFormat(subject);
  const { groups } = await revealSubject(subject, place.shape, { output: place.output, replays, seed });
  const revelation = groups[0]!.revelation;
  if (revelation.explained) {
    const { accumulation, tree, scheme } = revelation;
    const words = `${describeTree(tree, scheme)}; ${describeArithmetic(accumulation)}`;
    return { by: 'model', compute: modelOf(accumulation), accumulation, words };
  }
  if (revelation.obstacle === 'engine') throw new NoAnswer(`${subject.id} ${revelation.because}`);
  const compute = engineCompute(subject, place, constraints);
  return { by: 'engine', compute, accumulation: undefined, words: revelation.because };
}

/** Numbers in one request to an engine. */
const numbersPerRequest = 2 ** 21;

/** Asks the engine for whole cases, with the numbers besides that the witness will have. */
export function engineCompute(subject: Subject, place: OutputPlace, constraints: Constraints): Compute {
  const { shape, output } = place;
  const [pixels, taps, outputs] = [imageSize(shape), kernelSize(shape), outputSize(shape, subject.operation)];
  const background = placedCase(place, candidateAt(place, emptyCase(pixels, taps)), constraints);
  const most = Math.max(1, Math.floor(numbersPerRequest / (pixels + taps)));
  return async (lefts, rights, n, count) => {
    const results = subject.format === 'binary32' ? new Float32Array(count) : new Float64Array(count);
    for (let from = 0; from < count; from += most) {
      const part = Math.min(most, count - from);
      const images = repeated(background.image, part);
      const kernels = repeated(background.kernel, part);
      for (let k = 0; k < part; k++) {
        for (let term = 0, at = (from + k) * n; term < n; term++, at++) {
          images[k * pixels + place.pixels[term]!] = lefts[at]!;
          kernels[k * taps + place.taps[term]!] = rights[at]!;
        }
      }
      const values = valuesOf(subject, await subject.evaluate({ shape, count: part, images, kernels }));
      for (let k = 0; k < part; k++) results[from + k] = values[k * outputs + output]!;
    }
    return results;
  };
}

/** Throws a UsageError for a subject in 16 bits: no method searches for its inputs. */
export function huntedFormat({ id, format }: Subject): WideFormat {
  if (!isNarrow(format)) return format;
  throw new UsageError(`${id}: a hunt searches in binary32 and binary64 alone; take a subject in one of them`);
}

/** The outputs of an answer. Throws NoAnswer if there are none. */
export function valuesOf({ id }: Subject, outcome: Outcome): Results {
  if (outcome.kind === 'value') return outcome.outputs;
  throw new NoAnswer(`${id} ${outcome.kind}: ${outcome.reason.replace(/\s*\n\s*/g, ' ')}`);
}

const emptyCase = (pixels: number, taps: number) => ({
  image: new Float32Array(pixels),
  kernel: new Float32Array(taps),
});

function repeated(numbers: Float32Array, times: number): Float32Array {
  const all = new Float32Array(numbers.length * times);
  for (let k = 0; k < times; k++) all.set(numbers, k * numbers.length);
  return all;
}
