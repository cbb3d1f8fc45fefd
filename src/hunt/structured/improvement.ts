import { ulp32 } from '../../float/ulp.ts';
import type { Rng } from '../../inputs/random.ts';
import type { Candidate, HuntProblem } from '../problem.ts';
import type { Search } from '../search.ts';
import { beam, type Choice, least, most, type Pass } from './beam.ts';
import type { Window } from './layer.ts';
import type { Options } from './options.ts';
import type { Plan } from './plan.ts';
import { additionsAfter, type Prices, priceGreedy } from './price-greedy.ts';

/** A choice with the sign of the error that it aims at, and what the aim says of it. */
interface Best {
  readonly choice: Choice;
  readonly sign: 1 | -1;
  readonly merit: number;
}

/**
 * The best input so far of one problem, and the ways to a better one.
 *
 * The error E of a choice is a sum over the additions, and so is P = Σ|products|. To make E ÷ P large, E − λ·P is made
 * large, with the best E ÷ P so far as λ (Dinkelbach, On nonlinear fractional programming, Management Science 13,
 * 1967). An error in ulp of a result with P ≤ κ·|result| is E ÷ P again, among the results that are that small.
 */
export class Improvement {
  private best: Best | undefined;
  /** λ. */
  private price = 0;
  private readonly after: Int32Array;
  private readonly ranges: readonly Window[];
  private readonly operations: number;
  /** Pairs that a beam of width w tries: w · linear + w² · squared, to first order. */
  private readonly linear: number;
  private readonly squared: number;
  private readonly problem: HuntProblem;
  private readonly plan: Plan;
  private readonly options: readonly Options[];

  constructor(problem: HuntProblem, plan: Plan, options: readonly Options[]) {
    this.problem = problem;
    this.plan = plan;
    this.options = options;
    this.after = additionsAfter(plan);
    this.ranges = rangesOfOptions(plan, options);
    this.operations = 2 * plan.n - 1;
    let [linear, squared] = [0, 0];
    for (let k = 0; k < plan.left.length; k++) {
      const terms = [plan.left[k]!, plan.right[k]!].filter((operand) => operand < plan.n);
      if (terms.length === 0) squared++;
      else if (terms.length === 1) linear += Math.min(256, options[terms[0]!]!.value.length);
    }
    this.linear = Math.max(1, linear);
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
    const usual = 2 ** -24 * Math.max(1, most(this.after));
    let prices: Prices | undefined;
    for (let i = 0; i < walks; i++) {
      const cost = this.price;
      let tried: Prices;
      if (prices !== undefined && i > walks / 2) {
        const power = Math.max(0, prices.power + (rng.unit() - 0.5) / 2);
        tried = { ...prices, price: prices.price * 2 ** (rng.unit() - 0.5), power, cost };
      } else {
        const [sign, side] = [i % 2 === 0 ? 1 : -1, (i >> 1) % 2 === 0 ? 1 : -1] as const;
        tried = { sign, side, price: usual * 2 ** (rng.unit() * 16 - 12), power: 2 * rng.unit(), cost };
      }
      const better = this.take(priceGreedy(this.plan, this.options, this.after, tried), tried.sign, cost);
      if (better !== undefined) prices = tried;
      yield { spent: walk, ...(better === undefined ? {} : { found: better }) };
    }
  }

  /** The input with the largest sum, or with the least one. */
  end(side: 1 | -1): Choice {
    return priceGreedy(this.plan, this.options, this.after, { sign: 1, side, price: 1, power: 0, cost: 0 });
  }

  /** One beam with values within a share `zoom` of the range of each node around an input: the best one so far. */
  *pass(
    sign: 1 | -1,
    zoom: number,
    evaluations: number,
    depth: number,
    phase: number,
    best: Choice | undefined = this.best?.choice,
  ): Search {
    const { price } = this;
    const pass: Pass = {
      ...{ sign, width: this.widthFor(evaluations * this.operations), depth, phase, price },
      ...(zoom >= 1 || best === undefined ? {} : { windows: this.around(best, zoom) }),
      ...(this.isOwnScore ? {} : { judge: (choice: Choice) => this.meritOf(choice, sign, price).merit }),
    };
    const steps = beam(this.plan, this.options, pass);
    for (;;) {
      const step = steps.next();
      if (step.done === true) {
        const found = step.value === undefined ? undefined : this.take(step.value, sign, price);
        yield { spent: 0, ...(found === undefined ? {} : { found }) };
        return;
      }
      yield { spent: step.value / this.operations };
    }
  }

  /** Whether the score of a beam is what the problem asks for. */
  private get isOwnScore(): boolean {
    return this.problem.aim === 'error' && this.problem.condition === undefined;
  }

  private take(choice: Choice, sign: 1 | -1, price: number): Candidate | undefined {
    const { merit, ratio } = this.meritOf(choice, sign, price);
    if (merit <= (this.best?.merit ?? 0)) return undefined;
    this.best = { choice, sign, merit };
    if (this.problem.aim === 'bound' || this.problem.aim === 'ulp') this.price = ratio;
    return {
      left: Float32Array.from(choice.options, (option, term) => this.options[term]!.left[option]!),
      right: Float32Array.from(choice.options, (option, term) => this.options[term]!.right[option]!),
    };
  }

  /** What the aim says of a choice, to about 2^-28; −∞ where the condition number is too large. And its E ÷ P. */
  private meritOf(choice: Choice, sign: 1 | -1, price: number): { readonly merit: number; readonly ratio: number } {
    if (this.isOwnScore) return { merit: choice.score, ratio: 0 };
    const { aim, condition } = this.problem;
    let products = 0;
    choice.options.forEach((option, term) => {
      const { left, right } = this.options[term]!;
      products += Math.abs(left[option]! * right[option]!);
    });
    const error = choice.score + price * products;
    const exact = choice.values.at(-1)! - sign * error;
    const ratio = error / products;
    if (products === 0 || (condition !== undefined && products > condition * Math.abs(exact)))
      return { merit: Number.NEGATIVE_INFINITY, ratio };
    return { merit: aim === 'error' ? error : aim === 'bound' ? ratio : error / ulp32(exact), ratio };
  }

  private around({ values }: Choice, zoom: number): readonly Window[] {
    return this.ranges.map(({ low, high }, operand) => {
      const half = (zoom * (high - low)) / 2;
      const middle = values[operand]!;
      return { low: Math.max(low, middle - half), high: Math.min(high, middle + half) };
    });
  }

  /** The width with which a beam tries about so many pairs. */
  private widthFor(pairs: number): number {
    const { linear, squared } = this;
    const root = Math.sqrt(linear ** 2 + 4 * squared * pairs);
    const width = squared === 0 ? pairs / linear : (root - linear) / (2 * squared);
    return Math.max(8, Math.min(20_000, Math.floor(width)));
  }
}

/** Between which numbers the values of each operand lie, with these options. */
function rangesOfOptions({ n, left, right }: Plan, options: readonly Options[]): readonly Window[] {
  const ranges: Window[] = options.map(({ value }) => ({ low: least(value), high: most(value) }));
  for (let k = 0; k < left.length; k++) {
    const [a, b] = [ranges[left[k]!]!, ranges[right[k]!]!];
    ranges[n + k] = { low: a.low + b.low, high: a.high + b.high };
  }
  return ranges;
}
