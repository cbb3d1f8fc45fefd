import { rowShape } from '../conv/shape.ts';
import type { Subject } from '../engines/engine.ts';
import { cases } from '../inputs/cases.ts';
import { minimise } from '../inputs/minimise.ts';
import { randomOf } from '../inputs/random.ts';
import { separatingVector } from '../reveal/fingerprint.ts';
import type { Vectors } from '../reveal/oracle.ts';
import { same } from '../reveal/replay.ts';
import { replayVectors } from '../reveal/replay-vectors.ts';
import type { Setting } from './axes.ts';
import type { Known } from './known.ts';
import { sentTo } from './sent-numbers.ts';
import { stationOf } from './station.ts';
import type { Tested } from './vary.ts';

/** One output of one setting. */
export interface Side {
  readonly setting: Setting;
  readonly size: number;
  readonly output: number;
  readonly known: number;
}

/** The simplest sum found that two outputs give with different bits. All terms that are not listed are +0 · 1. */
export interface SmallestInput {
  readonly terms: readonly { readonly term: number; readonly left: number; readonly right: number }[];
  readonly results: readonly [number, number];
  /** Vectors tried while it was made simpler. */
  readonly tried: number;
}

/** The two outputs that show a change: the first outputs, or else an output beside one that computes otherwise. */
export function sidesOf(a: Tested, b: Tested): readonly [Side, Side] {
  const side = ({ setting, size, firsts }: Tested, known: number): Side => {
    return { setting, size, output: firsts.get(known)!, known };
  };
  if (a.reference !== b.reference) return [side(a, a.reference), side(b, b.reference)];
  const withOther = [b, a].find(({ runs, reference }) => runs.some(({ known }) => known !== reference)) ?? b;
  const other = withOther.runs.find(({ known }) => known !== withOther.reference) ?? withOther.runs[0]!;
  return [side(withOther, withOther.reference), side(withOther, other.known)];
}

/** Random vectors, until one differs. */
const portions = [20, 100, 1000] as const;
const numbersTried = 2 ** 27;
const [fewestTried, mostTried] = [100, 2000] as const;

/**
 * The simplest input on which two outputs differ; both are computed by the engine. Random vectors of all distributions
 * are tried first. Undefined if none of them differs.
 */
export async function smallestInput(
  sides: readonly [Side, Side],
  known: readonly Known[],
  subject: (threads: number) => Subject,
  seed: number,
): Promise<SmallestInput | undefined> {
  const stations = sides.map(({ setting, output }) => {
    const cell = setting.cases === undefined ? output : undefined;
    return stationOf(subject(setting.threads), setting, cell)!;
  });
  const [n] = stations.map((station) => station.n);
  if (n === undefined || stations.some((station) => station.n !== n)) return undefined;
  const ask = async ({ lefts, rights, count }: Vectors): Promise<readonly Float64Array[]> => {
    const all: Float64Array[] = [];
    for (const [index, station] of stations.entries()) {
      const listener = Math.max(0, station.listeners.indexOf(sides[index]!.output));
      const answers = await station.ask(lefts, rights, count);
      all.push(Float64Array.from({ length: count }, (_, k) => answers[k * station.listeners.length + listener]!));
    }
    return all;
  };
  const numbers = stations.reduce((sum, station) => sum + station.numbers, 0);
  const budget = Math.max(fewestTried, Math.min(mostTried, Math.floor(numbersTried / numbers)));
  const start = await startOf(n, sides, known, ask, budget, seed);
  if (start === undefined) return undefined;
  const shape = rowShape(n);
  const found = await minimise(
    cases({ shape }),
    { shape, image: start.lefts, kernel: start.rights },
    async (candidates) => {
      const lefts = new Float32Array(candidates.length * n);
      const rights = new Float32Array(candidates.length * n);
      for (const [index, { image, kernel }] of candidates.entries()) {
        lefts.set(image, index * n);
        rights.set(kernel, index * n);
      }
      const [one, other] = await ask({ lefts, rights, count: candidates.length });
      return candidates.map((_, index) => {
        const results = [one![index]!, other![index]!] as const;
        return differ(results) ? results : undefined;
      });
    },
    { evaluations: budget },
  );
  const { image, kernel } = found.value;
  const [one, other] = await ask({ lefts: image, rights: kernel, count: 1 });
  // What the engine gets and gives: of a mean not its sum, and in 16 bits numbers of the format.
  const { lefts, rights, factors } = sentTo(subject(1), image, kernel, n);
  const terms = [...lefts.keys()]
    .filter((term) => lefts[term] !== 0 && rights[term] !== 0)
    .map((term) => ({ term, left: lefts[term]!, right: rights[term]! }));
  return { terms, results: [one![0]! / factors[0]!, other![0]! / factors[0]!], tried: found.tried };
}

/** Two finite numbers, so that a difference in rounding does not become one of NaN. */
const differ = ([one, other]: readonly [number, number]): boolean =>
  Number.isFinite(one) && Number.isFinite(other) && !same(one, other);

async function startOf(
  n: number,
  sides: readonly [Side, Side],
  known: readonly Known[],
  ask: (vectors: Vectors) => Promise<readonly Float64Array[]>,
  budget: number,
  seed: number,
): Promise<{ readonly lefts: Float32Array; readonly rights: Float32Array } | undefined> {
  for (const count of portions.filter((portion) => portion <= Math.max(budget, portions[1]))) {
    const random = replayVectors(randomOf(seed, `contrast ${count}`), n, count);
    const [one, other] = await ask(random);
    const index = [...one!.keys()].find((place) => differ([one![place]!, other![place]!]));
    if (index === undefined) continue;
    return {
      lefts: random.lefts.slice(index * n, (index + 1) * n),
      rights: random.rights.slice(index * n, (index + 1) * n),
    };
  }
  const [a, b] = [known[sides[0].known]!, known[sides[1].known]!];
  const lefts = a.kind === 'tree' && b.kind === 'tree' ? separatingVector(a.tree, b.tree) : undefined;
  if (lefts === undefined) return undefined;
  const rights = new Float32Array(n).fill(1);
  const [first, second] = await ask({ lefts, rights, count: 1 });
  return differ([first![0]!, second![0]!]) ? { lefts, rights } : undefined;
}
