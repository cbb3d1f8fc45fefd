import type { Batch } from '../../conv/batch.ts';
import { outputSize } from '../../conv/output-shape.ts';
import type { ConvShape, Operation } from '../../conv/shape.ts';
import { gatherTerms, planOutput, productCount, type TermPlan } from '../../conv/terms.ts';
import type { Subject } from '../../engines/engine.ts';
import { isNarrow } from '../../float/narrow-numbers.ts';
import { type Rng, randomOf } from '../../inputs/random.ts';
import { mixedBatch } from '../../inputs/random-batch.ts';
import type { Accumulation } from '../../sums/accumulation.ts';
import { smallestCertificate } from '../certificates/smallest-certificate.ts';
import { certifies } from '../certificates/sperner-certificate.ts';
import { type FlatTree, flatTreeOf } from '../flat-tree.ts';
import { keepTerms, type Model, modelOf } from '../model.ts';
import { NotATree } from '../obstacle.ts';
import { Oracle } from '../oracle.ts';
import { same } from '../replay.ts';
import { distributionsFor } from '../replay-vectors.ts';
import type { Revelation } from '../reveal.ts';
import { outputBlackBox, outputsOf, pixelTerms } from './output-black-box.ts';

/** Outputs that one accumulation explains, or that are not explained for one reason. */
export interface OutputGroup {
  /** The probed output first, then all others that its accumulation explains. */
  readonly outputs: readonly number[];
  /** The terms of the probed output that lie on pixels. `padded`: how many of its terms lie on padding. */
  readonly terms: Int32Array;
  readonly padded: number;
  readonly revelation: Revelation;
}

/**
 * Random cases and what the subject computed for them. The terms of an output are gathered when it is compared: those
 * of all outputs of a layer take gigabytes.
 */
export interface ComputedOutputs {
  readonly batch: Batch;
  readonly operation: Operation;
  readonly computed: Float32Array | Float64Array;
  readonly outputs: number;
}

/** Asks a subject for all outputs of `count` random cases. Distributions take turns, beginning with number `first`. */
export async function computeAllOutputs(
  subject: Subject,
  shape: ConvShape,
  count: number,
  rng: Rng,
  first = 0,
): Promise<ComputedOutputs> {
  const { operation, format } = subject;
  const distributions = distributionsFor(isNarrow(format) ? format : undefined);
  const batch = mixedBatch(rng, shape, count, distributions, first);
  return { batch, operation, computed: await outputsOf(subject, batch), outputs: outputSize(shape, operation) };
}

/** What computes an output: an accumulation, and the numbers of the terms that it sums. */
export interface OutputModel {
  readonly accumulation: Accumulation;
  readonly terms: Int32Array;
}

/**
 * What an accumulation of the terms `summed` becomes at an output, if it gives everything that was computed there. The
 * output has the same terms, or only some of them if the others lie on padding. An engine may skip padding or multiply
 * it as +0. The results differ if a tap is ∞ or a sum is −0, so both are tried.
 */
export function modelAt(
  accumulation: Accumulation,
  summed: Int32Array,
  output: number,
  compared: ComputedOutputs,
): OutputModel | undefined {
  const plan = planOutput(compared.batch.shape, output, compared.operation);
  const whole = { accumulation, terms: summed };
  const terms = pixelTerms(plan);
  const places = new Map([...summed].map((term, place) => [term, place]));
  const kept = [...terms].map((term) => places.get(term));
  if (!kept.every((place) => place !== undefined)) return undefined;
  if (gives(whole, output, plan, compared)) return whole;
  const rest = terms.length === summed.length ? undefined : keepTerms(accumulation, kept);
  const part = rest && { accumulation: rest, terms };
  return part !== undefined && gives(part, output, plan, compared) ? part : undefined;
}

/** Whether the model gives everything that was computed at an output. A term on padding has the pixel +0. */
function gives(
  { accumulation, terms }: OutputModel,
  output: number,
  plan: TermPlan,
  { batch, computed, outputs }: ComputedOutputs,
): boolean {
  const n = terms.length;
  const image = terms.map((term) => plan.image[term]!);
  const kernel = terms.map((term) => plan.kernel[term]!);
  const { left, right } = gatherTerms(
    { ...plan, terms: n, image, kernel, whole: plan.whole && n === plan.terms },
    batch,
  );
  const predicted = modelFor(accumulation)(left, right, n, batch.count);
  return predicted.every((value, index) => same(value, computed[index * outputs + output]!));
}

/** Compiled once: one accumulation is compared with thousands of outputs. */
const models = new WeakMap<Accumulation, Model>();

function modelFor(accumulation: Accumulation): Model {
  const model = models.get(accumulation) ?? modelOf(accumulation);
  models.set(accumulation, model);
  return model;
}

