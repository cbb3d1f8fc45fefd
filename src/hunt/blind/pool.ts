import type { Candidate, HuntProblem } from '../problem.ts';
import type { Objective } from '../score.ts';
import type { SearchStep } from '../search.ts';

/** What every blind search is given. */
export interface BlindOptions {
  readonly problem: HuntProblem;
  /** The fast score; `objectiveOf` makes one. */
  readonly objective: Objective;
  readonly seed: number;
  /** Evaluations after which the search ends. */
  readonly budget: number;
}

/** Candidates side by side, their scores, and the best so far of a search. */
export class Pool {
  readonly lefts: Float32Array;
  readonly rights: Float32Array;
  readonly scores: Float64Array;
  readonly n: number;
  best: number = Number.NEGATIVE_INFINITY;
  private readonly objective: Objective;
  private readonly pair: boolean;

  constructor({ problem, objective }: BlindOptions, size: number) {
    this.n = problem.n;
    this.lefts = new Float32Array(size * this.n);
    this.rights = new Float32Array(size * this.n);
    this.scores = new Float64Array(size);
    this.objective = objective;
    this.pair = problem.aim === 'difference';
  }

  /** Asks for the results of the first `count` candidates and scores them. */
  *evaluate(count: number): Generator<SearchStep, void, Float32Array | Float64Array | undefined> {
    const { n, lefts, rights, scores } = this;
    const end = count * n;
    const results = yield {
      ask: { lefts: lefts.subarray(0, end), rights: rights.subarray(0, end), count },
      spent: count,
    };
    if (results === undefined) throw new RangeError('a question must be answered');
    let best = -1;
    for (let i = 0; i < count; i += 1) {
      const other = this.pair ? results[count + i]! : 0;
      scores[i] = this.objective(lefts, rights, n, i, results[i]!, other);
      if (scores[i]! > this.best) {
        this.best = scores[i]!;
        best = i;
      }
    }
    if (best >= 0) yield { found: this.candidate(best), spent: 0 };
  }

  candidate(index: number): Candidate {
    const { n, lefts, rights } = this;
    return { left: lefts.slice(index * n, (index + 1) * n), right: rights.slice(index * n, (index + 1) * n) };
  }
}
