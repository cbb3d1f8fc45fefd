import { performance } from 'node:perf_hooks';
import { rowShape } from '../conv/shape.ts';
import type { Subject } from '../engines/engine.ts';
import { openRegistry } from '../engines/registry.ts';
import { outputBlackBox } from '../reveal/convolution/output-black-box.ts';
import { treeKey } from '../reveal/flat-tree.ts';
import { Oracle } from '../reveal/oracle.ts';
import { revealTree } from '../reveal/reveal-tree.ts';
import type { Benchmark, BenchmarkContext, BenchmarkResult, Comparison, Measurement } from './benchmark.ts';
import { measurement, median } from './interleaved.ts';
import { isMissing, startFprev } from './peers/peers.ts';

const sizes: readonly number[] = [25, 64, 256, 1000, 4096, 8192];
const subjectId = 'numpy/multiply-sum';

/** One search for the tree of a sum of n terms. */
interface Found {
  readonly calls: number;
  readonly wallMs: number;
  readonly key: string;
}

/**
 * The tree of NumPy's own sum. lastbit finds and certifies it through the process of the engine; FPRev finds it inside
 * one Python process and certifies nothing. They take turns. Both count calls and elapsed milliseconds of one search.
 * Two different trees end the benchmark. The first search for n terms also makes guesses and certificates, and is
 * measured apart.
 */
export const revealSpeed: Benchmark = {
  name: 'reveal',
  description:
    'the summation tree of the sum of n terms in NumPy: calls and elapsed milliseconds, lastbit and FPRev in turns',
  async run(context) {
    const peer = await startFprev(context.progress);
    if (isMissing(peer)) return nothing(peer.missing);
    const registry = await openRegistry({ engines: ['numpy'] });
    try {
      const subject = registry.subjects.find(({ id }) => id === subjectId);
      const state = await subject?.availability();
      if (subject === undefined || state?.kind !== 'ready')
        return nothing(state?.kind === 'missing' ? state.reason : 'there is no such subject');
      const theirs = async (n: number): Promise<Found> => {
        const answer = (await peer.round(String(n))) as unknown as FprevAnswer;
        return { ...answer, key: treeKey({ n, children: answer.children }) };
      };
      return await compare(context, (n) => ours(subject, n), theirs, { node: process.version, ...peer.versions });
    } finally {
      peer.close();
      await registry.close();
    }
  },
};

interface FprevAnswer {
  readonly calls: number;
  readonly wallMs: number;
  readonly children: readonly (readonly number[])[];
}

async function ours(subject: Subject, n: number): Promise<Found> {
  const shape = rowShape(n);
  const start = performance.now();
  const oracle = new Oracle(outputBlackBox(subject, shape, 0).blackBox, n);
  const { tree } = await revealTree(oracle);
  return { calls: oracle.calls, wallMs: performance.now() - start, key: treeKey(tree) };
}

type Search = (n: number) => Promise<Found>;

async function compare(
  { rounds, progress }: BenchmarkContext,
  own: Search,
  peer: Search,
  versions: Readonly<Record<string, string>>,
): Promise<BenchmarkResult> {
  const measurements: Measurement[] = [];
  const comparisons: Comparison[] = [];
  for (const n of sizes) {
    const [mine, other]: [Found[], Found[]] = [[], []];
    for (let round = 0; round <= rounds; round++) {
      progress.step('bench', `reveal: n = ${n}, round ${round} of ${rounds}`);
      const pair = [await own(n), await peer(n)] as const;
      if (pair[0].key !== pair[1].key) throw new Error(`n = ${n}: lastbit and FPRev found different trees`);
      if (round === 0) {
        measurements.push(measurement(`n = ${n}, lastbit, first search`, 'ms', [pair[0].wallMs]));
        continue;
      }
      mine.push(pair[0]);
      other.push(pair[1]);
    }
    const rows = [
      ['lastbit', mine],
      ['FPRev', other],
    ] as const;
    for (const [name, list] of rows) {
      measurements.push(
        measurement(
          `n = ${n}, ${name}`,
          'calls',
          list.map(({ calls }) => calls),
        ),
      );
      measurements.push(
        measurement(
          `n = ${n}, ${name}`,
          'ms',
          list.map(({ wallMs }) => wallMs),
        ),
      );
    }
    const ratio = (of: 'calls' | 'wallMs'): number =>
      median(mine.map((one) => one[of])) / median(other.map((one) => one[of]));
    comparisons.push({ name: `n = ${n}: calls, lastbit ÷ FPRev`, ratio: ratio('calls'), target: { atMost: 1 } });
    const target = n === sizes.at(-1) ? { target: { atMost: 1 } } : {};
    comparisons.push({ name: `n = ${n}: time, lastbit ÷ FPRev`, ratio: ratio('wallMs'), ...target });
  }
  return { measurements, comparisons, unmeasured: [], versions };
}

function nothing(reason: string): BenchmarkResult {
  return { measurements: [], comparisons: [], unmeasured: [{ name: 'the tree of a sum', reason }], versions: {} };
}
