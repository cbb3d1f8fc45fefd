import { UsageError } from '../errors/usage-error.ts';
import { benchmarks } from './all-benchmarks.ts';
import { type BenchmarkContext, type BenchmarkResult, type Comparison, isMet } from './benchmark.ts';

/** One benchmark's result in the record of a run; `met` says whether a comparison reached what it should. */
export interface BenchmarkRecord extends Omit<BenchmarkResult, 'comparisons'> {
  readonly name: string;
  readonly description: string;
  readonly comparisons: readonly (Comparison & { readonly met: boolean | null })[];
}

/** Runs the named benchmarks, or all of them, one after the other. `onResult` hears of each as it is done. */
export async function runBenchmarks(
  names: readonly string[],
  context: BenchmarkContext,
  onResult: (result: BenchmarkRecord) => void = () => {},
): Promise<BenchmarkRecord[]> {
  checkNames(names);
  const results: BenchmarkRecord[] = [];
  for (const { name, description, run } of benchmarks) {
    if (names.length > 0 && !names.includes(name)) continue;
    context.progress.step('bench', name);
    const result = await run(context);
    const comparisons = result.comparisons.map((one) => ({
      ...one,
      met: one.target === undefined ? null : isMet(one.ratio, one.target),
    }));
    const record = { name, description, ...result, comparisons };
    results.push(record);
    context.progress.done('bench');
    onResult(record);
  }
  return results;
}

/** Throws where a name is none of a benchmark, before anything is installed or measured. */
export function checkNames(names: readonly string[]): void {
  const known = benchmarks.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new UsageError(`no benchmark ${JSON.stringify(unknown)}; there are ${known.join(', ')}`);
}
