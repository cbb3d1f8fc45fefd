import type { Case } from '../conv/batch.ts';
import { rowShape } from '../conv/shape.ts';
import { cases } from '../inputs/cases.ts';
import { minimise } from '../inputs/minimise.ts';
import { isAllowed } from './constraints.ts';
import type { Candidate, HuntProblem } from './problem.ts';

/** What a simpler witness keeps of the best score, and of the limit if the score has as much. */
const keptShare = 0.999;

/** A simpler candidate, and whether nothing simpler is left. */
export interface Shrunk {
  readonly candidate: Candidate;
  /** Candidates that were tried. */
  readonly tried: number;
  readonly minimal: boolean;
}

interface ShrinkOptions {
  readonly tries: number;
  readonly limit?: number | undefined;
  /** Ends the search early. */
  readonly signal?: { readonly aborted: boolean } | undefined;
}

/** Scores several candidates that the constraints allow; undefined for those that are not allowed by the rule. */
export type ScoreMany = (candidates: readonly Candidate[]) => Promise<readonly (number | undefined)[]>;

/**
 * The simplest candidate found with at least `keptShare` of the score, and of the limit if it had as much: more zeros,
 * shorter significands, exponents near 0, fewer signs. Every factor stays in its domain. `tries` counts candidates that
 * are scored, so a slow engine gives the same.
 */
export async function shrinkWitness(
  problem: HuntProblem,
  start: Candidate,
  score: number,
  scoreMany: ScoreMany,
  { tries, limit, signal }: ShrinkOptions,
): Promise<Shrunk> {
  const shape = rowShape(problem.n);
  const least = Math.max(score * keptShare, limit === undefined ? 0 : Math.min(score, limit * keptShare));
  const { value, tried, minimal } = await minimise(
    cases({ shape }),
    { shape, image: start.left, kernel: start.right },
    async (all) => {
      const allowed = all.map((input) => isWithinDomains(problem, input));
      const scores = await scoreMany(all.filter((_, index) => allowed[index]!).map(candidateOf));
      let next = 0;
      return allowed.map((is) => {
        const worth = is ? scores[next++] : undefined;
        return worth !== undefined && worth >= least ? worth : undefined;
      });
    },
    { evaluations: tries, signal },
  );
  return { candidate: candidateOf(value), tried, minimal };
}

const candidateOf = ({ image, kernel }: Case): Candidate => ({ left: image, right: kernel });

function isWithinDomains({ left, right }: HuntProblem, { image, kernel }: Case): boolean {
  return (
    left.every((domain, term) => isAllowed(domain, image[term]!)) &&
    right.every((domain, term) => isAllowed(domain, kernel[term]!))
  );
}
