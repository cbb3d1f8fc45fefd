import { shown } from '../errors/shown.ts';
import { nearestText, UsageError } from '../errors/usage-error.ts';
import { unitRoundoff32, unitRoundoff64 } from '../float/format.ts';
import { type Accumulation, noFlush } from '../sums/accumulation.ts';
import { annealing } from './blind/annealing.ts';
import { boxShrinking } from './blind/box-shrinking.ts';
import { pivotTies } from './blind/pivot-ties.ts';
import type { BlindOptions } from './blind/pool.ts';
import { randomSearch } from './blind/random-search.ts';
import type { Computer } from './computer.ts';
import { conditionWitness } from './free/condition.ts';
import { differenceSearch } from './free/difference.ts';
import { freeHunt } from './free/free-hunt.ts';
import { freeLimit } from './free/limit.ts';
import { freeWitness } from './free/witness.ts';
import type { Limit } from './hunt-result.ts';
import { flushingLimit } from './limits/flushing-limit.ts';
import { limitOf, mostSteps } from './limits/limit-of.ts';
import type { FactorDomain, HuntProblem } from './problem.ts';
import type { Method } from './schedule.ts';
import { objectiveOf, type ScoreRule } from './score.ts';
import type { Search } from './search.ts';
import { noStructuredSearch, structuredSearch } from './structured/structured-search.ts';

/** What no input exceeds, and which searches run: decided by the problem and by what was revealed. */
export interface HuntPlan {
  /** Undefined if none is known. */
  readonly limit: Limit | undefined;
  readonly methods: readonly Method[];
}

/** Every method, whichever a problem allows. */
const methodNames = ['construction', 'tie placement', 'beam', 'pivot-ties', 'annealing', 'box shrinking', 'random'];

/** The methods with these names; all of them without names. Throws a UsageError for a name that is none of them. */
export function chosenMethods(methods: readonly Method[], names: readonly string[], words: string): readonly Method[] {
  const here = methods.map(({ name }) => name);
  for (const name of names) {
    if (here.includes(name)) continue;
    if (!methodNames.includes(name))
      throw new UsageError(
        `--method ${shown(name)}: there is no such method; did you mean ${nearestText(name, methodNames)}?`,
      );
    throw new UsageError(
      `--method ${name}: not for this hunt, which has ${here.join(', ')}; the output is computed as: ${words}`,
    );
  }
  return names.length === 0 ? methods : methods.filter(({ name }) => names.includes(name));
}

/**
 * The limit and the searches for a problem. `computers` are those of the subjects, two for the aim `difference`.
 * `steps`: what the limit may cost.
 */
export function planHunt(
  problem: HuntProblem,
  rule: ScoreRule,
  computers: readonly Computer[],
  steps: number = mostSteps,
): HuntPlan {
  const known = computers.flatMap(({ accumulation }) => accumulation ?? []);
  const isKnown = known.length === computers.length;
  // Random numbers first: a construction may end the hunt at once, and is compared with them.
  const [random, ...blind] = blindMethods(problem, rule);
  return {
    limit: isKnown ? limitFor(problem, rule, known, steps) : undefined,
    methods: [random, ...(isKnown ? knownMethods(problem, rule, known, blind) : blind)],
  };
}

/** Searches that use the trees, and of the blind ones what still helps beside them. */
function knownMethods(
  problem: HuntProblem,
  rule: ScoreRule,
  [first, second]: readonly Accumulation[],
  blind: readonly Method[],
): readonly Method[] {
  if (first === undefined) return blind;
  const free = problem.aim !== 'error' && [...problem.left, ...problem.right].every(isFree);
  if (free && second !== undefined) return [blindMethod('tie placement', problem, rule, ties(first, second)), ...blind];
  if (free) return [construction(first, problem), ...blind];
  // Flushing matters below 2^-126 only. The search leaves it out; its candidates are scored with it.
  const plain = { ...first, flush: noFlush };
  if (second !== undefined || noStructuredSearch(problem, plain) !== undefined) return blind;
  return [structured(problem, plain), ...blind.filter(({ name }) => name === 'annealing')];
}

/** Greedy walks and beams over the tree. They reach far more than the blind searches, so they get most evaluations. */
function structured(problem: HuntProblem, accumulation: Accumulation): Method {
  const start: Method['start'] = (rng, budget) => structuredSearch(problem, accumulation, rng.next() >>> 0, budget);
  return { name: 'beam', share: 6, start };
}

