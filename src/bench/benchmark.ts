import type { Progress } from '../install/progress.ts';

/** One measured quantity. `value` is the median of the rounds, `spread` the smallest and the largest of them. */
export interface Measurement {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  readonly spread: readonly [number, number];
}

/** A quotient of two measurements of this run; times on a shared machine mean little, quotients of interleaved rounds do. */
export interface Comparison {
  readonly name: string;
  readonly ratio: number;
  readonly target?: Target;
}

export type Target = { readonly atMost: number } | { readonly atLeast: number };

/** What could not be measured here: a row of its own, never left out. */
export interface Unmeasured {
  readonly name: string;
  readonly reason: string;
}

export interface BenchmarkResult {
  readonly measurements: readonly Measurement[];
  readonly comparisons: readonly Comparison[];
  readonly unmeasured: readonly Unmeasured[];
  /** Library → version, of whatever took part. */
  readonly versions: Readonly<Record<string, string>>;
}

export interface BenchmarkContext {
  readonly seed: number;
  /** Interleaved rounds: 1 to see that it works, 7 for numbers. */
  readonly rounds: number;
  /** Seconds of one round of a peer. */
  readonly roundSeconds: number;
  readonly progress: Progress;
}

export interface Benchmark {
  readonly name: string;
  /** One sentence for people: what is divided by what, on which data. */
  readonly description: string;
  run(context: BenchmarkContext): Promise<BenchmarkResult>;
}

export function isMet(ratio: number, target: Target): boolean {
  return 'atMost' in target ? ratio <= target.atMost : ratio >= target.atLeast;
}
