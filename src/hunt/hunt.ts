import type { AvailableSubject } from '../engines/engine.ts';
import { UsageError } from '../errors/usage-error.ts';
import { type Computer, computerOf, huntedFormat } from './computer.ts';
import { type Constraints, checkConstraints, isAllowed } from './constraints.ts';
import { type DriveOptions, drive, type HuntEnd, type HuntProgress } from './drive.ts';
import type { HuntedSubject, HuntResult, Limit } from './hunt-result.ts';
import { mostSteps } from './limits/limit-of.ts';
import { chosenMethods, type HuntPlan, planHunt } from './methods.ts';
import { domainsAt, type OutputPlace } from './place.ts';
import type { Candidate, HuntAim, HuntProblem } from './problem.ts';
import type { Method } from './schedule.ts';
import { type ScoreRule, scoreOf, scoreRule } from './score.ts';
import type { Question, Results } from './search.ts';
import { shrinkWitness } from './shrink-witness.ts';
import { confirm, type HuntSubject, type Witness } from './witness.ts';

export interface HuntRequest {
  /** Two for the aim `difference`. */
  readonly subjects: readonly [AvailableSubject, ...AvailableSubject[]];
  readonly place: OutputPlace;
  readonly constraints: Constraints;
  readonly aim: HuntAim;
  readonly seed: number;
  /** Only these methods; by default all that suit the problem. */
  readonly methods?: readonly string[] | undefined;
  /** The hunt ends after so many. `usual`: as many as `usualEvaluations`. Absent: when `goesOn` ends it. */
  readonly evaluations?: number | 'usual' | undefined;
}

export interface HuntHooks {
  /** Told before the search what was revealed, and the limit. */
  readonly onPlan?: (computers: readonly Computer[], limit: Limit | undefined) => void;
  readonly goesOn?: DriveOptions['goesOn'];
  readonly onProgress?: DriveOptions['onProgress'];
  readonly from?: HuntProgress | undefined;
  /** Ends shrinking early. */
  readonly signal?: { readonly aborted: boolean } | undefined;
}

/** A score of so much of the limit ends the search. */
const enough = 0.9999;
/** Candidates that shrinking may score: by a model in less than a second. */
const usualTries = (n: number, by: Computer['by']): number =>
  by === 'engine' ? 400 : Math.max(500, Math.min(4000, Math.floor(2 ** 20 / n)));

/** A limit costs about as much as the search: fewer steps give a larger one. */
const stepsOf = (evaluations: HuntRequest['evaluations']): number =>
  typeof evaluations === 'number' ? Math.max(2e5, Math.min(mostSteps, 8 * evaluations)) : mostSteps / 4;

/** A hunt with few evaluations is simplified in few tries. */
const triesFor = (evaluations: HuntRequest['evaluations'], usual: number): number =>
  typeof evaluations === 'number' ? Math.min(usual, Math.max(200, evaluations)) : usual;

/** The problem of a request. Throws a UsageError for one that leaves nothing to hunt. */
export function problemOfRequest({
  place,
  constraints,
  aim,
}: Pick<HuntRequest, 'place' | 'constraints' | 'aim'>): HuntProblem {
  const { left, right } = domainsAt(place, constraints);
  checkConstraints(constraints, aim, left, right);
  const { condition } = constraints;
  return { n: left.length, left, right, aim, ...(condition === undefined ? {} : { condition }) };
}

/** How many evaluations a hunt has by default: seconds of a model, fewer of long sums; or thousands of an engine. */
export function usualEvaluations(n: number, by: Computer['by']): number {
  const most = by === 'model' ? 2 ** 20 : 2 ** 14;
  return Math.max(2 ** 12, Math.min(most, Math.floor(2 ** 26 / n)));
}

