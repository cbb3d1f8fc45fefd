import { modelOf } from '../../reveal/model.ts';
import { Oracle } from '../../reveal/oracle.ts';
import { type ReplayOptions, replay } from '../../reveal/replay.ts';
import { type Revelation, reveal } from '../../reveal/reveal.ts';
import { isFused, type NodeFormat } from '../../sums/accumulation.ts';
import { printTree } from '../../sums/tree-text.ts';
import type { Benchmark, BenchmarkResult, Measurement } from '../benchmark.ts';
import { measurement } from '../interleaved.ts';
import { type PublishedUnit, publishedUnits } from './published-units.ts';
import { unitBlackBox } from './unit-black-box.ts';

/** Two instructions are chained, so that one adds to the result of another. */
const instructions = 2;
/** Outputs that are replayed after the revelation, with another seed. */
const freshReplays = 10_000;

/** Published matrix units, written from their descriptions and revealed from their outputs alone. */
export const units: Benchmark = {
  name: 'units',
  description:
    'matrix units of ten architectures as papers describe them, revealed from outputs alone: the tree and the adders ' +
    `are those of the description, and ${freshReplays} further outputs are the same; calls for each`,
  run: ({ progress, seed }) => findUnits(publishedUnits, seed, (name) => progress.step('bench', `units: ${name}`)),
};

/** Calls of each unit that is found; the others with the reason. `n of m` counts whole architectures. */
export async function findUnits(
  list: readonly PublishedUnit[],
  seed: number,
  onUnit: (name: string) => void = () => {},
  fresh: number = freshReplays,
): Promise<BenchmarkResult> {
  const measurements: Measurement[] = [];
  const unmeasured: { name: string; reason: string }[] = [];
  const missed = new Set<string>();
  for (const unit of list) {
    const name = `${unit.architecture}, ${unit.inputs}`;
    onUnit(name);
    const n = instructions * unit.adder.width;
    const revealed = await reveal(unitBlackBox(unit), n, { seed });
    const wrong = await differenceFrom(unit, n, revealed, { cases: fresh, seed: seed + 1 });
    if (wrong === undefined) measurements.push(measurement(name, 'calls', [revealed.cost.calls]));
    else {
      missed.add(unit.architecture);
      unmeasured.push({ name, reason: wrong });
    }
  }
  const all = new Set(list.map(({ architecture }) => architecture)).size;
  const found = all - missed.size;
  const comparisons = [{ name: `${found} of ${all} architectures`, ratio: found / all, target: { atLeast: 1 } }];
  return { measurements, comparisons, unmeasured, versions: { node: process.version } };
}

/** How a revelation differs from the description; undefined if it does not. */
async function differenceFrom(
  unit: PublishedUnit,
  n: number,
  revealed: Revelation,
  fresh: ReplayOptions,
): Promise<string | undefined> {
  if (!revealed.explained) return `not explained: ${revealed.because}`;
  const { accumulation } = revealed;
  if (printTree(accumulation.tree) !== treeOf(unit)) return `another tree: ${printTree(accumulation.tree)}`;
  const odd = accumulation.nodes.find((format) => !isDescribed(format, unit));
  if (odd !== undefined) return `another adder: ${JSON.stringify(odd)}`;
  const oracle = new Oracle(unitBlackBox(unit), n);
  const again = await replay(oracle, modelOf(accumulation), fresh);
  return again.first === undefined ? undefined : `${again.mismatches} of ${again.cases} further outputs differ`;
}

function isDescribed(format: NodeFormat, { adder }: PublishedUnit): boolean {
  if (adder.kind !== 'fused') return format === 'binary32';
  if (!isFused(format)) return false;
  const { guardBits, end, to, aligns } = format;
  const bits = to?.precision ?? 24;
  return (
    bits === adder.bits && bits - 1 + guardBits === adder.fraction && end === 'toward-zero' && aligns === 'factors'
  );
}

/** The tree of the chained instructions: each adds its products to the sum so far, or a pairwise sum of them. */
function treeOf({ adder }: PublishedUnit): string {
  const texts = Array.from({ length: instructions }, (_, k) =>
    Array.from({ length: adder.width }, (_, t) => String(k * adder.width + t)),
  );
  if (adder.kind === 'pairwise') return texts.map((terms) => `(${pairs(terms)})`).join('+');
  return texts.reduce((sum, terms) => `(${[...(sum === '' ? [] : [sum]), ...terms].join('+')})`, '');
}

function pairs(terms: readonly string[]): string {
  if (terms.length === 2) return terms.join('+');
  const middle = terms.length / 2;
  return `(${pairs(terms.slice(0, middle))})+(${pairs(terms.slice(middle))})`;
}
