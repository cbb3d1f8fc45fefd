import { gatherTerms } from '../conv/gather-terms.ts';
import { imageSize } from '../conv/image-size.ts';
import { kernelSize } from '../conv/kernel-size.ts';
import type { Operation } from '../conv/operation.ts';
import { planTerms } from '../conv/plan-terms.ts';
import type { ConvShape } from '../conv/shape.ts';
import type { Subject } from '../engines/engine.ts';
import type { Accumulation } from '../orders/accumulation.ts';
import { orders } from '../orders/all-orders.ts';
import type { Family } from './families.ts';
import { keepTerms } from './keep-terms.ts';
import { NotATree } from './not-a-tree.ts';
import { same } from './replay.ts';
import { replayVectors } from './replay-vectors.ts';
import { defaultReplays, type Revelation, reveal } from './reveal.ts';
import { smallRng } from './small-rng.ts';
import { probeOutput, termsWithPixel, valuesOf } from './subject-probe.ts';
import { flatTreeOf } from './summation-tree-of.ts';
import { twinOf } from './twin.ts';
import { WordRng } from './word-rng.ts';

/** Outputs that one accumulation explains, or that one reason does not. */
export interface OutputGroup {
  /** The output that was probed, and all that its accumulation replays (the probed one first). */
  readonly outputs: readonly number[];
  /** Terms of the probed output that lie on pixels, and how many lie on padding. */
  readonly terms: Int32Array;
  readonly padded: number;
  readonly revelation: Revelation;
}

export interface SubjectRevelation {
  readonly groups: readonly OutputGroup[];
  readonly outputs: number;
  /** Cases of which all outputs were compared, to find the groups; 0 where one output was asked for. */
  readonly comparedCases: number;
  /** Whether single calls gave the bits of a batch of calls, on 16 cases. */
  readonly batchKeepsBits: boolean;
}

export interface SubjectOptions {
  /** Only this output. Without it, all: which of them share an accumulation is found out by replaying it on each. */
  readonly output?: number;
  readonly replays?: number;
  readonly seed?: number;
  /** Whole cases of which all outputs are compared, at most. */
  readonly comparedCases?: number;
  /** After so many different accumulations no others are looked for. */
  readonly mostGroups?: number;
}

const mostComparedCases = 2048;
/** Where all outputs of whole cases are compared, replays of a single output beside them are few. */
const mostSingleReplays = 4096;
/** More different accumulations than this in one shape are not looked for: the rest stays one unexplained group. */
const mostGroups = 12;

/**
 * Reveals a subject at a shape. One output is probed; its twin is then replayed on every other output, on
 * whole random images and kernels; where it fails, the first such output is probed in turn. Outputs on padding have fewer
 * terms; they are explained if the twin without the terms on padding gives what they are.
 */
export async function revealSubject(
  subject: Subject,
  shape: ConvShape,
  options: SubjectOptions = {},
): Promise<SubjectRevelation> {
  const { outputs } = planTerms(shape, subject.operation);
  const groups: OutputGroup[] = [];
  let waiting = options.output === undefined ? wholeWindowsFirst(shape, subject) : [options.output];
  const compared = waiting.length > 1 ? await allOutputs(subject, shape, options) : undefined;
  while (waiting.length > 0 && groups.length < (options.mostGroups ?? mostGroups)) {
    const output = waiting[0]!;
    const { probe, terms, padded } = probeOutput(subject, shape, output);
    const found = await reveal(probe, terms.length, {
      ...options,
      ...(compared === undefined ? {} : { replays: Math.min(options.replays ?? defaultReplays, mostSingleReplays) }),
      guesses: padded === 0 ? windowGuesses(shape, subject.operation) : [],
    });
    const revelation = await withTransform(found, subject, shape, output);
    const alike =
      revelation.explained && compared !== undefined
        ? waiting.filter((other) => other === output || explains(revelation.accumulation, terms, other, compared))
        : terms.length === 0
          ? waiting
          : [output];
    groups.push({ outputs: alike, terms, padded, revelation });
    waiting = waiting.filter((other) => !alike.includes(other));
    if (!revelation.explained && revelation.obstacle === 'engine') break;
  }
  const cases = compared === undefined ? 0 : compared.computed.length / outputs;
  const failed = groups.some(({ revelation }) => !revelation.explained && revelation.obstacle === 'engine');
  const batches = failed ? 'keep bits' : await compareBatches(subject, shape);
  const told = batches === 'not repeatable' ? groups.map(notRepeatable) : groups;
  return { groups: told, outputs, comparedCases: cases, batchKeepsBits: batches === 'keep bits' };
}

