import { offsetsOf } from './axes.ts';
import { type Block, longLoop, planBlocks } from './block-plan.ts';
import type { TapCache } from './block-values.ts';
import type { MapLayout } from './error-map.ts';
import { exactOutput } from './exact-output.ts';
import { gridOf } from './grid.ts';
import { type Check, judgeBlock, type PreparedCheck, prepareChecks } from './judge-block.ts';
import { judgeOutput } from './judge-output.ts';
import { addPieces, joinPieces, type PieceOfSum } from './long-sums.ts';
import type { Answer, Question } from './question.ts';
import type { ArithmeticModel, PartialTally, Tally } from './tally.ts';
import { TallyBuilder } from './tally-builder.ts';
import { inputsKey } from './terms-of.ts';

/** All outputs of an answer under one model. */
export function judgeAnswer(question: Question, answer: Answer, model: ArithmeticModel): Tally {
  return judgeAnswers(question, [{ answer, model }])[0]!;
}

/** Several answers or models in one pass over the inputs, in this thread. */
export function judgeAnswers(question: Question, checks: readonly Check[]): readonly Tally[] {
  const prepared = prepare(question, checks);
  const collector = new Collector(question, prepared);
  const cache: TapCache = {};
  for (const block of planBlocks(question)) collector.add(block, runBlock(question, block, prepared, cache));
  return collector.tallies();
}

/** What is worked out once for all blocks. */
export function prepare(question: Question, checks: readonly Check[]): readonly PreparedCheck[] {
  return prepareChecks(question, checks, gridsOf(question, checks));
}

/** The grid of each check. Checks with the same inputs share it. */
export function gridsOf(question: Question, checks: readonly Check[]): readonly number[] {
  const grids = new Map<string, number>();
  return checks.map(({ model: { inputs } }) => {
    const key = inputsKey(inputs);
    const grid = grids.get(key) ?? gridOf(question, inputs);
    grids.set(key, grid);
    return grid;
  });
}

/** What one block gives: a part of each tally, or pieces of long sums for each kind of inputs. */
export interface BlockResult {
  readonly tallies?: readonly PartialTally[];
  readonly pieces?: Readonly<Record<string, readonly PieceOfSum[]>>;
}

export function runBlock(
  question: Question,
  block: Block,
  checks: readonly PreparedCheck[],
  cache: TapCache,
): BlockResult {
  if (block.terms === undefined) return { tallies: judgeBlock(question, block, checks, cache) };
  const pieces: Record<string, readonly PieceOfSum[]> = {};
  for (const { model } of checks) pieces[inputsKey(model.inputs)] ??= addPieces(question, block, model.inputs);
  return { pieces };
}

/** Adds up the results of blocks, which must come in the order of the plan. */
export class Collector {
  private readonly question: Question;
  private readonly checks: readonly PreparedCheck[];
  private readonly builders: readonly TallyBuilder[];
  private open: Record<string, PieceOfSum[][]> = {};

  constructor(question: Question, checks: readonly PreparedCheck[]) {
    this.question = question;
    this.checks = checks;
    this.builders = checks.map(({ answer, map }) => new TallyBuilder(answer.file.length, map));
  }

  add(block: Block, { tallies, pieces }: BlockResult): void {
    for (const [place, part] of (tallies ?? []).entries()) this.builders[place]!.merge(part);
    if (pieces === undefined) return;
    for (const [key, all] of Object.entries(pieces)) {
      this.open[key] ??= [];
      for (const [output, piece] of all.entries()) {
        this.open[key][output] ??= [];
        this.open[key][output].push(piece);
      }
    }
    const { kernelRows, kernelColumns, channels } = this.question.geometry;
    const steps = { row: kernelRows, column: kernelColumns, channel: channels }[longLoop(this.question.geometry)];
    if (block.terms![1] === steps) this.finish(block);
  }

  /** Judges the outputs of long sums, whose pieces are there. */
  private finish({ parts, batches, rows, columns, channels }: Block): void {
    const ranges = [parts, batches, rows, columns, channels];
    const offsets = this.question.outputAxes.map((axis, place) => offsetsOf(axis, ...ranges[place]!));
    const indices = offsets.reduce<number[]>(
      (all, steps) => all.flatMap((base) => [...steps].map((s) => base + s)),
      [0],
    );
    for (const [key, outputs] of Object.entries(this.open)) {
      for (const [output, pieces] of outputs.entries()) {
        const facts = joinPieces(pieces);
        const index = indices[output]!;
        for (const [place, { answer, model, rule, grid }] of this.checks.entries()) {
          if (inputsKey(model.inputs) !== key) continue;
          const computed = answer.file.read(index, index + 1)[0]!;
          const judged = judgeOutput(rule, facts, this.question.divisor, index, computed, grid);
          this.builders[place]!.add(judged, rule.unit);
        }
      }
    }
    this.open = {};
  }

  tallies(): readonly Tally[] {
    return this.builders.map((builder) => builder.tally());
  }
}

/** All outputs, each by itself and exactly. What the fast way is compared with. */
export function judgeAnswerSlowly(question: Question, answer: Answer, model: ArithmeticModel, map?: MapLayout): Tally {
  const [check] = prepare(question, [{ answer, model }]);
  const { rule, grid } = check!;
  const builder = new TallyBuilder(answer.file.length, map);
  for (let index = 0; index < answer.file.length; index++) {
    const facts = exactOutput(question, index, model.inputs);
    const computed = answer.file.read(index, index + 1)[0]!;
    builder.add(judgeOutput(rule, facts, question.divisor, index, computed, grid), rule.unit);
  }
  return builder.tally();
}
