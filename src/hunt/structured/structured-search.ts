import { type Rng, randomOf } from '../../inputs/random.ts';
import type { Accumulation } from '../../sums/accumulation.ts';
import type { Candidate, HuntProblem } from '../problem.ts';
import type { Search } from '../search.ts';
import { beam, type Choice, type Pass } from './beam.ts';
import type { Window } from './layer.ts';
import { type Options, optionsOf } from './options.ts';
import { type Plan, planOf } from './plan.ts';
import { additionsAfter, type Prices, priceGreedy } from './price-greedy.ts';

/** Why there is no structured search for a problem; undefined if there is one. */
export function noStructuredSearch(problem: HuntProblem, accumulation: Accumulation): string | undefined {
  const plan = planOf(accumulation);
  if (typeof plan === 'string') return `no structured search for ${plan}`;
  if (plan.n < 2) return 'no structured search for a single product';
  return problem.aim === 'difference' ? 'no structured search for the difference of two subjects' : undefined;
}

/** A choice with the sign of the error that it aims at. */
interface Best extends Choice {
  readonly sign: 1 | -1;
}

/**
 * Searches the worst input on a known accumulation: greedy walks, then beams that are wider or look more closely around
 * the best input so far. It never ends. `evaluations`, if known, chooses the width of the first beam. Throws a
 * RangeError where `noStructuredSearch` gives a reason.
 */
export function* structuredSearch(
  problem: HuntProblem,
  accumulation: Accumulation,
  seed: number,
  evaluations = 1e5,
): Search {
  const reason = noStructuredSearch(problem, accumulation);
  if (reason !== undefined) throw new RangeError(reason);
  const plan = planOf(accumulation) as Plan;
  const rng = randomOf(seed, 'structured');
  const options = optionsOf(problem, plan, rng);
  const search = new Improvement(plan, options);
  if (search.isChain) yield* search.greedy(rng, evaluations / 5);
  for (const sign of [1, -1] as const) yield* search.pass(sign, 1, evaluations / 12, 1);
  if (!search.isChain) yield* search.pass(search.sign, 1, evaluations / 4, 1);
  for (let share = evaluations / 8, zoom = 0.25; ; zoom = zoom < 0.01 ? 0.5 : zoom / 2) {
    yield* search.pass(search.sign, zoom * (0.75 + rng.unit() / 2), share, rng.chance(0.5) ? 1 : 2);
    if (zoom < 0.01) share *= 2;
  }
}

/** The best input so far of one problem, and the ways to a better one. */
class Improvement {
  private best: Best | undefined;
  private readonly after: Int32Array;
  private readonly ranges: readonly Window[];
  private readonly operations: number;
  /** Pairs that a beam of width 1 tries, to first order, and those that one of width w tries for each w². */
  private readonly linear: number;
  private readonly squared: number;
  private readonly plan: Plan;
  private readonly options: readonly Options[];

  constructor(plan: Plan, options: readonly Options[]) {
    this.plan = plan;
    this.options = options;
    this.after = additionsAfter(plan);
    this.ranges = rangesOfOptions(plan, options);
    this.operations = 2 * plan.n - 1;
    let [linear, squared] = [0, 0];
    for (let k = 0; k < plan.left.length; k++) {
      const terms = [plan.left[k]!, plan.right[k]!].filter((operand) => operand < plan.n);
      if (terms.length === 0) squared++;
      else if (terms.length === 1) linear += options[terms[0]!]!.value.length;
    }
    this.linear = linear;
    this.squared = squared;
  }

  /** Whether every addition adds a term. */
  get isChain(): boolean {
    return this.squared === 0;
  }

  get sign(): 1 | -1 {
    return this.best?.sign ?? 1;
  }

  /** Greedy walks with prices over five orders of magnitude, then around the best ones. */
  *greedy(rng: Rng, evaluations: number): Search {
    const walk = this.options.reduce((sum, { value }) => sum + value.length, 0) / this.operations;
    const walks = Math.max(8, Math.floor(evaluations / walk));
    let prices: Prices | undefined;
    for (let i = 0; i < walks; i++) {
      const near = prices !== undefined && i > walks / 2;
      const usual = 2 ** -24 * Math.max(1, ...this.after);
      const tried: Prices = near
        ? {
            ...prices!,
            price: prices!.price * 2 ** (rng.unit() - 0.5),
            power: Math.max(0, prices!.power + (rng.unit() - 0.5) / 2),
          }
        : {
            sign: i % 2 === 0 ? 1 : -1,
            side: (i >> 1) % 2 === 0 ? 1 : -1,
            price: usual * 2 ** (rng.unit() * 16 - 12),
            power: 2 * rng.unit(),
            cost: 0,
          };
      const choice = priceGreedy(this.plan, this.options, this.after, tried);
      const better = this.take(choice, tried.sign);
      if (better !== undefined) prices = tried;
      yield { spent: walk, ...(better === undefined ? {} : { found: better }) };
    }
  }

  /** One beam with values within a share `zoom` of the range of each node around the best input so far. */
  *pass(sign: 1 | -1, zoom: number, evaluations: number, depth: number): Search {
    const best = this.best;
    const windows = zoom >= 1 || best === undefined ? undefined : this.around(best, zoom);
    const width = this.widthFor(evaluations * this.operations);
    const pass: Pass = { sign, width, depth, price: 0, ...(windows === undefined ? {} : { windows }) };
    const steps = beam(this.plan, this.options, pass);
    for (;;) {
      const step = steps.next();
      if (step.done === true) {
        const found = step.value === undefined ? undefined : this.take(step.value, sign);
        yield { spent: 0, ...(found === undefined ? {} : { found }) };
        return;
      }
      yield { spent: step.value / this.operations };
    }
  }

  private take(choice: Choice, sign: 1 | -1): Candidate | undefined {
    if (this.best !== undefined && choice.score <= this.best.score) return undefined;
    this.best = { ...choice, sign };
    return {
      left: Float32Array.from(choice.options, (option, term) => this.options[term]!.left[option]!),
      right: Float32Array.from(choice.options, (option, term) => this.options[term]!.right[option]!),
    };
  }

  private around({ values }: Best, zoom: number): readonly Window[] {
    return this.ranges.map(({ low, high }, operand) => {
      const half = (zoom * (high - low)) / 2;
      const middle = values[operand]!;
      return { low: Math.max(low, middle - half), high: Math.min(high, middle + half) };
    });
  }

  /** The width with which a beam tries about so many pairs. */
  private widthFor(pairs: number): number {
    const { linear, squared } = this;
    const width =
      squared === 0 ? pairs / linear : (Math.sqrt(linear ** 2 + 4 * squared * pairs) - linear) / (2 * squared);
    return Math.max(8, Math.min(20_000, Math.floor(width)));
  }
}

/** Between which numbers the values of each operand lie, with these options. */
function rangesOfOptions({ n, left, right }: Plan, options: readonly Options[]): readonly Window[] {
  const ranges: Window[] = options.map(({ value }) => ({ low: Math.min(...value), high: Math.max(...value) }));
  for (let k = 0; k < left.length; k++) {
    const [a, b] = [ranges[left[k]!]!, ranges[right[k]!]!];
    ranges[n + k] = { low: a.low + b.low, high: a.high + b.high };
  }
  return ranges;
}
