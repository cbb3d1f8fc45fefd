import type { ConvShape } from '../../conv/shape.ts';
import { bits32, bits64 } from '../../float/bits.ts';
import { binary32, type RoundingMode } from '../../float/format.ts';
import type { Accumulation } from '../../sums/accumulation.ts';
import { formatName, nameOf } from '../../sums/accumulation.ts';
import { printTree } from '../../sums/tree-text.ts';
import { describeArithmetic, describeTree, type ProductKind, productKinds } from '../describe.ts';
import { heightOf } from '../flat-tree.ts';
import type { Mismatch } from '../replay.ts';
import type { Revelation } from '../reveal.ts';
import type { OutputGroup } from './output-groups.ts';
import type { SubjectRevelation } from './reveal-subject.ts';

/**
 * One group of outputs as plain data: what `reveal --json` prints, as docs/json.md describes it. Numbers that can be
 * NaN or −0 are written as bits.
 */
export interface RevelationRecord extends RecordContext, GroupRecord {}

/** What was found about a group of outputs. */
export interface GroupRecord extends Found {
  /** The output that was probed, and all that it explains. */
  readonly output: number;
  readonly outputs: readonly number[];
  /**
   * Terms with a pixel. If some terms lie on padding, `termNumbers` gives the number of each leaf in canonical order.
   */
  readonly terms: number;
  readonly padded: number;
  readonly termNumbers: readonly number[] | null;
  readonly calls: number;
  readonly treeCalls: number;
  readonly rounds: number;
  readonly replay: { readonly cases: number; readonly mismatches: number } | null;
}

interface RecordContext {
  readonly subject: string;
  readonly version: string;
  readonly shape: ConvShape;
  /** Wall-clock time, the part of it spent waiting for the engine, and processor time of this process. */
  readonly wallMs: number;
  readonly engineMs: number;
  readonly ownMs: number;
}

/** What was found, or why nothing was. The fields of the other case are null. */
interface Found {
  readonly explained: boolean;
  readonly tree: string | null;
  readonly height: number | null;
  readonly summary: string | null;
  readonly arithmetic: string | null;
  readonly proof: string | null;
  readonly products: readonly ProductKind[] | null;
  /** Of the additions, in the order in which the text of the tree closes them. */
  readonly accumulators: readonly string[] | null;
  readonly result: Accumulation['result'] | null;
  readonly flushes: Accumulation['flush'] | null;
  readonly start: Accumulation['start'] | null;
  /** How factors are narrowed before they are multiplied. */
  readonly inputs: Accumulation['inputs'] | null;
  /** Which zeros leave a term out. */
  readonly leavesOut: Accumulation['leavesOut'] | null;
  /** The format of rounded products. */
  readonly productFormat: string | null;
  /** The direction of every rounding. */
  readonly rounding: RoundingMode | null;
  /** Terms beside a sum that start an accumulator of their own with +0. */
  readonly ownStart: readonly number[] | null;
  /** A constant, and where it enters: `end`, or the term whose accumulator starts with it. */
  readonly bias: { readonly value: string; readonly enters: string } | null;
  readonly obstacle: string | null;
  readonly because: string | null;
  readonly mismatch: MismatchRecord | null;
}

interface MismatchRecord {
  readonly kind: string;
  readonly left: readonly string[];
  readonly right: readonly string[];
  readonly computed: string;
  readonly predicted: string;
}

/**
 * The record of a group. `replay.cases` counts compared outputs: replays of the probed output, and all outputs of the
 * group in `comparedCases` whole cases.
 */
export function groupRecord({ revelation, outputs, terms, padded }: OutputGroup, comparedCases: number): GroupRecord {
  const { calls, treeCalls, rounds } = revelation.cost;
  const { cases = 0, mismatches = 0 } = revelation.replay ?? {};
  const whole = revelation.explained ? comparedCases * outputs.length : 0;
  return {
    ...{ output: outputs[0]!, outputs, terms: terms.length, padded, termNumbers: padded === 0 ? null : [...terms] },
    ...foundBy(revelation),
    ...{ calls, treeCalls, rounds },
    replay: revelation.replay === undefined ? null : { cases: cases + whole, mismatches },
  };
}

function foundBy(revelation: Revelation): Found {
  if (!revelation.explained) {
    const first = revelation.replay?.first;
    const { obstacle, because } = revelation;
    return { explained: false, ...nothing, obstacle, because, mismatch: first === undefined ? null : recordOf(first) };
  }
  const { tree, scheme, proof, accumulation } = revelation;
  const { bias } = accumulation;
  return {
    explained: true,
    tree: printTree(accumulation.tree),
    height: heightOf(tree),
    summary: describeTree(tree, scheme),
    arithmetic: describeArithmetic(accumulation),
    proof,
    products: productKinds(accumulation),
    accumulators: accumulation.nodes.map(formatName),
    result: accumulation.result,
    flushes: accumulation.flush,
    start: accumulation.start,
    inputs: accumulation.inputs ?? null,
    leavesOut: accumulation.leavesOut ?? null,
    productFormat: nameOf(accumulation.productFormat ?? binary32),
    rounding: accumulation.rounding ?? 'nearest-even',
    ownStart: accumulation.ownStart ?? [],
    bias: bias === undefined ? null : { value: bits32(bias.value), enters: String(bias.enters) },
    ...{ obstacle: null, because: null, mismatch: null },
  };
}

const nothing = {
  ...{ tree: null, height: null, summary: null, arithmetic: null, proof: null, products: null, accumulators: null },
  ...{
    result: null,
    flushes: null,
    start: null,
    ownStart: null,
    bias: null,
    inputs: null,
    leavesOut: null,
    rounding: null,
    productFormat: null,
  },
};

function recordOf({ kind, lefts, rights, computed, predicted }: Mismatch): MismatchRecord {
  return {
    kind,
    left: [...lefts].map(bits32),
    right: [...rights].map(bits32),
    computed: bits64(computed),
    predicted: bits64(predicted),
  };
}

/** A revelation with its records. */
export interface RecordedRevelation {
  readonly records: readonly RevelationRecord[];
  readonly revealed: SubjectRevelation;
}

/** The number of outputs in no group: after `mostGroups` different accumulations, the rest was not probed. */
export function unexplainedOutputs({ groups, outputs, comparedCases }: SubjectRevelation): number {
  return comparedCases === 0 ? 0 : outputs - groups.reduce((sum, group) => sum + group.outputs.length, 0);
}

/** Whether every output that was asked for is explained, and keeps its bits in any batch. */
export function isExplained({ records, revealed }: RecordedRevelation): boolean {
  return revealed.batchKeepsBits && records.every(({ explained }) => explained) && unexplainedOutputs(revealed) === 0;
}
