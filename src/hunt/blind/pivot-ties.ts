import { leadingExponent } from '../../sums/round-exactly.ts';
import type { Candidate, FactorDomain } from '../problem.ts';
import type { Search, SearchStep } from '../search.ts';
import { type BlindOptions, Pool } from './pool.ts';

type Factors = readonly [x: number, y: number];

/** Factors in [1, 2), times a power of two. */
const mains: readonly Factors[] = [
  // 2^24 + 1: a rounded product loses the most.
  [24929 * 2 ** -14, 673 * 2 ** -9],
  [1, 1],
  // 1 + 2^-23 − 2^-45: a truncated product.
  [1 + 2 ** -22, 1 - 2 ** -23],
  // Products that are rounded to 11 or 8 bits, and factors that are.
  ...[11, 8].flatMap((bits): Factors[] => [
    [1 + 2 ** -bits, 1],
    [1 + 2 ** -bits, 1 + 2 ** -bits],
    [1 + 2 ** (1 - bits) - 2 ** -23, 1 + 2 ** (1 - bits) - 2 ** -23],
  ]),
];

/** What is lost beside 1, by kinds of additions. Exponents are of the product. */
const others: readonly { readonly factors: Factors; readonly exponent: number }[] = [
  { factors: [24929 * 2 ** -14, 673 * 2 ** -9], exponent: -25 }, // rounded products
  { factors: [1, 1], exponent: -24 }, // fused multiply-adds
  { factors: [1 - 2 ** -24, 1], exponent: -24 }, // any rule for ties
  { factors: [177 * 2 ** -7, 3033169 * 2 ** -21], exponent: -25 }, // two roundings
  { factors: [1 - 2 ** -24, 1], exponent: -23 }, // truncation
  { factors: [1, 1], exponent: -53 }, // binary64
  ...[11, 8].flatMap((bits) => [
    { factors: [1, 1] as const, exponent: -bits },
    { factors: [1 - 2 ** -24, 1] as const, exponent: 1 - bits },
  ]),
];

/** Pivots that are tried side by side, so that an engine is asked for several inputs in one call. */
const lanes = 8;
/** Terms on which the kinds are compared. */
const sampled = 16;

/**
 * Places a large product at one term, the pivot, and at each other term, one after another, what an addition to it just
 * loses; it stays if the score grows. Within a subtree beside the path of the pivot only one such term survives,
 * because two of them are no longer lost. So every addition on the path loses half an ulp, whatever the tree is. First
 * the kinds are compared on a few terms, then every pivot is tried with the best two. For free factors or ranges around
 * 0; ends at once for other domains.
 */
export function* pivotTies(options: BlindOptions): Search {
  const { n, left, right } = options.problem;
  const [x, y] = [scaleOf(left), scaleOf(right)];
  if (x === undefined || y === undefined) return;
  const pool = new Pool(options, lanes);
  const budget = { left: options.budget };
  const runAll = (runs: readonly Run[]): Scores =>
    runSideBySide(
      runs.map((run) => place(n, run, x, y)),
      pool,
      budget,
    );
  const pivots = pivotOrder(n);
  const first = pivots.slice(0, 3);
  const mainScores = yield* runAll(
    mains.flatMap((_, main) => first.map((pivot) => ({ pivot, main, kinds: [], terms: [] }))),
  );
  const main = ranking(mainScores, mains.length)[0]!;
  const terms = pivots.slice(0, sampled);
  const kindScores = yield* runAll(
    others.flatMap((_, kind) => first.map((pivot) => ({ pivot, main, kinds: [kind], terms }))),
  );
  const kinds = ranking(kindScores, others.length).slice(0, 2);
  const all = Array.from({ length: n }, (_, t) => t);
  yield* runAll(pivots.map((pivot) => ({ pivot, main, kinds, terms: all })));
}

type Scores = Generator<SearchStep, readonly number[], Float32Array | Float64Array | undefined>;

