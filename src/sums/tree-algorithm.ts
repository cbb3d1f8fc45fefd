import { type Arithmetic, uniformAccumulation } from './accumulation.ts';
import type { Scheme, SummationAlgorithm, WindowShape } from './algorithm.ts';
import { compile } from './compile-accumulation.ts';
import type { Program } from './program.ts';
import { runProgram } from './run-program.ts';
import type { SummationTree } from './tree.ts';

/** An order that adds along a tree, with one arithmetic throughout. Programs are kept, for the shapes seen last. */
export function treeOrder(
  name: string,
  scheme: Scheme,
  arithmetic: Arithmetic,
  description: string,
  treeOf: (n: number, window: WindowShape) => SummationTree,
): SummationAlgorithm {
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
  return {
    name,
    format: arithmetic === 'binary64' ? 'binary64' : 'binary32',
    summation: 'tree',
    description,
    arithmetic,
    scheme,
    tree,
    evaluate: (left, right, n, count, out, window = rowOf(n)) =>
      runProgram(programOf(n, window), left, right, n, count, out),
  };
}

const rowOf = (n: number): WindowShape => ({ rows: 1, columns: n, channels: 1 });