/** Reveals, searches, shrinks the best candidate, places it and confirms it on the engine. Throws NoAnswer. */
export async function hunt(request: HuntRequest, hooks: HuntHooks = {}): Promise<HuntResult> {
  const { subjects, place, constraints, aim, seed } = request;
  const problem = problemOfRequest(request);
  const [one, ...more] = subjects;
  const prepared = async ({ subject, version }: AvailableSubject): Promise<HuntSubject> => ({
    ...{ subject, version },
    computer: await computerOf(subject, place, constraints, seed),
  });
  const hunted: [HuntSubject, ...HuntSubject[]] = [await prepared(one)];
  for (const another of more) hunted.push(await prepared(another));
  const [first, ...others] = hunted;
  const computers = hunted.map(({ computer }) => computer);
  const rule = scoreRule(problem, huntedFormat(first.subject), ...computers.map(({ accumulation }) => accumulation));
  const plan = planHunt(problem, rule, computers, stepsOf(request.evaluations));
  const words = computers.map((computer) => computer.words).join('; ');
  const methods = chosenMethods(plan.methods, request.methods ?? [], words);
  await checkEarlier(hooks.from, problem, rule, methods, computers);
  hooks.onPlan?.(computers, plan.limit);
  const { progress, end } = await search(request, problem, rule, { ...plan, methods }, computers, hooks);
  const common = {
    subjects: [described(first), ...others.map(described)] as const,
    ...{ place, constraints, aim, seed, limit: plan.limit, progress, end },
  };
  const { best } = progress;
  if (best === undefined) return { ...common, witness: undefined, ratio: null, shrunk: undefined, faults: [] };
  const scoreMany = async (candidates: readonly Candidate[]) => scoresOf(rule, computers, problem.n, candidates);
  const shrunk = await shrinkWitness(problem, best.candidate, best.score, scoreMany, {
    tries: triesFor(request.evaluations, usualTries(problem.n, computerKind(computers))),
    limit: plan.limit?.value,
    signal: hooks.signal,
  });
  const simple = await confirm(hunted, place, constraints, rule, shrunk.candidate);
  // The candidate as it was found is tried where the shrunk one is not allowed by what the engine computes.
  const witness = simple ?? (await confirm(hunted, place, constraints, rule, best.candidate));
  // The limit is that of the model.
  const isOther = otherBits(witness).length > 0;
  return {
    ...common,
    witness,
    ratio: witness === undefined || plan.limit === undefined || isOther ? null : witness.score / plan.limit.value,
    shrunk: { from: best.score, tried: shrunk.tried, minimal: shrunk.minimal },
    faults: faultsOf(witness, best.score, plan.limit),
  };
}

/**
 * Throws a UsageError for an earlier progress that this hunt cannot have made: its best input is no input of the
 * problem, or a model gives it another score.
 */
async function checkEarlier(
  from: HuntProgress | undefined,
  problem: HuntProblem,
  rule: ScoreRule,
  methods: readonly Method[],
  computers: readonly Computer[],
): Promise<void> {
  if (from === undefined) return;
  const wrong = (what: string): never => {
    throw new UsageError(`--resume: the state is not of this hunt: ${what}; without --resume it is written anew`);
  };
  const [were, are] = [from.methods, methods].map((list) => list.map(({ name }) => name).join(', '));
  if (were !== are) wrong(`its methods are ${were}, not ${are}`);
  if (from.best === undefined) return;
  const { candidate, score } = from.best;
  const isInput = [[candidate.left, problem.left] as const, [candidate.right, problem.right] as const].every(
    ([factors, domains]) => factors.length === problem.n && domains.every((d, i) => isAllowed(d, factors[i]!)),
  );
  if (!isInput) wrong('its best input is not allowed');
  const again = await scoreNow(rule, computers, problem.n, candidate);
  if (again === undefined || (computerKind(computers) === 'model' && again !== score))
    wrong(`its best input has ${again === undefined ? 'no score' : `the score ${again}`}, not ${score}`);
}

const computerKind = (computers: readonly Computer[]): Computer['by'] =>
  computers.every(({ by }) => by === 'model') ? 'model' : 'engine';

