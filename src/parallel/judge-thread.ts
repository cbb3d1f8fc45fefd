import { workerData } from 'node:worker_threads';
import type { Block } from '../arrays/block-plan.ts';
import type { TapCache } from '../arrays/block-values.ts';
import { type BlockResult, runBlock } from '../arrays/judge-answer.ts';
import { type PreparedCheck, prepareChecks } from '../arrays/judge-block.ts';
import type { Question } from '../arrays/question.ts';
import { questionOf } from '../arrays/question-of.ts';
import { UsageError } from '../errors/usage-error.ts';
import { openSource } from './array-source.ts';
import { type JudgingTask, planJobs, requestOf } from './judging-job.ts';

/** What a thread answers. A mistake of the user keeps its kind on the way to the other thread. */
export type JobResult = { readonly results: readonly BlockResult[] } | { readonly usageError: string };

interface Prepared {
  readonly question: Question;
  readonly blocks: readonly Block[];
  readonly checks: readonly PreparedCheck[];
  readonly cache: TapCache;
}

let prepared: Prepared | undefined;

/** Judges the blocks of a job. The pool calls this in its threads. */
export default function judgeJob({ from, to }: { readonly from: number; readonly to: number }): JobResult {
  try {
    prepared ??= prepare((workerData as readonly [unknown, JudgingTask])[1]);
    const { question, blocks, checks, cache } = prepared;
    return { results: blocks.slice(from, to).map((block) => runBlock(question, block, checks, cache)) };
  } catch (error) {
    if (error instanceof UsageError) return { usageError: error.message };
    throw error;
  }
}

function prepare({ request, answers, checks }: JudgingTask): Prepared {
  const opened = answers.map(({ name, source }) => ({ name, file: openSource(source) }));
  const question = questionOf(
    requestOf(request),
    opened.map(({ file }) => file),
  );
  const { blocks } = planJobs(question);
  const made = checks.map(({ answer, grid: _, ...rest }) => ({ ...rest, answer: opened[answer]! }));
  const grids = checks.map(({ grid }) => grid);
  return { question, blocks, checks: prepareChecks(question, made, grids), cache: {} };
}
