import { instructionLength, type Program } from './program.ts';
import {
  factorsAtOnce,
  isAllNarrow,
  isVectorial,
  leftStart,
  memoryBytes,
  mostTerms,
  narrowModule,
  outStart,
  rightStart,
  wideModule,
} from './vector-code.ts';
import { instanceOf, memoryFor } from './wasm-instance.ts';

/** A program as WebAssembly, with the bits that run-program.ts gives, mostly in less time. */
export interface VectorProgram {
  /**
   * Computes windows from index `first` on. False if some factor is not 0 and below 2^-38 in size, and the program
   * flushes: then nothing is written.
   */
  run(left: Float32Array, right: Float32Array, first: number, count: number, out: Float32Array | Float64Array): boolean;
  /** The most windows of one run. */
  readonly windows: number;
}

/** The code of a longer program takes longer to compile than it saves; that of two vectors is longer. */
const mostInstructions = { narrow: 2048, wide: 512 };

interface Memory {
  readonly memory: object;
  readonly floats: Float32Array;
  readonly doubles: Float64Array;
}

let made: Memory | undefined;

function memoryOfAll(): Memory | undefined {
  if (made !== undefined) return made;
  const one = memoryFor(memoryBytes);
  if (one !== undefined)
    made = { memory: one.memory, floats: new Float32Array(one.buffer), doubles: new Float64Array(one.buffer) };
  return made;
}

/** Undefined for programs that are too long, or add more than two numbers at once. */
export function vectorProgram(program: Program): VectorProgram | undefined {
  const { terms: n, code, result } = program;
  const memories = memoryOfAll();
  if (memories === undefined || n === 0 || n > mostTerms || !isVectorial(program)) return undefined;
  const isNarrow = isAllNarrow(program);
  if (code.length > mostInstructions[isNarrow ? 'narrow' : 'wide'] * instructionLength) return undefined;
  const module = isNarrow ? narrowModule(program) : wideModule(program);
  const { memory, floats, doubles } = memories;
  const { run: compute } = instanceOf<{ readonly run: (end: number) => number }>(module, memory);
  const windows = Math.floor(factorsAtOnce / n / 4) * 4;
  return {
    windows,
    run(left, right, first, count, out) {
      const [from, to] = [first * n, (first + count) * n];
      const whole = Math.ceil(count / 4) * 4;
      for (const [start, factors] of [[leftStart, left] as const, [rightStart, right] as const]) {
        floats.set(factors.subarray(from, to), start / 4);
        floats.fill(0, start / 4 + count * n, start / 4 + whole * n);
      }
      if (compute(leftStart + 4 * n * whole) !== 0) return false;
      const results = result === 'binary32' ? floats : doubles;
      const at = outStart / results.BYTES_PER_ELEMENT;
      out.set(results.subarray(at, at + count), first);
      return true;
    },
  };
}