function described({ subject, version, computer: { by, words } }: HuntSubject): HuntedSubject {
  return { id: subject.id, version, by, words };
}

async function search(
  { evaluations, seed }: HuntRequest,
  problem: HuntProblem,
  rule: ScoreRule,
  { methods, limit }: HuntPlan,
  computers: readonly Computer[],
  { goesOn = () => true, onProgress, from }: HuntHooks,
): Promise<{ readonly progress: HuntProgress; readonly end: HuntEnd }> {
  const usual = usualEvaluations(problem.n, computerKind(computers));
  return drive({
    ...{ methods, seed, from, goesOn, evaluations: evaluations === 'usual' ? usual : evaluations },
    answer: (question) => answerOf(computers, problem.n, question),
    score: (candidate) => scoreNow(rule, computers, problem.n, candidate),
    isEnough: (score) => limit !== undefined && score >= enough * limit.value,
    ...(onProgress === undefined ? {} : { onProgress }),
  });
}

/** The results of the first subject, and behind them those of the second; at once where models compute them. */
function answerOf(computers: readonly Computer[], n: number, question: Question): Results | Promise<Results> {
  const { lefts, rights, count } = question;
  const results = computers.map(({ compute }) => compute(lefts, rights, n, count));
  const [first] = results;
  if (results.length === 1) return first!;
  const together = (parts: readonly Results[]): Results => {
    const all = new Float64Array(parts.length * count);
    parts.forEach((part, index) => {
      all.set(part, index * count);
    });
    return all;
  };
  if (results.some((one) => one instanceof Promise)) return Promise.all(results).then(together);
  return together(results as readonly Results[]);
}

/** The exact score by what the subjects compute; at once where models do. */
function scoreNow(
  rule: ScoreRule,
  computers: readonly Computer[],
  n: number,
  candidate: Candidate,
): number | undefined | Promise<number | undefined> {
  const results = computers.map(({ compute }) => compute(candidate.left, candidate.right, n, 1));
  const scored = (values: readonly Results[]): number | undefined => allowedScore(rule, candidate, values, 0);
  if (results.some((one) => one instanceof Promise)) return Promise.all(results).then(scored);
  return scored(results as readonly Results[]);
}

async function scoresOf(
  rule: ScoreRule,
  computers: readonly Computer[],
  n: number,
  candidates: readonly Candidate[],
): Promise<readonly (number | undefined)[]> {
  if (candidates.length === 0) return [];
  const [lefts, rights] = [joined(candidates.map(({ left }) => left)), joined(candidates.map(({ right }) => right))];
  const results = await Promise.all(computers.map(({ compute }) => compute(lefts, rights, n, candidates.length)));
  return candidates.map((candidate, index) => allowedScore(rule, candidate, results, index));
}

/** The score by result `index` of each subject; undefined for a candidate that is not allowed. */
function allowedScore(
  rule: ScoreRule,
  candidate: Candidate,
  [first, second]: readonly Results[],
  index: number,
): number | undefined {
  const score = scoreOf(rule, candidate, first![index]!, second?.[index]);
  return score.allowed ? score.value : undefined;
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** What must never happen, in words. */
function faultsOf(witness: Witness | undefined, found: number, limit: Limit | undefined): readonly string[] {
  const others = otherBits(witness);
  const largest = others.length > 0 ? found : Math.max(found, witness?.score ?? 0);
  const beyond =
    limit !== undefined && largest > limit.value
      ? [`the score ${largest} is above the limit ${limit.value}, which is a defect of lastbit; please report it`]
      : [];
  return [
    ...beyond,
    ...others.map(({ subject }) => `${subject} gives other bits for the witness than its revealed model`),
  ];
}

/** The subjects that do not give the bits of their model. */
const otherBits = (witness: Witness | undefined): Witness['confirmed'][number][] =>
  (witness?.confirmed ?? []).filter(({ sameBits }) => sameBits === false);
