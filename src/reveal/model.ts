import { type Accumulation, isPlain } from '../sums/accumulation.ts';
import { narrowInputs } from '../sums/narrow-inputs.ts';
import { compile } from '../sums/program.ts';
import { type Evaluate, exactEvaluator } from '../sums/run-exactly.ts';
import { runProgram } from '../sums/run-program.ts';

/** A revealed accumulation as a batch evaluator: vectors of n terms in, results out, bit for bit what the engine gives. */
export type Model = (
  lefts: Float32Array,
  rights: Float32Array,
  n: number,
  count: number,
) => Float32Array | Float64Array;

export function modelOf(accumulation: Accumulation): Model {
  const { inputs } = accumulation;
  const evaluate = evaluatorOf(accumulation);
  return (lefts, rights, n, count) => {
    const out = accumulation.result === 'binary32' ? new Float32Array(count) : new Float64Array(count);
    if (inputs === undefined) evaluate(lefts, rights, n, count, out);
    else evaluate(narrowInputs(lefts, inputs), narrowInputs(rights, inputs), n, count, out);
    return out;
  };
}

/** A program where one can compute it, as it is some ten times faster. */
function evaluatorOf(accumulation: Accumulation): Evaluate {
  if (!isPlain(accumulation)) return exactEvaluator(accumulation);
  const program = compile(accumulation);
  return (lefts, rights, n, count, out) => runProgram(program, lefts, rights, n, count, out);
}
