import type { Batch } from '../conv/batch.ts';
import { outputSize } from '../conv/output-shape.ts';
import { type ConvShape, imageSize, kernelSize } from '../conv/shape.ts';
import { gatherTerms, planOutput, type Terms } from '../conv/terms.ts';
import { roundingDistributions } from '../inputs/distributions.ts';
import { randomOf } from '../inputs/random.ts';
import { mixedBatch } from '../inputs/random-batch.ts';
import type { SummationAlgorithm } from '../sums/algorithm.ts';
import { windowShape } from './window.ts';

/**
 * Random cases of one shape, in chunks that engines take at once, with the results of our own algorithms for one
 * output. Chunks are made when they are asked for, and then kept.
 */
export interface RandomCases {
  readonly count: number;
  /** The explained output, and how many outputs a case has. */
  readonly output: number;
  readonly outputs: number;
  /** The products of all outputs of a case. */
  readonly products: number;
  chunk(index: number): RandomChunk;
  /** Cases of a chunk, without making it; 0 past the last one. */
  sizeOf(index: number): number;
  /** The terms of the explained output in all cases, case after case. */
  terms(): Terms;
}

export interface RandomChunk {
  readonly batch: Batch;
  readonly terms: Terms;
  /** The algorithm's results for the explained output, one for each case. */
  outputsOf(algorithm: SummationAlgorithm): Float32Array | Float64Array;
}

/** At most this many numbers are drawn, whatever the number of cases that is wanted. */
const mostNumbers = 2 ** 25;
/** The same for long sums, which every algorithm computes in full. */
const [longSum, mostNumbersOfLong] = [2 ** 16, 2 ** 21] as const;
const chunkNumbers = 2 ** 22;
const firstChunk = 32;

/** At most `wanted` random cases, at least one. The same seed gives the same cases. */
export function randomCases(shape: ConvShape, output: number, seed: number, wanted: number): RandomCases {
  const size = imageSize(shape) + kernelSize(shape);
  const plan = planOutput(shape, output);
  const most = plan.terms > longSum ? mostNumbersOfLong : mostNumbers;
  const count = Math.max(1, Math.min(wanted, Math.floor(most / Math.max(size, plan.terms))));
  const starts = chunkStarts(count, Math.max(1, Math.floor(chunkNumbers / size)));
  const kept = new Map<number, RandomChunk>();
  const sizeOf = (index: number): number => (starts[index + 1] ?? count) - (starts[index] ?? count);
  const make = (index: number): RandomChunk => {
    const batch = mixedBatch(randomOf(seed, `explain ${index}`), shape, sizeOf(index), roundingDistributions);
    const terms = gatherTerms(plan, batch);
    const results = new Map<SummationAlgorithm, Float32Array | Float64Array>();
    return { batch, terms, outputsOf };

    function outputsOf(algorithm: SummationAlgorithm): Float32Array | Float64Array {
      const found = results.get(algorithm);
      if (found !== undefined) return found;
      const out = algorithm.format === 'binary32' ? new Float32Array(batch.count) : new Float64Array(batch.count);
      algorithm.evaluate(terms.left, terms.right, plan.terms, batch.count, out, windowShape(shape));
      results.set(algorithm, out);
      return out;
    }
  };
  const chunk = (index: number): RandomChunk => {
    const found = kept.get(index) ?? make(index);
    kept.set(index, found);
    return found;
  };
  const terms = (): Terms => {
    const [left, right] = [new Float32Array(count * plan.terms), new Float32Array(count * plan.terms)];
    for (const [index, start] of starts.entries()) {
      left.set(chunk(index).terms.left, start * plan.terms);
      right.set(chunk(index).terms.right, start * plan.terms);
    }
    return { left, right };
  };
  const outputs = outputSize(shape);
  return { count, output, outputs, products: outputs * plan.terms, chunk, sizeOf, terms };
}

/** First 32 cases, then as many as before: a slow subject is noticed early, and a fast one needs few requests. */
function chunkStarts(count: number, most: number): readonly number[] {
  const starts: number[] = [];
  for (let start = 0; start < count; start += Math.min(most, Math.max(start, firstChunk))) starts.push(start);
  return starts;
}
