import { randomOf } from '../inputs/random.ts';
import type { Candidate } from './problem.ts';
import { type Method, type Round, scheduledRounds } from './schedule.ts';
import type { Question, Results, SearchStep } from './search.ts';

/** The best candidate so far. */
export interface Best {
  readonly candidate: Candidate;
  readonly score: number;
  /** The name of the method that found it, and after how many evaluations of the hunt. */
  readonly method: string;
  readonly evaluations: number;
}

/** What a method has spent and found. */
export interface MethodTally {
  readonly name: string;
  readonly rounds: number;
  readonly evaluations: number;
  /** The largest score of its own; null if it found none. */
  readonly best: number | null;
  /** Every improvement of its own: the score after so many evaluations of its own. */
  readonly trace: readonly TracePoint[];
}

export interface TracePoint {
  readonly evaluations: number;
  readonly score: number;
}

/** A hunt so far. The same seed, methods and spent evaluations give the same progress. */
export interface HuntProgress {
  /** What each finished round has spent, in the order of the schedule. */
  readonly spent: readonly number[];
  /** Of all rounds, the one at work included. */
  readonly evaluations: number;
  readonly methods: readonly MethodTally[];
  readonly best: Best | undefined;
  /** Every improvement: the score after so many evaluations. */
  readonly trace: readonly (TracePoint & { readonly method: string })[];
}

/** Results of a question, at once from a model, later from an engine. */
export type Answer = (question: Question) => Results | Promise<Results>;

export interface DriveOptions {
  readonly methods: readonly Method[];
  readonly seed: number;
  readonly answer: Answer;
  /** The exact score of a candidate; undefined for one that is not allowed. Larger is worse for the subject. */
  readonly score: (candidate: Candidate) => number | undefined | Promise<number | undefined>;
  /**
   * Ends the hunt after so many evaluations; a step that has begun is finished and counted. A search that has found
   * nothing yet may overdraw its part of them `mostOverdrawn` times.
   */
  readonly evaluations?: number | undefined;
  /** Whether a score is as large as it can get. */
  readonly isEnough: (score: number) => boolean;
  /** Asked between steps: false ends the hunt. */
  readonly goesOn: (progress: () => HuntProgress) => boolean | Promise<boolean>;
  /** Told of every improvement and every finished round. */
  readonly onProgress?: (progress: () => HuntProgress) => void;
  /** A hunt that was interrupted: its finished rounds are not repeated. */
  readonly from?: HuntProgress | undefined;
}

/** Why a hunt has ended: `searched`: the methods have nothing more to try. */
export type HuntEnd = 'enough' | 'evaluations' | 'stopped' | 'searched';

/** Runs the rounds of the schedule one after another and keeps the best candidate by its exact score. */
export async function drive(
  options: DriveOptions,
): Promise<{ readonly progress: HuntProgress; readonly end: HuntEnd }> {
  const { methods, evaluations: total, from } = options;
  // With fewer evaluations than it has spent, an earlier hunt stays as it is.
  if (from?.best !== undefined && total !== undefined && total <= from.evaluations)
    return { progress: from, end: options.isEnough(from.best.score) ? 'enough' : 'evaluations' };
  const state = new State(methods, from);
  const done = (end: HuntEnd) => ({ progress: state.snapshot(), end });
  const rounds = scheduledRounds(methods, total);
  let next = rounds.next();
  for (const spent of from?.spent ?? []) {
    if (next.done === true) return done(next.value);
    state.replay(next.value, spent);
    next = rounds.next(spent);
  }
  if (state.best !== undefined && options.isEnough(state.best.score)) return done('enough');
  while (next.done !== true) {
    const end = await runRound(next.value, state, options);
    if (end !== undefined) return done(end);
    next = rounds.next(state.finishRound(next.value));
    options.onProgress?.(state.snapshot);
  }
  return done(next.value);
}

/** A search that takes so many steps without spending anything has nothing left to try. */
const mostIdle = 1000;

/** A search that computes sums itself may overdraw its evaluations so many times, until it has found something. */
const mostOverdrawn = 64;

/**
 * Runs one search until it ends or has spent its evaluations. What it asks for beyond them is not answered; what it
 * still finds in the answers it has counts. Gives why the whole hunt ends, if it
 * does.
 */
