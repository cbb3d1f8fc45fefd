import { checkCase, checkShape } from '../conv/check-shape.ts';
import type { ConvShape } from '../conv/shape.ts';
import { gatherTerms, planTerms } from '../conv/terms.ts';
import { UsageError } from '../errors/usage-error.ts';
import { randomOf } from '../inputs/random.ts';
import {
  type ComputedOutputs,
  computeAllOutputs,
  modelAt,
  type OutputGroup,
  type OutputModel,
} from '../reveal/convolution/output-groups.ts';
import { revealSubject } from '../reveal/convolution/reveal-subject.ts';
import { describeArithmetic, describeTree } from '../reveal/describe.ts';
import { summationTreeOf } from '../reveal/flat-tree.ts';
import { modelOf } from '../reveal/model.ts';
import { NotATree } from '../reveal/obstacle.ts';
import type { SummationTree } from '../sums/tree.ts';
import { engineSubjectOf, type Subject } from './subjects.ts';

/** How a subject sums at one shape, as its answers showed it. */
export interface Revealed {
  /** As it was given. */
  readonly shape: ConvShape;
  /** Whether every output is explained, and a case gives the same bits alone as among others. */
  readonly explained: boolean;
  /** Outputs that are computed alike. */
  readonly groups: readonly RevealedGroup[];
}

/** Outputs that are computed alike, or that one reason keeps from being explained. */
export interface RevealedGroup {
  /** Their indices, NHWC. */
  readonly outputs: readonly number[];
  /** Order and arithmetic in words; or why there is no explanation. One line. */
  readonly description: string;
  /** Where it is explained: the order, its terms counted among those that lie on pixels: row, column, channel. */
  readonly tree?: SummationTree;
}

interface Known {
  readonly subject: ReturnType<typeof engineSubjectOf>;
  /** What computes each output, NHWC; undefined where one output is not explained. */
  readonly models: readonly OutputModel[] | undefined;
}

const known = new WeakMap<Revealed, Known>();

/**
 * Finds out by questions how a subject sums: the summation tree and the roundings, replayed bit for bit on random
 * cases. What does not replay is not explained.
 *
 * @throws UsageError, one line: the shape is not of the domain
 *
 * Source: the masks after Fasi and Mikaitis 2021 and FPRev, Xie et al. 2025; docs/reveal.md tells the method.
 *
 * @example
 * ```js
 * import { openEngines, printTree, reveal, simulate } from 'lastbit';
 * const engines = await openEngines({ engines: ['lastbit'] });
 * const shape = {
 *   batch: 1, height: 1, width: 4, channelsIn: 1, channelsOut: 1,
 *   kernelHeight: 1, kernelWidth: 4, stride: [1, 1], dilation: [1, 1], padding: 'valid',
 * };
 * const revealed = await reveal(engines.subject('lastbit/pairwise'), shape);
 * console.log(printTree(revealed.groups[0].tree)); // (0+1)+(2+3)
 * const model = simulate(revealed);
 * console.log(model(Float32Array.of(1, 2, 3, 4), Float32Array.of(1, 1, 1, 1)).join()); // 10
 * await engines.close();
 * ```
 */
export async function reveal(subject: Subject, shape: ConvShape): Promise<Revealed> {
  checkShape(shape);
  const asked = engineSubjectOf(subject);
  const { groups, outputs, batchKeepsBits } = await revealSubject(asked, shape, { seed: 1 });
  const explained = groups.filter(({ revelation }) => revelation.explained).flatMap((group) => group.outputs);
  const revealed: Revealed = {
    shape,
    explained: batchKeepsBits && new Set(explained).size === outputs,
    groups: groups.map(told),
  };
  known.set(revealed, {
    subject: asked,
    models: revealed.explained ? await modelsOf(asked, shape, groups) : undefined,
  });
  return revealed;
}

/** On so many cases is found out whether a subject skips padding or multiplies it as +0. */
const paddedCases = 256;

/**
 * What computes each output. An output at the edge may leave out the terms on padding, so all are compared once more.
 */
async function modelsOf(
  subject: Known['subject'],
  shape: ConvShape,
  groups: readonly OutputGroup[],
): Promise<Known['models']> {
  const { padded, outputs } = planTerms(shape, subject.operation);
  const compared = padded ? await comparedCases(subject, shape) : undefined;
  const models: OutputModel[] = [];
  for (const { outputs: members, terms, revelation } of groups) {
    if (!revelation.explained) return undefined;
    const { accumulation } = revelation;
    for (const output of members) {
      const whole = { accumulation, terms };
      const model = padded ? compared && modelAt(accumulation, terms, output, compared) : whole;
      if (model !== undefined) models[output] = model;
    }
  }
  return Object.keys(models).length === outputs ? models : undefined;
}

function told({ outputs, revelation }: OutputGroup): RevealedGroup {
  if (!revelation.explained) return { outputs, description: revelation.because };
  const { tree, scheme, accumulation } = revelation;
  const description = `${describeTree(tree, scheme)}; ${describeArithmetic(accumulation)}`;
  return { outputs, description, tree: summationTreeOf(tree) };
}

/** Undefined if the subject gives no outputs this time. */
async function comparedCases(subject: Known['subject'], shape: ConvShape): Promise<ComputedOutputs | undefined> {
  try {
    return await computeAllOutputs(subject, shape, paddedCases, randomOf(1, 'padding'));
  } catch (error) {
    if (error instanceof NotATree) return undefined;
    throw error;
  }
}

/**
 * A revealed subject as a function of this process: it gives, bit for bit, what the subject gives at this shape, as far
 * as it was replayed. Padding is skipped, or multiplied as +0, as the subject does it.
 *
 * @returns (image, kernel) → outputs; NHWC and HWIO as everywhere
 * @throws UsageError, one line: not every output is explained; or every window reaches into the padding, so that what
 * becomes of it was not seen
 */
export function simulate(
  revealed: Revealed,
): (image: Float32Array, kernel: Float32Array) => Float32Array | Float64Array {
  const found = known.get(revealed);
  if (found === undefined) throw new UsageError('revealed: not an object that `reveal` returned');
  const { shape } = revealed;
  const unexplained = revealed.groups.find(({ tree }) => tree === undefined);
  if (!revealed.explained)
    throw new UsageError(`revealed: not explained: ${unexplained?.description ?? 'its bits depend on the batch'}`);
  if (found.models === undefined)
    throw new UsageError('revealed: outputs at the padding follow no model; reveal a shape with one whole window');
  const plan = planTerms(shape, found.subject.operation);
  const models = found.models.map(({ accumulation, terms }) => ({ terms, model: modelOf(accumulation) }));
  return (image, kernel) => {
    checkCase({ shape, image, kernel });
    const { left, right } = gatherTerms(plan, { shape, count: 1, images: image, kernels: kernel });
    const out = found.subject.format === 'binary64' ? new Float64Array(plan.outputs) : new Float32Array(plan.outputs);
    for (const [output, { terms, model }] of models.entries()) {
      const factors = (numbers: Float32Array) =>
        Float32Array.from(terms, (term) => numbers[output * plan.terms + term]!);
      out[output] = model(factors(left), factors(right), terms.length, 1)[0]!;
    }
    return out;
  };
}