interface Run {
  readonly pivot: number;
  /** An index into `mains`, and indices into `others` that are tried in turn. */
  readonly main: number;
  readonly kinds: readonly number[];
  readonly terms: readonly number[];
}

/** Yields candidates, takes their scores, and returns the best of them. */
function* place(n: number, run: Run, x: number, y: number): Generator<Candidate, number, number> {
  const [left, right] = [new Float32Array(n), new Float32Array(n)];
  const put = (term: number, [a, b]: Factors, exponent: number): void => {
    left[term] = x * a * 2 ** Math.ceil(exponent / 2);
    right[term] = y * b * 2 ** Math.floor(exponent / 2);
  };
  put(run.pivot, mains[run.main]!, 0);
  let best = yield { left, right };
  for (const term of run.terms) {
    if (term === run.pivot) continue;
    for (const kind of run.kinds) {
      const { factors, exponent } = others[kind]!;
      put(term, factors, exponent + mainExponent(run.main));
      const score = yield { left, right };
      if (score > best) {
        best = score;
        break;
      }
      put(term, [0, 0], 0);
    }
  }
  return best;
}

/** Main products are near 2^0 or 2^1. */
const mainExponent = (main: number): number => leadingExponent(mains[main]![0] * mains[main]![1]);

interface Lane {
  readonly index: number;
  readonly run: Generator<Candidate, number, number>;
  next: IteratorResult<Candidate, number>;
}

/** Runs all, `lanes` at a time, and returns their scores; −∞ for those that the budget does not reach. */
function* runSideBySide(
  runs: readonly Generator<Candidate, number, number>[],
  pool: Pool,
  budget: { left: number },
): Scores {
  const results = runs.map(() => Number.NEGATIVE_INFINITY);
  // A run takes memory from its first step on.
  const waiting = runs.entries();
  const begin = (): Lane[] => {
    const { done, value } = waiting.next();
    return done ? [] : [{ index: value[0], run: value[1], next: value[1].next() }];
  };
  let open = Array.from({ length: lanes }, begin).flat();
  while (open.length > 0 && budget.left >= open.length) {
    open.forEach(({ next }, lane) => {
      const { left, right } = next.value as Candidate;
      pool.lefts.set(left, lane * pool.n);
      pool.rights.set(right, lane * pool.n);
    });
    yield* pool.evaluate(open.length);
    budget.left -= open.length;
    open.forEach((lane, i) => {
      lane.next = lane.run.next(pool.scores[i]!);
      if (lane.next.done) results[lane.index] = lane.next.value;
    });
    open = open.flatMap((lane) => (lane.next.done ? begin() : [lane]));
  }
  return results;
}

/** The indices of groups of equally many scores, the group with the largest score first. */
function ranking(scores: readonly number[], groups: number): readonly number[] {
  const size = scores.length / groups;
  const best = Array.from({ length: groups }, (_, i) => Math.max(...scores.slice(i * size, (i + 1) * size)));
  return best.map((_, i) => i).sort((a, b) => best[b]! - best[a]! || a - b);
}

/** The first and the last term, then the others spread evenly. */
function pivotOrder(n: number): readonly number[] {
  const order = new Set([0, n - 1]);
  for (let step = 2 ** Math.ceil(Math.log2(n)); step >= 1; step /= 2)
    for (let t = step / 2; t < n; t += step) order.add(Math.floor(t));
  for (let t = 0; t < n; t += 1) order.add(t);
  return [...order];
}

/** The signed power of two by which factors below 2 are multiplied; undefined if 0 or small numbers are not allowed. */
function scaleOf(domains: readonly FactorDomain[]): number | undefined {
  let [up, down] = [2, 2];
  for (const domain of domains) {
    if (domain.kind === 'levels') return undefined;
    if (domain.kind === 'any') continue;
    if (domain.low > 0 || domain.high < 0) return undefined;
    up = Math.min(up, domain.high);
    down = Math.min(down, -domain.low);
  }
  const size = Math.max(up, down);
  return size > 0 ? Math.sign(up - down || 1) * 2 ** (leadingExponent(size) - 1) : undefined;
}
