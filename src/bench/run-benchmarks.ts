import { UsageError } from '../errors/usage-error.ts';
import { batchSizes } from './batch-sizes.ts';
import { type Benchmark, type BenchmarkContext, type BenchmarkRecord, isMet } from './benchmark.ts';
import { batchedCalls, engineShare } from './engine-speed.ts';
import { fractionsAgree } from './fractions/fractions.ts';
import { huntBenchmark } from './hunt/hunt.ts';
import { libraryTolerances } from './hunt/library-tolerances.ts';
import { invarianceBenchmark } from './invariance/invariance-bench.ts';
import { jobs } from './jobs/jobs.ts';
import { judgeSpeed } from './judge-speed.ts';
import { engineJudgements } from './judgements/engine-answers.ts';
import { judgements } from './judgements/judgements.ts';
import { certifiedDot, flatProgram } from './loop-speed.ts';
import { pairPropertySpeed } from './pair-property.ts';
import { revealCalls } from './reveal-calls.ts';
import { revealSpeed } from './reveal-speed.ts';
import { units } from './units/units.ts';

/** In the order in which they run. Those inside this process come first, before engines compete for the processor. */
export const benchmarks: readonly Benchmark[] = [
  certifiedDot,
  flatProgram,
  judgements,
  engineJudgements,
  judgeSpeed,
  fractionsAgree,
  pairPropertySpeed,
  jobs,
  batchedCalls,
  batchSizes,
  engineShare,
  revealSpeed,
  revealCalls,
  units,
  invarianceBenchmark,
  huntBenchmark,
  libraryTolerances,
];

/** Runs the named benchmarks, or all of them, one after another. Calls `onResult` after each. */
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

/** Throws a UsageError for an unknown name, before anything is installed or measured. */
export function checkNames(names: readonly string[]): void {
  const known = benchmarks.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new UsageError(`there is no benchmark ${JSON.stringify(unknown)}; the benchmarks are ${known.join(', ')}`);
}
