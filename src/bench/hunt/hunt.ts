import { performance } from 'node:perf_hooks';
import { limitOf, mostSteps } from '../../hunt/limits/limit-of.ts';
import { rangesOf } from '../../hunt/limits/ranges.ts';
import { simpleLimit } from '../../hunt/limits/simple-limit.ts';
import { type Plan, planOf } from '../../hunt/structured/plan.ts';
import { CannotInstall } from '../../install/cannot-install.ts';
import { trainedKernels } from '../../install/trained-kernels.ts';
import type { Benchmark, Comparison, Measurement, Unmeasured } from '../benchmark.ts';
import { measurement } from '../interleaved.ts';
import { bestFound } from './best-found.ts';
import { type HuntRow, kernelRows, normalKernel, rangeRows } from './hunt-rows.ts';
import { twinSpeed } from './twin-speed.ts';

const budgets = [1e6] as const;
const kernelSizes = [25, 121] as const;
/** Long sums need more for a limit as close as that of short ones. */
const stepsFor = (n: number): number => (n > 100 ? 3 : 1) * mostSteps;

/** The largest error that each method finds, as a share of the limit, after equal evaluations. */
export const huntBenchmark: Benchmark = {
  name: 'hunt',
  description:
    'the largest |computed − exact| found ÷ the limit, after 1,000,000 evaluations of 2n − 1 operations: random, ' +
    'annealing and structured search (beam) of `lastbit hunt`; kernels of standard normal weights of the seed, and ' +
    'trained ones. And evaluations on a revealed model ÷ single calls of the library',
  async run(context) {
    const { seed, progress } = context;
    const speed = await twinSpeed(context);
    const rows: HuntRow[] = kernelSizes.flatMap((n) => kernelRows('normal kernel', normalKernel(n, seed)));
    const unmeasured: Unmeasured[] = [...speed.unmeasured];
    try {
      for (const { name, weights } of await trainedKernels(progress))
        rows.push(...affordable(kernelRows(name, weights)));
    } catch (error) {
      if (!(error instanceof CannotInstall)) throw error;
      unmeasured.push({ name: 'trained kernels of mtcnn 0.1.1', reason: error.message });
    }
    rows.push(...rangeRows(normalKernel(kernelSizes[0], seed)));
    const measurements: Measurement[] = [...speed.measurements];
    const comparisons: Comparison[] = [...speed.comparisons];
    for (const row of rows) {
      progress.step('bench', `hunt: ${row.name}`);
      const result = measure(row, seed);
      measurements.push(...result.measurements);
      comparisons.push(...result.comparisons);
    }
    return { measurements, comparisons, unmeasured, versions: { node: process.version, ...speed.versions } };
  },
};

/** A long sum takes half a minute for each order. */
const longSum = 200;
const affordable = (rows: readonly HuntRow[]): readonly HuntRow[] =>
  rows.filter(({ problem, target }) => problem.n < longSum || target !== undefined);

/** One row: the limit, and every method with every budget. */
export function measure(
  row: HuntRow,
  seed: number,
  evaluations: readonly number[] = budgets,
  steps: number = stepsFor(row.problem.n),
): { readonly measurements: readonly Measurement[]; readonly comparisons: readonly Comparison[] } {
  const { problem, accumulation, name, target } = row;
  const plan = planOf(accumulation) as Plan;
  const start = performance.now();
  const limit = limitOf(problem, accumulation, steps)!;
  const seconds = (performance.now() - start) / 1000;
  const simple = simpleLimit(problem, plan, rangesOf(problem, plan)!);
  const measurements = [
    measurement(`${name}: ${limit.kind} limit`, 'absolute', [limit.value]),
    measurement(`${name}: limit, time`, 's', [seconds]),
  ];
  const comparisons: Comparison[] = [{ name: `${name}: limit ÷ simple limit`, ratio: limit.value / simple }];
  for (const budget of evaluations) {
    const compare = (method: string, best: number): Comparison => ({
      name: `${name}: ${method}, ${budget.toExponential(0)}`,
      ratio: best / limit.value,
    });
    for (const name of ['random', 'annealing'] as const)
      comparisons.push(compare(name, bestFound(row, name, seed, budget)));
    const before = performance.now();
    const found = compare('structured', bestFound(row, 'structured', seed, budget));
    measurements.push(measurement(`${found.name}, time`, 's', [(performance.now() - before) / 1000]));
    const isLast = budget === evaluations.at(-1);
    comparisons.push({ ...found, ...(isLast && target !== undefined ? { target: { atLeast: target } } : {}) });
  }
  return { measurements, comparisons };
}
