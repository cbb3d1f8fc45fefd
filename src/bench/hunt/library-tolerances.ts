import { defaultTolerances } from '../../claims/refuted/tolerances.ts';
import { exactDot32 } from '../../float/exact-dot.ts';
import { structuredSearch } from '../../hunt/structured/structured-search.ts';
import { randomOf } from '../../inputs/random.ts';
import { CannotInstall } from '../../install/cannot-install.ts';
import { trainedKernels } from '../../install/trained-kernels.ts';
import { modelOf } from '../../reveal/model.ts';
import type { Benchmark, Comparison, Measurement, Unmeasured } from '../benchmark.ts';
import { measurement } from '../interleaved.ts';
import { allowedBy, kernelBench, type ToleranceRule } from '../tolerances/tolerance-rules.ts';
import { type HuntRow, kernelRows } from './hunt-rows.ts';

/** The defaults of a library, as the claim that they refute has them. */
function defaultsOf(library: string): Pick<ToleranceRule, 'relative' | 'absolute'> {
  const { relative, absolute } = defaultTolerances.find((one) => one.library === library)!;
  return { relative, absolute };
}

/** What assertions allow for binary32 where a test says nothing else. */
const defaults: readonly Pick<ToleranceRule, 'name' | 'relative' | 'absolute'>[] = [
  { name: 'NumPy', ...defaultsOf('numpy.testing') },
  // The same in `default_tolerance` of the test utilities of JAX.
  { name: 'TensorFlow and JAX', ...defaultsOf('TensorFlow') },
  // vLLM's tests of kernels take the same numbers.
  { name: 'PyTorch and vLLM', ...defaultsOf('PyTorch') },
  kernelBench,
];

const evaluations = 2e5;
/** The others lie between these. */
const orders = ['sequential', 'pairwise', '8 lanes FMA'];
const [random, hunted] = ['random image', 'hunted image'] as const;

/** On which images a right sum fails the tests of libraries: those that random search finds, and those of the hunt. */
export const libraryTolerances: Benchmark = {
  name: 'library-tolerances',
  description:
    'images k/255 for a filter of a trained network, summed rightly: error ÷ what the default tolerance of a library ' +
    'allows; above 1 the test fails. The largest in 200,000 evaluations, hunted and at random',
  async run({ seed, progress }) {
    const comparisons: Comparison[] = [];
    const measurements: Measurement[] = [];
    const unmeasured: Unmeasured[] = [];
    try {
      for (const { name, weights } of await trainedKernels(progress)) {
        for (const row of kernelRows(name, weights).filter(({ order }) => orders.includes(order))) {
          progress.step('bench', `library-tolerances: ${row.name}`);
          const found = { [random]: randomWorst(row, seed), [hunted]: huntedWorst(row, seed) };
          for (const [index, { name: library }] of defaults.entries())
            for (const kind of [random, hunted])
              comparisons.push({ name: `${row.name}: ${library}, ${kind}`, ratio: found[kind]!.ratios[index]! });
          measurements.push(measurement(`${row.name}: largest error hunted`, 'absolute', [found[hunted].error]));
        }
      }
    } catch (error) {
      if (!(error instanceof CannotInstall)) throw error;
      unmeasured.push({ name: 'trained kernels of mtcnn 0.1.1', reason: error.message });
    }
    return { measurements, comparisons, unmeasured, versions: { node: process.version } };
  },
};

/** The largest ratios among the images noted so far, by library, and the largest error. */
class Worst {
  readonly ratios: number[] = defaults.map(() => 0);
  error = 0;
  private readonly row: HuntRow;
  private readonly model: ReturnType<typeof modelOf>;

  constructor(row: HuntRow) {
    this.row = row;
    this.model = modelOf(row.accumulation);
  }

  /** The tests get the best that they can be given: the exact result, rounded to binary32. */
  note(left: Float32Array, right: Float32Array): void {
    const { n } = this.row.problem;
    const computed = this.model(left, right, n, 1)[0]!;
    const expected = exactDot32(left, right, 0, n);
    const error = Math.abs(computed - expected);
    this.error = Math.max(this.error, error);
    if (error === 0) return;
    for (const [i, rule] of defaults.entries())
      this.ratios[i] = Math.max(this.ratios[i]!, error / allowedBy(rule, expected));
  }
}

function randomWorst(row: HuntRow, seed: number): Worst {
  const worst = new Worst(row);
  const rng = randomOf(seed, 'random images');
  const { n, left: domains, right: weights } = row.problem;
  const drawn = (factors: Float32Array, among: typeof domains): void => {
    for (const [term, domain] of among.entries())
      if (domain.kind === 'levels') factors[term] = domain.values[rng.below(domain.values.length)]!;
  };
  const [left, right] = [new Float32Array(n), new Float32Array(n)];
  drawn(right, weights);
  for (let i = 0; i < evaluations; i++) {
    drawn(left, domains);
    worst.note(left, right);
  }
  return worst;
}

function huntedWorst(row: HuntRow, seed: number): Worst {
  const worst = new Worst(row);
  let spent = 0;
  for (const step of structuredSearch(row.problem, row.accumulation, seed, evaluations)) {
    spent += step.spent;
    if (spent > evaluations) break;
    if (step.found !== undefined) worst.note(step.found.left, step.found.right);
  }
  return worst;
}
