import { groupsOf, hasTaps } from '../../conv/operation.ts';
import { outputShape, outputSize } from '../../conv/output-shape.ts';
import { type ConvShape, kernelRows, type Operation } from '../../conv/shape.ts';
import { planOutput, productCount } from '../../conv/terms.ts';
import type { Subject } from '../../engines/engine.ts';
import { isNarrow } from '../../float/narrow-numbers.ts';
import { replayDistributions } from '../../inputs/distributions.ts';
import { randomOf } from '../../inputs/random.ts';
import type { WindowShape } from '../../sums/algorithm.ts';
import { describeArithmetic, describeTree } from '../describe.ts';
import { NotATree, type Obstacle } from '../obstacle.ts';
import { defaultReplays, type Revelation, reveal } from '../reveal.ts';
import { windowSchemes } from '../schemes/all-schemes.ts';
import { channelSchemes } from '../schemes/channel-schemes.ts';
import type { Scheme } from '../schemes/scheme.ts';
import { outputBlackBox, pixelTerms } from './output-black-box.ts';
import {
  type ComputedOutputs,
  certifiedOutputs,
  computeAllOutputs,
  confirmGroups,
  modelAt,
  type OutputGroup,
} from './output-groups.ts';
import { transformDiagnosis, withTransform } from './recognise-transform.ts';
import { compareBatches, compareThreads } from './reproducibility.ts';

export interface SubjectRevelation {
  readonly groups: readonly OutputGroup[];
  readonly outputs: number;
  /** Cases whose outputs were all compared, to find groups and to confirm them; 0 if a single output was asked for. */
  readonly comparedCases: number;
  /** Whether a case gives the same bits alone, beside others and at any place among them, on 16 cases. */
  readonly batchKeepsBits: boolean;
  /** Whether more threads give the same bits; null if that was not asked, or not answered. */
  readonly threadsKeepBits: boolean | null;
}

export interface SubjectOptions {
  /** Only this output. By default all; replays find which of them share an accumulation. */
  readonly output?: number;
  readonly replays?: number;
  readonly onReplayed?: (done: number, of: number) => void;
  readonly seed?: number;
  /** At most this many whole cases are compared to find groups. */
  readonly comparedCases?: number;
  /** Whole cases on which the groups are replayed afterwards. */
  readonly confirmedCases?: number;
  /** How many outputs of a group are asked for a certificate, if one of them does not fail. By default all. */
  readonly certified?: number;
  /** No group is looked for after this many. */
  readonly mostGroups?: number;
  /** The same subject with more threads. */
  readonly threaded?: Subject | undefined;
}

const mostComparedCases = 2048;
const mostComparedTerms = 2 ** 24;
/** Whole cases compare all outputs, so fewer replays of a single output are needed. */
const mostSingleReplays = 4096;
/** To replay one output, an engine computes the whole layer: so many products in all, but at least 256 replays. */
const mostSingleProducts = 2 ** 32;

/** How many replays of a single output an engine can be asked for: fewer, the larger the layer. */
export function affordableReplays(shape: ConvShape, operation: Operation): number {
  return Math.max(256, Math.floor(mostSingleProducts / productCount(shape, operation)));
}

/** If a shape has more different accumulations than this, the other outputs are not probed. */
const mostGroups = 12;

/**
 * Reveals a subject at a shape. One output is probed. Its model is replayed on every other output with whole random
 * cases, and each output must prove its tree. The first output that fails is probed next. Outputs on padding have fewer
 * terms; they are explained if the model without these terms gives their values. A result that depends on the other
 * cases of a batch is not explained.
 */