/** Searches that know nothing but results, each with as many evaluations as the others. */
function blindMethods(problem: HuntProblem, rule: ScoreRule): readonly [Method, ...Method[]] {
  return [
    blindMethod('random', problem, rule, randomSearch),
    blindMethod('pivot-ties', problem, rule, pivotTies),
    blindMethod('annealing', problem, rule, (options) => annealing(options)),
    blindMethod('box shrinking', problem, rule, boxShrinking),
  ];
}

function blindMethod(name: string, problem: HuntProblem, rule: ScoreRule, search: SearchOf): Method {
  const objective = objectiveOf(rule);
  const start: Method['start'] = (rng, budget) => search({ problem, objective, seed: rng.next() >>> 0, budget });
  return { name, share: 1, start };
}

type SearchOf = (options: BlindOptions) => Search;

const ties =
  (first: Accumulation, second: Accumulation): SearchOf =>
  (options) =>
    differenceSearch(options, first, second);

/** The smallest limit that is known. */
function limitFor(
  problem: HuntProblem,
  rule: ScoreRule,
  known: readonly Accumulation[],
  steps: number,
): Limit | undefined {
  const ofAll = isRelative(problem) ? relativeLimit(known, rule) : undefined;
  const [accumulation] = known;
  if (accumulation === undefined || problem.aim === 'difference') return ofAll;
  const own = isFlushing(accumulation)
    ? flushingLimit(problem, accumulation, steps)
    : limitOf(problem, accumulation, steps);
  const named =
    own === undefined ? undefined : { value: inUnitsOf(problem, rule, own.value), name: limitNames[own.kind] };
  return named !== undefined && (ofAll === undefined || named.value < ofAll.value) ? named : ofAll;
}

const limitNames: Readonly<Record<NonNullable<ReturnType<typeof limitOf>>['kind'], string>> = {
  dp: 'DP limit',
  simple: 'simple limit',
  condition: 'condition limit',
  roundings: 'rounding limit',
};

/**
 * Limits relative to P or to an ulp are in units of binary32, and leave out underflow. An underflow in binary32 adds at
 * most half of the smallest ulp at each product, or each fused addition, and at the end. Later roundings, at most 2n,
 * enlarge that by (1 + u)^(2n) at most. `bound` subtracts it on its own.
 */
function inUnitsOf({ aim, n }: HuntProblem, { unitRoundoff, result }: ScoreRule, value: number): number {
  if (aim === 'error') return value;
  const scaled = value * (unitRoundoff32 / unitRoundoff);
  return aim === 'ulp' && result === 'binary32' ? (scaled + (n + 1) / 2) * (1 + n * 2 ** -21) : scaled;
}

const isFlushing = ({ flush: { inputs, products, sums } }: Accumulation): boolean => inputs || products || sums;

/** Whether an error is measured by P, so that all inputs of a tree have a limit, whatever they are. */
const isRelative = ({ aim }: HuntProblem): boolean => aim === 'bound' || aim === 'difference';

const isFree = ({ kind }: FactorDomain): boolean => kind === 'any';

/** The limits of all inputs, added up: a difference is at most the sum of two errors. */
function relativeLimit(known: readonly Accumulation[], { unitRoundoff }: ScoreRule): Limit | undefined {
  const limits = known.map((accumulation) => {
    const u = accumulation.result === 'binary32' ? unitRoundoff32 : unitRoundoff64;
    return (freeLimit(accumulation).value * u) / unitRoundoff;
  });
  const value = limits.reduce((sum, limit) => sum + limit);
  // The sum of two is rounded.
  return Number.isFinite(value) ? { value: value * (1 + 2 ** -50), name: 'rounding limit' } : undefined;
}

/**
 * The worst free input of a tree, whose condition number is 1; for an error in ulp also one with the largest condition
 * number that is allowed.
 */
function construction(accumulation: Accumulation, { aim, condition }: HuntProblem): Method {
  return {
    ...{ name: 'construction', share: 1, once: true },
    *start(): Search {
      yield { found: freeWitness(accumulation), spent: 1 };
      if (aim !== 'ulp') return;
      const conditioned =
        condition === undefined ? freeHunt(accumulation, aim).witness : conditionWitness(accumulation, condition);
      if (conditioned !== undefined) yield { found: conditioned, spent: 1 };
    },
  };
}
