import type { Accumulation } from '../orders/accumulation.ts';
import { compile } from '../orders/compile-accumulation.ts';
import { narrowInputs } from '../orders/narrow-inputs.ts';
import { runProgram } from '../orders/run-program.ts';

/** A revealed accumulation as a batch evaluator: vectors of n terms in, results out, bit for bit what the engine gives. */
export type Twin = (lefts: Float32Array, rights: Float32Array, n: number, count: number) => Float32Array | Float64Array;

export function twinOf(accumulation: Accumulation): Twin {
  const program = compile(accumulation);
  const { inputs } = accumulation;
  return (lefts, rights, n, count) => {
    const out = accumulation.result === 'binary32' ? new Float32Array(count) : new Float64Array(count);
    if (inputs === undefined) runProgram(program, lefts, rights, n, count, out);
    else runProgram(program, narrowInputs(lefts, inputs), narrowInputs(rights, inputs), n, count, out);
    return out;
  };
}
