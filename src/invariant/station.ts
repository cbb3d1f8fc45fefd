import { checkShape } from '../conv/check-shape.ts';
import { groupsOf, isTransposed } from '../conv/operation.ts';
import { outputSize } from '../conv/output-shape.ts';
import { imageSize, kernelSize } from '../conv/shape.ts';
import { planOutputs } from '../conv/terms.ts';
import type { Subject } from '../engines/engine.ts';
import { outputsOf } from '../reveal/convolution/output-black-box.ts';
import type { BlackBox } from '../reveal/oracle.ts';
import type { Setting } from './axes.ts';
import { fullTerms } from './full-window.ts';
import { meanAsSum, sentTo } from './sent-numbers.ts';

/** Numbers in one request. */
const numbersPerRequest = 2 ** 21;
/** Of more outputs, the first and last and some between are looked at. */
const mostPlanned = 2 ** 19;
const fewest = 64;

/**
 * Sums of one setting. A vector is written into every place from which some output computes its sum: into every row of
 * a matrix and every filter, into every image of a batch. So one call asks all these outputs, the *listeners*, about
 * the same vector. Windows that overlap cannot all hold it; those that are free do.
 */
export interface Station {
  readonly setting: Setting;
  /** Terms of a sum. */
  readonly n: number;
  /** Numbers of one request with one vector. */
  readonly numbers: number;
  /** Output indices in a case, the reference first; then those of further cases, counted on. */
  readonly listeners: Int32Array;
  /** All outputs of the cases of a request. */
  readonly outputs: number;
  /** Why a sum cannot be seen behind what the operation gives; undefined if it can. */
  readonly hidden: string | undefined;
  /** Answers of all listeners to vector 0, then to vector 1, … */
  readonly ask: (lefts: Float32Array, rights: Float32Array, count: number) => Promise<Float64Array>;
  /** One listener alone, by its place in `listeners`. */
  readonly blackBox: (listener: number) => BlackBox;
}

/**
 * Undefined if no output has all its terms on pixels. `reference`: the output in question; by default the first that
 * has.
 */
export function stationOf(subject: Subject, setting: Setting, reference?: number): Station | undefined {
  const { shape, cases, channels } = setting;
  const { operation, format } = subject;
  checkShape(shape, operation);
  const each = outputSize(shape, operation);
  const sizes = { image: imageSize(shape), kernel: kernelSize(shape) };
  const termOfPixel = new Int32Array(sizes.image).fill(-1);
  const termOfTap = new Int32Array(sizes.kernel).fill(-1);
  const depth = shape.channelsIn / groupsOf(shape, operation);
  const full = fullTerms(shape, operation);
  const chosen = chosenOutputs(each, full.length, reference);
  const plan = planOutputs(shape, operation, Int32Array.from(chosen));
  const listening: number[] = [];
  const terms = [...full.keys()].filter((t) => full[t] === true && t % depth < (channels ?? depth));
  const others = isTransposed(operation) ? [...full.keys()].filter((t) => full[t] === false) : [];
  chosen.forEach((output, place) => {
    const at = place * plan.terms;
    const isFree = terms.every((t, term) => {
      const [pixel, tap] = [plan.image[at + t]!, plan.kernel[at + t]!];
      return pixel >= 0 && isFor(termOfPixel[pixel]!, term) && (tap < 0 || isFor(termOfTap[tap]!, term));
    });
    if (!isFree || others.some((t) => plan.image[at + t]! >= 0)) return;
    if (listening.length === 0 && reference !== undefined && output !== reference) return;
    listening.push(output);
    terms.forEach((t, term) => {
      const tap = plan.kernel[at + t]!;
      termOfPixel[plan.image[at + t]!] = term;
      if (tap >= 0) termOfTap[tap] = term;
    });
  });
  if (listening.length === 0) return undefined;
  const n = terms.length;
  const copies = cases ?? 1;
  const listeners = Int32Array.from({ length: copies * listening.length }, (_, k) => {
    return Math.floor(k / listening.length) * each + listening[k % listening.length]!;
  });
  const numbers = copies * (sizes.image + sizes.kernel);
  // Exactly so many cases are in a request if their number is what is asked about.
  const step = cases === undefined ? Math.max(1, Math.floor(numbersPerRequest / numbers)) : 1;
  const { asked, hidden } = meanAsSum(subject, n);
  const ask: Station['ask'] = async (lefts, rights, count) => {
    const answers = new Float64Array(count * listeners.length);
    for (let from = 0; from < count; from += step) {
      const part = Math.min(step, count - from);
      const [first, end] = [from * n, (from + part) * n];
      const sent = sentTo(subject, lefts.subarray(first, end), rights.subarray(first, end), n);
      const images = spread(sent.lefts, part, n, copies, termOfPixel);
      const kernels = spread(sent.rights, part, n, copies, termOfTap);
      const given = await outputsOf(asked, { shape, count: part * copies, images, kernels });
      for (let index = 0; index < part; index += 1)
        for (let k = 0; k < listeners.length; k += 1)
          answers[(from + index) * listeners.length + k] =
            given[index * copies * each + listeners[k]!]! * sent.factors[index]!;
    }
    return answers;
  };
  const blackBox = (listener: number): BlackBox => {
    return async (lefts, rights, _, count) => {
      const answers = await ask(lefts, rights, count);
      const own = format === 'binary64' ? new Float64Array(count) : new Float32Array(count);
      for (let index = 0; index < count; index += 1) own[index] = answers[index * listeners.length + listener]!;
      return own;
    };
  };
  return { setting, n, numbers, listeners, outputs: each * copies, hidden, ask, blackBox };
}

/** Whether a place is free, or holds this term already. */
const isFor = (held: number, term: number): boolean => held < 0 || held === term;

/** The reference first; then all outputs, or of very many the first and last and some between. */
function chosenOutputs(outputs: number, terms: number, reference: number | undefined): readonly number[] {
  const affordable = Math.max(4 * fewest, Math.floor(mostPlanned / terms));
  const all = Array.from({ length: Math.min(outputs, affordable) }, (_, k) => {
    if (outputs <= affordable || k < fewest) return k;
    const last = k - (affordable - fewest);
    if (last >= 0) return outputs - fewest + last;
    return fewest + Math.floor(((k - fewest) * (outputs - 2 * fewest)) / (affordable - 2 * fewest));
  });
  return reference === undefined ? all : [reference, ...all.filter((output) => output !== reference)];
}

/** The numbers of `part` vectors at the places of their terms, each vector `copies` times. */
function spread(vectors: Float32Array, part: number, n: number, copies: number, termOf: Int32Array): Float32Array {
  const size = termOf.length;
  const all = new Float32Array(part * copies * size);
  for (let index = 0; index < part; index += 1) {
    const [start, at] = [index * n, index * copies * size];
    for (let place = 0; place < size; place += 1) {
      const term = termOf[place]!;
      if (term >= 0) all[at + place] = vectors[start + term]!;
    }
    for (let copy = 1; copy < copies; copy += 1) all.copyWithin(at + copy * size, at, at + size);
  }
  return all;
}