export async function revealSubject(
  subject: Subject,
  shape: ConvShape,
  options: SubjectOptions = {},
): Promise<SubjectRevelation> {
  const outputs = outputSize(shape, subject.operation);
  // Runs beside the probing, because a library may take seconds to start.
  const threads = options.threaded === undefined ? null : compareThreads(subject, options.threaded, shape);
  const waiting = options.output === undefined ? wholeWindowsFirst(shape, subject) : [options.output];
  const compared = waiting.length > 1 ? await comparedOutputs(subject, shape, options) : undefined;
  const groups = await revealGroups(subject, shape, options, waiting, compared);
  const comparedCases = compared === undefined ? 0 : compared.computed.length / outputs;
  const common = { outputs, comparedCases, batchKeepsBits: true, threadsKeepBits: await threads };
  if (groups.some(({ revelation }) => !revelation.explained && revelation.obstacle === 'engine'))
    return { ...common, groups };
  try {
    const { seed = 1, onReplayed } = options;
    const confirming = { cases: (options.confirmedCases ?? 0) - comparedCases, seed, onReplayed };
    const confirmed =
      comparedCases === 0 ? { groups, cases: 0 } : await confirmGroups(subject, shape, groups, confirming);
    const obstacle = await compareBatches(subject, shape);
    return {
      ...common,
      groups: obstacle === undefined ? confirmed.groups : confirmed.groups.map((group) => withdrawn(group, obstacle)),
      comparedCases: comparedCases + confirmed.cases,
      batchKeepsBits: obstacle === undefined,
    };
  } catch (error) {
    if (!(error instanceof NotATree)) throw error;
    return { ...common, groups: groups.map((group) => withdrawn(group, error.obstacle, error.message)) };
  }
}

/** Probes one output after another until every output belongs to a group. */
async function revealGroups(
  subject: Subject,
  shape: ConvShape,
  options: SubjectOptions,
  all: readonly number[],
  compared: ComputedOutputs | undefined,
): Promise<readonly OutputGroup[]> {
  const groups: OutputGroup[] = [];
  const most = Math.min(mostSingleReplays, affordableReplays(shape, subject.operation));
  const window = windowOf(shape, subject.operation);
  const [first] = all;
  const transform = first === undefined || all.length === 1 ? undefined : await ofTransform(subject, shape, first);
  // A transform computes all outputs of a shape, and none of them has a tree.
  if (transform !== undefined) return [{ ...transform, outputs: all }];
  let waiting = all;
  let because = '';
  while (waiting.length > 0 && groups.length < (options.mostGroups ?? mostGroups)) {
    const output = waiting[0]!;
    const { blackBox, terms, padded } = outputBlackBox(subject, shape, output);
    const probed = await reveal(blackBox, terms.length, {
      ...options,
      narrow: isNarrow(subject.format) ? subject.format : undefined,
      ...(compared === undefined ? {} : { replays: Math.min(options.replays ?? defaultReplays, most) }),
      guesses: padded === 0 ? guessesAt(window) : [],
    });
    const found = hasTaps(subject.operation) ? probed : ofNumbers(probed);
    const revelation = await withTransform(found, subject, shape, output);
    const alike =
      revelation.explained && compared !== undefined
        ? waiting.filter(
            (other) => other === output || modelAt(revelation.accumulation, terms, other, compared) !== undefined,
          )
        : terms.length === 0
          ? waiting
          : [output];
    const group = { outputs: alike, terms, padded, revelation };
    const certified = new Set(await certifiedOutputs(subject, shape, group, options.certified));
    groups.push({ ...group, outputs: alike.filter((other) => certified.has(other)) });
    waiting = waiting.filter((other) => !certified.has(other));
    if (revelation.explained) continue;
    if (revelation.obstacle === 'engine') break;
    // Twice the same reason is one reason; the last output is the likeliest to have another one.
    if (because === revelation.because) {
      groups.push({ ...group, outputs: waiting });
      break;
    }
    because = revelation.because;
    waiting = [...waiting.slice(-1), ...waiting.slice(0, -1)];
  }
  return withoutRepeats(groups);
}

const guesses = new Map<string, readonly Scheme[]>();
const mostWindowsKept = 64;

/** The guesses at a window. They are kept as one array each, so that what is prepared for them is found again. */
function guessesAt(window: WindowShape): readonly Scheme[] {
  const key = `${window.rows}×${window.columns}×${window.channels}`;
  const known = guesses.get(key);
  if (known !== undefined) return known;
  if (guesses.size >= mostWindowsKept) guesses.clear();
  const found = [...windowSchemes(window), ...channelSchemes(window)];
  guesses.set(key, found);
  return found;
}

