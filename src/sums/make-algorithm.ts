import { type Arithmetic, uniformAccumulation } from './accumulation.ts';
import type { SummationAlgorithm, WindowShape } from './algorithm.ts';
import { compile, type Program } from './program.ts';
import { runProgram } from './run-program.ts';
import type { StreamedOrder } from './stream-schemes.ts';
import { longestProgram, streamSum } from './stream-sum.ts';
import type { SummationTree } from './tree.ts';

/** The fields that distinguish one algorithm with a tree from another. */
export interface TreeAlgorithm extends Pick<SummationAlgorithm, 'name' | 'description' | 'lanes' | 'block'> {
  readonly scheme: string;
  readonly arithmetic: Arithmetic;
  readonly tree: (n: number, window: WindowShape) => SummationTree;
  /** The same order, step by step. */
  readonly order: StreamedOrder;
}

/** An algorithm that sums along a tree. It keeps compiled programs, up to 256 window shapes. */
export function treeAlgorithm({ arithmetic, tree: treeOf, order, ...fields }: TreeAlgorithm): SummationAlgorithm {
  const programs = new Map<string | number, Program>();
  const tree = (n: number, window = rowOf(n)): SummationTree => treeOf(n, window);
  const programOf = (n: number, window: WindowShape): Program => {
    const { rows, columns, channels } = window;
    const key = rows === 1 && channels === 1 ? columns : `${rows} ${columns} ${channels}`;
    let program = programs.get(key);
    if (program === undefined) {
      program = compile(uniformAccumulation(tree(n, window), arithmetic));
      if (programs.size >= 256) programs.clear();
      programs.set(key, program);
    }
    return program;
  };
  const streamed: NonNullable<SummationAlgorithm['streamed']> = (left, right, base, n, window) =>
    streamSum(order, arithmetic, left, right, base, n, window);
  return {
    ...fields,
    format: arithmetic === 'binary64' ? 'binary64' : 'binary32',
    summation: 'tree',
    arithmetic,
    ...{ tree, streamed },
    ofProducts: (products, window) => products.sum(order, arithmetic, window),
    evaluate: (left, right, n, count, out, window = rowOf(n)) => {
      if (n <= longestProgram) runProgram(programOf(n, window), left, right, n, count, out);
      else for (let i = 0; i < count; i++) out[i] = streamed(left, right, i * n, n, window);
    },
  };
}

const rowOf = (n: number): WindowShape => ({ rows: 1, columns: n, channels: 1 });

/** A dot product of n terms from index `start`. */
export type DotProduct = (left: Float32Array, right: Float32Array, start: number, n: number) => number;

/** A compensated or exact algorithm from its dot product. */
export function loopAlgorithm(
  fields: Pick<SummationAlgorithm, 'name' | 'format' | 'summation' | 'description' | 'block'>,
  dotProduct: DotProduct,
): SummationAlgorithm {
  return {
    ...fields,
    tree: () => undefined,
    evaluate: (left, right, n, count, out) => {
      for (let i = 0; i < count; i++) out[i] = dotProduct(left, right, i * n, n);
    },
  };
}