export interface ConfirmOptions {
  /** How many whole cases are compared. */
  readonly cases: number;
  readonly seed: number;
  readonly onReplayed?: ((done: number, of: number) => void) | undefined;
}

/** The size of a request: large enough for engines to batch, small enough for memory. */
const termsPerRequest = 2 ** 22;

/**
 * Replays every explained group on all its outputs, with further whole cases. A group that fails is no longer
 * explained: its accumulation is wrong, or its outputs do not share one. Returns the groups and the number of compared
 * cases.
 */
export async function confirmGroups(
  subject: Subject,
  shape: ConvShape,
  groups: readonly OutputGroup[],
  { cases, seed, onReplayed }: ConfirmOptions,
): Promise<{ readonly groups: readonly OutputGroup[]; readonly cases: number }> {
  const outputs = outputSize(shape, subject.operation);
  const block = Math.max(32, Math.floor(termsPerRequest / productCount(shape, subject.operation)));
  const rng = randomOf(seed, 'whole cases');
  let [done, current] = [0, groups];
  while (done < cases) {
    const compared = await computeAllOutputs(subject, shape, Math.min(block, cases - done), rng, done);
    current = current.map((group) => {
      const { revelation, outputs: members, terms: summed } = group;
      if (!revelation.explained) return group;
      const wrong = members.find((output) => modelAt(revelation.accumulation, summed, output, compared) === undefined);
      return wrong === undefined ? group : withdrawn(group, wrong);
    });
    done += compared.computed.length / outputs;
    onReplayed?.(done * outputs, cases * outputs);
  }
  return { groups: current, cases: done };
}

function withdrawn(group: OutputGroup, output: number): OutputGroup {
  const { replay, cost } = group.revelation;
  const because = `output ${output} differs from the model on a later case; all earlier cases agreed`;
  return { ...group, revelation: { explained: false, obstacle: 'arithmetic', because, replay, cost } };
}

/** If certificates would need more calls than this, replaying alone decides. */
const mostCalls = 2 ** 14;

/**
 * The outputs of a group, the probed one first, without those that are not proven to have its tree. Replaying compares
 * results only, and the results of two trees that add a few exact products in binary64 rarely differ. So every output
 * is asked for a certificate, which assumes no format. An output with terms on padding has the tree without them,
 * because +0 changes no sum. If the probed output itself fails, its arithmetic does not let masks through, and all
 * outputs stay. A certificate needs at most n − 2 calls for two-term additions.
 *
 * With `sample`, so many outputs are asked, evenly spread; if one of them fails, all are.
 */
export async function certifiedOutputs(
  subject: Subject,
  shape: ConvShape,
  { outputs, terms: all, revelation }: OutputGroup,
  sample: number = outputs.length,
): Promise<readonly number[]> {
  if (!revelation.explained || outputs.length < 2) return outputs;
  const { accumulation, tree: whole } = revelation;
  const isProven = async (output: number): Promise<boolean> => {
    const { blackBox, terms } = outputBlackBox(subject, shape, output);
    const tree = terms.length === all.length ? whole : treeOf(accumulation, all, terms);
    if (tree === undefined) return true;
    const certificate = smallestCertificate(tree, true);
    return certifies(certificate, await new Oracle(blackBox, tree.n).ask(certificate.lefts));
  };
  const calls = smallestCertificate(whole, true).expected.length;
  const asked = Math.min(outputs.length, sample);
  if (asked * calls > mostCalls) return outputs;
  try {
    const [probed, ...others] = outputs as readonly [number, ...number[]];
    if (!(await isProven(probed))) return outputs;
    if (asked < outputs.length) {
      let isWhole = true;
      for (const output of evenlySpread(others, asked)) isWhole &&= await isProven(output);
      if (isWhole) return outputs;
      if (outputs.length * calls > mostCalls) return [probed];
    }
    const proven = [probed];
    for (const output of others) if (await isProven(output)) proven.push(output);
    return proven;
  } catch (error) {
    // The next request meets the same failure of the engine and reports it.
    if (error instanceof NotATree) return outputs;
    throw error;
  }
}

/** Up to `count` of the items, the first and the last among them. */
function evenlySpread<T>(items: readonly T[], count: number): readonly T[] {
  if (count >= items.length) return items;
  return Array.from({ length: count }, (_, k) => items[Math.round((k * (items.length - 1)) / Math.max(1, count - 1))]!);
}

/** The tree of the remaining terms; undefined if none remain. */
function treeOf(accumulation: Accumulation, all: Int32Array, terms: Int32Array): FlatTree | undefined {
  const rest = keepTerms(
    accumulation,
    [...terms].map((term) => all.indexOf(term)),
  );
  return rest === undefined ? undefined : flatTreeOf(rest.tree, terms.length);
}