/** Pixels alone are summed: no product rounds. */
function ofNumbers(found: Revelation): Revelation {
  return found.explained ? { ...found, accumulation: { ...found.accumulation, leaves: 'numbers' } } : found;
}

async function ofTransform(subject: Subject, shape: ConvShape, output: number): Promise<OutputGroup | undefined> {
  const { terms, padded } = outputBlackBox(subject, shape, output);
  const found = terms.length === 0 ? undefined : await transformDiagnosis(subject, shape, output);
  if (found === undefined) return undefined;
  const cost = { calls: 0, treeCalls: 0, rounds: 0, checks: 0 };
  return { outputs: [output], terms, padded, revelation: { explained: false, ...found, replay: undefined, cost } };
}

/** Merges groups that are not explained for the same reason. */
function withoutRepeats(groups: readonly OutputGroup[]): readonly OutputGroup[] {
  const byReason = new Map<string, OutputGroup>();
  for (const [index, group] of groups.entries()) {
    const { revelation, terms } = group;
    const key = revelation.explained ? `${index}` : `${terms.length} ${revelation.obstacle} ${revelation.because}`;
    const first = byReason.get(key);
    byReason.set(key, first === undefined ? group : { ...first, outputs: [...first.outputs, ...group.outputs] });
  }
  return [...byReason.values()];
}

/** All outputs of random cases; undefined if the subject gives none, which the first probe will report. */
async function comparedOutputs(
  subject: Subject,
  shape: ConvShape,
  { seed = 1, comparedCases = mostComparedCases }: SubjectOptions,
): Promise<ComputedOutputs | undefined> {
  const terms = productCount(shape, subject.operation);
  const fewest = terms > mostComparedTerms / 64 ? replayDistributions.length : 64;
  const count = Math.max(fewest, Math.min(comparedCases, Math.floor(mostComparedTerms / terms)));
  try {
    return await computeAllOutputs(subject, shape, count, randomOf(seed, 'all outputs'));
  } catch (error) {
    if (error instanceof NotATree) return undefined;
    throw error;
  }
}

const reasons: Readonly<Partial<Record<Obstacle, string>>> = {
  'not-repeatable': 'the same input gave different results in two calls',
  'batch-dependent': 'a case alone gives different bits than in a batch',
  'position-dependent': 'a case gives different bits at another place in the same batch',
};

/** A group that is not explained after all, with what it looked like before. */
function withdrawn(group: OutputGroup, obstacle: Obstacle, reason = reasons[obstacle]!): OutputGroup {
  const { revelation } = group;
  if (!revelation.explained) return group;
  const { tree, scheme, accumulation, replay, cost } = revelation;
  const otherwise =
    obstacle === 'batch-dependent' || obstacle === 'position-dependent'
      ? `; in one batch it was ${describeTree(tree, scheme)}, ${describeArithmetic(accumulation)}`
      : '';
  return {
    ...group,
    revelation: { explained: false, obstacle, because: `${reason}${otherwise}`, replay, cost },
  };
}

/** All outputs, those with the most pixels in the window first. */
function wholeWindowsFirst(shape: ConvShape, subject: Subject): number[] {
  const [, , , channels] = outputShape(shape, subject.operation);
  const places = outputSize(shape, subject.operation) / channels;
  // Channels of one place have the same pixels.
  const pixels = Array.from({ length: places }, (_, place) => {
    return pixelTerms(planOutput(shape, place * channels, subject.operation)).length;
  });
  const of = (output: number): number => pixels[Math.floor(output / channels)]!;
  return Array.from({ length: places * channels }, (_, output) => output).sort((a, b) => of(b) - of(a) || a - b);
}

function windowOf(shape: ConvShape, operation: Operation): WindowShape {
  const channels = shape.channelsIn / groupsOf(shape, operation);
  return { rows: kernelRows(shape), columns: shape.kernelWidth, channels };
}