/** What replays may miss when an engine happens to change its mind between them. */
function notRepeatable(group: OutputGroup): OutputGroup {
  const { revelation } = group;
  if (!revelation.explained) return group;
  const because = 'the same input gave different results in two calls';
  const { replay, cost } = revelation;
  return { ...group, revelation: { explained: false, obstacle: 'not-repeatable', because, replay, cost } };
}

/** All outputs, those with the most pixels in the window first. */
function wholeWindowsFirst(shape: ConvShape, subject: Subject): number[] {
  const plan = planTerms(shape, subject.operation);
  const pixels = Array.from({ length: plan.outputs }, (_, output) => termsWithPixel(plan, output).length);
  return pixels.map((_, output) => output).sort((a, b) => pixels[b]! - pixels[a]! || a - b);
}

const transformTrials = 16;

/**
 * A transform (Winograd, FFT, Strassen) multiplies sums: pixels meet taps that are none of theirs. In each of 16 cases one product
 * of the window is 1 · 1, every other has one factor 0 and the other ±2^13 or ±2^30, and pixels outside the window are ±2^30. A sum
 * of products gives 1 exactly, whatever its order and arithmetic; a transform loses it or lets other pixels in.
 */
async function withTransform(
  found: Revelation,
  subject: Subject,
  shape: ConvShape,
  output: number,
): Promise<Revelation> {
  if (found.explained || found.obstacle === 'engine' || found.obstacle === 'no-terms') return found;
  const plan = planTerms(shape, subject.operation);
  const window = Array.from({ length: plan.terms }, (_, term) => output * plan.terms + term).filter(
    (at) => plan.image[at]! >= 0,
  );
  const rng = smallRng(6);
  const draw = (power: number): number => (1 - 2 * rng.below(2)) * 2 ** power;
  const images = Float32Array.from({ length: transformTrials * plan.imageSize }, () => draw(30));
  const kernels = new Float32Array(transformTrials * plan.kernelSize);
  for (let trial = 0; trial < transformTrials; trial += 1) {
    const one = window[rng.below(window.length)]!;
    const power = trial % 2 === 0 ? 13 : 30;
    for (const at of window) {
      const tap = rng.below(2) === 0;
      images[trial * plan.imageSize + plan.image[at]!] = at === one ? 1 : tap ? 0 : draw(power);
      kernels[trial * plan.kernelSize + plan.kernel[at]!] = at === one ? 1 : tap ? draw(power) : 0;
    }
  }
  const sums = await valuesOf(subject, { shape, count: transformTrials, images, kernels });
  const wrong = sums.find((sum, index) => index % plan.outputs === output && sum !== 1);
  if (wrong === undefined) return found;
  if (Number.isNaN(wrong))
    return { ...found, obstacle: 'garbage', because: 'NaN was given for finite inputs, where the exact sum is 1' };
  const because = `pixels meet taps that are none of theirs (a sum that is 1 came out as ${wrong}): a transform such as Winograd's or an FFT`;
  return { ...found, obstacle: 'transform', because };
}

