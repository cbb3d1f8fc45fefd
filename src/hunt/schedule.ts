import type { Rng } from '../inputs/random.ts';
import type { Search } from './search.ts';

/** One way to search. The same restart with the same evaluations gives the same candidates. */
export interface Method {
  readonly name: string;
  /** How many evaluations it gets, beside the shares of the other methods. */
  readonly share: number;
  /** The search gives all it can at once; further restarts would repeat it. */
  readonly once?: true;
  /** `evaluations`: what it may spend; it is stopped after that. */
  start(rng: Rng, evaluations: number): Search;
}

/**
 * The unit of work: one restart of one method. What is on disk counts whole rounds, so an interrupted round is done
 * again from its beginning.
 */
export interface Round {
  /** The index of the method. */
  readonly method: number;
  readonly restart: number;
  /** The most evaluations. */
  readonly evaluations: number;
}

const [firstRound, growth] = [4096, 4];
/** A round with fewer evaluations finds nothing that an earlier one did not. */
const fewest = 256;

/**
 * The rounds of a hunt, in sweeps over all methods. Each is told what its round has spent. The first sweep is short, so
 * that there is a result at once. Where `total` evaluations are given, each further sweep divides all that is left;
 * otherwise sweeps grow fourfold. A method that spends nothing, or that gives all it can at once, is not asked again.
 * A rest that is too small to be divided goes to the method with the largest share. Ends with whether all is spent.
 */
export function* scheduledRounds(
  methods: readonly Method[],
  total: number = Number.POSITIVE_INFINITY,
): Generator<Round, 'evaluations' | 'searched', number> {
  let spent = 0;
  let live = methods.map((_, index) => index);
  for (let sweep = 0; live.length > 0; sweep++) {
    const shares = live.reduce((sum, index) => sum + methods[index]!.share, 0);
    const left = total - spent;
    const isRest = sweep > 0 && left < fewest * shares;
    const sweeping =
      sweep > 0 && total < Number.POSITIVE_INFINITY ? left : Math.min(left, firstRound * shares * growth ** sweep);
    const going: number[] = [];
    for (const index of isRest ? [largestShare(live, methods)] : live) {
      const { share, once } = methods[index]!;
      const evaluations = isRest ? left : Math.min(total - spent, Math.ceil((sweeping * share) / shares));
      const used = yield { method: index, restart: sweep, evaluations };
      spent += used;
      if (spent >= total) return 'evaluations';
      if (used > 0 && once !== true) going.push(index);
    }
    if (isRest) return 'evaluations';
    live = going;
  }
  return 'searched';
}

const largestShare = (live: readonly number[], methods: readonly Method[]): number =>
  live.reduce((one, other) => (methods[other]!.share > methods[one]!.share ? other : one));