async function runRound(round: Round, state: State, options: DriveOptions): Promise<HuntEnd | undefined> {
  const method = options.methods[round.method]!;
  const rng = randomOf(options.seed, `hunt ${method.name} ${round.restart}`);
  const search = method.start(rng, round.evaluations);
  let results: Results | undefined;
  let [idle, hasFound] = [0, false];
  for (;;) {
    const going = options.goesOn(state.snapshot);
    if (!(typeof going === 'boolean' ? going : await going)) return 'stopped';
    const step = search.next(results);
    if (step.done === true) return undefined;
    const { ask, found, spent } = step.value;
    const isOver = state.roundSpent >= round.evaluations;
    if (isOver && ask !== undefined) return undefined;
    results = await takeStep(step.value, method.name, round.method, state, options);
    if (state.best !== undefined && options.isEnough(state.best.score)) return 'enough';
    hasFound ||= found !== undefined;
    idle = spent > 0 ? 0 : idle + 1;
    const isUseless = !hasFound && state.roundSpent < mostOverdrawn * round.evaluations;
    if (idle > mostIdle || (isOver && spent > 0 && !isUseless)) return undefined;
  }
}

async function takeStep(
  { ask, found, spent }: SearchStep,
  name: string,
  method: number,
  state: State,
  { answer, score, onProgress }: DriveOptions,
): Promise<Results | undefined> {
  state.spend(spent, method);
  if (found !== undefined) {
    const scoring = score(found);
    const worth = typeof scoring === 'object' ? await scoring : scoring;
    if (worth !== undefined && state.take(found, worth, name, method)) onProgress?.(state.snapshot);
  }
  if (ask === undefined) return undefined;
  const answering = answer(ask);
  return answering instanceof Promise ? await answering : answering;
}

/** The progress while it grows. */
class State {
  best: Best | undefined;
  /** What the round at work has spent, also parts of evaluations; and its method. */
  private working = { spent: 0, method: 0 };
  private readonly spent: number[] = [];
  private finished = 0;
  private readonly tallies: {
    name: string;
    rounds: number;
    evaluations: number;
    best: number | null;
    trace: TracePoint[];
  }[];
  private readonly trace: { evaluations: number; score: number; method: string }[];

  constructor(methods: readonly Method[], from: HuntProgress | undefined) {
    this.best = from?.best;
    this.trace = [...(from?.trace ?? [])];
    this.tallies = methods.map(({ name }, index) => ({
      ...{ name, rounds: 0, evaluations: 0 },
      best: from?.methods[index]?.best ?? null,
      trace: [...(from?.methods[index]?.trace ?? [])],
    }));
  }

  get evaluations(): number {
    return this.finished + this.roundSpent;
  }

  /** Whole evaluations: a part counts as one. */
  get roundSpent(): number {
    return Math.ceil(this.working.spent);
  }

  spend(evaluations: number, method: number): void {
    this.working = { spent: this.working.spent + evaluations, method };
  }

  /** Keeps a candidate if it is the best so far; says whether it is. */
  take({ left, right }: Candidate, score: number, name: string, method: number): boolean {
    const tally = this.tallies[method]!;
    if (score > (tally.best ?? -1)) {
      tally.best = score;
      tally.trace.push({ evaluations: tally.evaluations + this.roundSpent, score });
    }
    if (score <= (this.best?.score ?? 0)) return false;
    const { evaluations } = this;
    // Searches write over their candidates.
    this.best = { candidate: { left: left.slice(), right: right.slice() }, score, method: name, evaluations };
    this.trace.push({ evaluations, score, method: name });
    return true;
  }

  /** A round of an earlier run. */
  replay(round: Round, spent: number): void {
    this.working = { spent, method: round.method };
    this.finishRound(round);
  }

  finishRound({ method }: Round): number {
    const spent = this.roundSpent;
    this.spent.push(spent);
    this.finished += spent;
    this.working = { spent: 0, method };
    const tally = this.tallies[method]!;
    tally.rounds += 1;
    tally.evaluations += spent;
    return spent;
  }

  readonly snapshot = (): HuntProgress => ({
    spent: [...this.spent],
    evaluations: this.evaluations,
    methods: this.tallies.map((tally, method) => ({
      ...{ ...tally, trace: [...tally.trace] },
      evaluations: tally.evaluations + (method === this.working.method ? this.roundSpent : 0),
    })),
    best: this.best,
    trace: [...this.trace],
  });
}