/** The orders that walk over a window in another way than row by row; the others are guessed anyway. */
function windowGuesses(shape: ConvShape, operation: Operation): readonly Family[] {
  const channels = operation === 'depthwise-conv2d' ? 1 : shape.channelsIn;
  const window = { rows: shape.kernelHeight, columns: shape.kernelWidth, channels };
  const n = window.rows * window.columns * window.channels;
  if (n < 4 || n > 1024) return [];
  return orders.flatMap(({ name, tree }) => {
    const guess = name.endsWith(':binary64') ? undefined : tree(n, window);
    return guess === undefined ? [] : [{ name: name.replaceAll('-', ' '), tree: () => flatTreeOf(guess, n) }];
  });
}

/** The terms of all outputs of random cases of all kinds, and what was computed. */
interface Compared {
  readonly left: Float32Array;
  readonly right: Float32Array;
  readonly computed: Float32Array | Float64Array;
  readonly outputs: number;
  readonly terms: number;
  /** The terms of an output that have a pixel. */
  readonly pixels: (output: number) => Int32Array;
}

async function allOutputs(
  subject: Subject,
  shape: ConvShape,
  { seed = 1, comparedCases = mostComparedCases }: SubjectOptions,
): Promise<Compared | undefined> {
  const plan = planTerms(shape, subject.operation);
  const rng = new WordRng(seed + 99);
  const count = Math.max(64, Math.min(comparedCases, Math.floor(2 ** 24 / (plan.outputs * plan.terms))));
  const images = replayVectors(rng, imageSize(shape), count, 0).lefts;
  const kernels = replayVectors(rng, kernelSize(shape), count, 0).lefts;
  const batch = { shape, count, images, kernels };
  try {
    const computed = await valuesOf(subject, batch);
    return {
      ...gatherTerms(plan, batch),
      computed,
      outputs: plan.outputs,
      terms: plan.terms,
      pixels: (output) => termsWithPixel(plan, output),
    };
  } catch (error) {
    if (error instanceof NotATree) return undefined;
    throw error;
  }
}

/**
 * Whether an accumulation of some terms of a window gives all that was computed at an output, whose terms are the same or, where some
 * lie on padding, a part of them. Padding may be left out or multiplied as +0, which differs where a tap is ∞ or a sum −0.
 */
function explains(accumulation: Accumulation, of: Int32Array, output: number, compared: Compared): boolean {
  const terms = compared.pixels(output);
  const kept = [...terms].map((term) => of.indexOf(term));
  if (kept.includes(-1)) return false;
  if (gives(accumulation, of, output, compared)) return true;
  const rest = terms.length === of.length ? undefined : keepTerms(accumulation, kept);
  return rest !== undefined && gives(rest, terms, output, compared);
}

/** Whether the twin gives all that was computed at an output; pixels on padding are +0. */
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
  const predicted = twinOf(accumulation)(lefts, rights, n, count);
  return predicted.every((value, index) => same(value, computed[index * outputs + output]!));
}

const singles = 16;

/** Whether cases one by one give the bits that they give side by side; where they do not, whether they do side by side once more. */
async function compareBatches(
  subject: Subject,
  shape: ConvShape,
): Promise<'keep bits' | 'depend on the batch' | 'not repeatable'> {
  const rng = new WordRng(5);
  const [pixels, taps] = [imageSize(shape), kernelSize(shape)];
  const images = replayVectors(rng, pixels, singles, 0).lefts;
  const kernels = replayVectors(rng, taps, singles, 0).lefts;
  const together = await valuesOf(subject, { shape, count: singles, images, kernels });
  const outputs = together.length / singles;
  const alone = new Float64Array(together.length);
  for (let index = 0; index < singles; index += 1) {
    const image = images.slice(index * pixels, (index + 1) * pixels);
    const kernel = kernels.slice(index * taps, (index + 1) * taps);
    alone.set(await valuesOf(subject, { shape, count: 1, images: image, kernels: kernel }), index * outputs);
  }
  if (alone.every((value, index) => same(value, together[index]!))) return 'keep bits';
  for (let again = 0; again < 3; again += 1) {
    const once = await valuesOf(subject, { shape, count: singles, images, kernels });
    if (!once.every((value, index) => same(value, together[index]!))) return 'not repeatable';
  }
  return 'depend on the batch';
}
