import type { ConvShape } from '../conv/shape.ts';
import { bits32, bits64 } from '../float/bits.ts';
import type { Flush, NodeFormat, ProductRounding, Start } from '../orders/accumulation.ts';
import { printTree } from '../orders/print-tree.ts';
import { describeArithmetic } from './describe-arithmetic.ts';
import { describeTree, heightOf } from './describe-tree.ts';
import type { OutputGroup } from './reveal-subject.ts';

/** One group of outputs as plain data: what `reveal --json` prints. Numbers that can be NaN or −0 are bits. */
export interface RevelationRecord {
  readonly subject: string;
  readonly version: string;
  readonly shape: ConvShape;
  /** The output that was probed, and all that it explains. */
  readonly output: number;
  readonly outputs: readonly number[];
  readonly explained: boolean;
  /** Terms with a pixel; where some lie on padding, `termNumbers` gives the number of each leaf in canonical order. */
  readonly terms: number;
  readonly padded: number;
  readonly termNumbers?: readonly number[];
  readonly tree?: string;
  readonly height?: number;
  readonly summary?: string;
  readonly arithmetic?: string;
  readonly proof?: string;
  readonly products?: readonly ProductRounding[];
  /** Of the additions, in the order in which the tree's text closes them. */
  readonly accumulators?: readonly NodeFormat[];
  readonly result?: 'binary32' | 'binary64';
  readonly flushes?: Flush;
  readonly start?: Start;
  readonly calls: number;
  readonly treeCalls: number;
  readonly rounds: number;
  readonly wallMs: number;
  readonly engineMs: number;
  readonly replay?: { readonly cases: number; readonly mismatches: number };
  readonly obstacle?: string;
  readonly because?: string;
  readonly mismatch?: {
    readonly kind: string;
    readonly left: readonly string[];
    readonly right: readonly string[];
    readonly computed: string;
    readonly predicted: string;
  };
}

export interface RecordContext {
  readonly subject: string;
  readonly version: string;
  readonly shape: ConvShape;
  readonly wallMs: number;
  readonly engineMs: number;
  /** Whole cases of which all outputs were compared with their twins. */
  readonly comparedCases: number;
}

/** `replay.cases` counts outputs compared: replays of the probed output, and of all outputs of the group in whole cases. */
export function revelationRecord(
  { revelation, outputs, terms, padded }: OutputGroup,
  context: RecordContext,
): RevelationRecord {
  const { calls, treeCalls, rounds } = revelation.cost;
  const place = { output: outputs[0]!, outputs, terms: terms.length, padded };
  const numbers = padded === 0 ? {} : { termNumbers: [...terms] };
  const { comparedCases, ...shown } = context;
  const { cases = 0, mismatches = 0 } = revelation.replay ?? {};
  const whole = revelation.explained ? comparedCases * outputs.length : 0;
  const replay = revelation.replay === undefined ? {} : { replay: { cases: cases + whole, mismatches } };
  const common = { ...shown, ...place, ...numbers, calls, treeCalls, rounds, ...replay };
  if (revelation.explained) {
    const { tree, family, proof, accumulation } = revelation;
    return {
      ...common,
      explained: true,
      tree: printTree(accumulation.tree),
      height: tree.children.length === 0 ? 0 : heightOf(tree),
      summary: describeTree(tree, family),
      arithmetic: describeArithmetic(accumulation),
      proof,
      products: accumulation.products,
      accumulators: accumulation.nodes,
      result: accumulation.result,
      flushes: accumulation.flush,
      start: accumulation.start,
    };
  }
  const first = revelation.replay?.first;
  const mismatch =
    first === undefined
      ? {}
      : {
          mismatch: {
            kind: first.kind,
            left: [...first.lefts].map(bits32),
            right: [...first.rights].map(bits32),
            computed: bits64(first.computed),
            predicted: bits64(first.predicted),
          },
        };
  return { ...common, explained: false, obstacle: revelation.obstacle, because: revelation.because, ...mismatch };
}
