import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import Tinypool from 'tinypool';
import type { MapLayout } from '../arrays/error-map.ts';
import { Collector, gridsOf, runBlock } from '../arrays/judge-answer.ts';
import { type Check, prepareChecks } from '../arrays/judge-block.ts';
import type { Answer } from '../arrays/question.ts';
import { questionOf } from '../arrays/question-of.ts';
import type { ArrayRequest } from '../arrays/request.ts';
import type { ArithmeticModel, Tally } from '../arrays/tally.ts';
import { UsageError } from '../errors/usage-error.ts';
import { places } from '../places/places.ts';
import { sourceOf } from './array-source.ts';
import type { JobResult } from './judge-thread.ts';
import { type JudgingTask, planJobs, productsOf, requestSource } from './judging-job.ts';

export interface JudgingOptions {
  /** How many threads; by default as many as there are cores, at most 8, and none for little work. */
  readonly threads?: number;
  /** Is told which share of the work is done, from 0 to 1. */
  readonly onProgress?: (share: number) => void;
}

/** Which answer, by its place in the list, is judged under which model. */
export interface CheckRequest {
  readonly answer: number;
  readonly model: ArithmeticModel;
  /** Of the map of errors, if one is wanted. */
  readonly map?: MapLayout;
}

/** Below so many products, starting threads takes longer than the work. */
const littleWork = 2 ** 27;
/** A thread takes about 100 MiB. */
const mostThreads = 8;

/**
 * Judges answers to a request under models, in threads that read the files themselves. Gives the same tallies for any
 * number of threads. Throws a UsageError for arrays that do not fit or cannot be read.
 */
export async function judgeOnAllCores(
  request: ArrayRequest,
  answers: readonly Answer[],
  checks: readonly CheckRequest[],
  { threads, onProgress = () => {} }: JudgingOptions = {},
): Promise<readonly Tally[]> {
  const question = questionOf(
    request,
    answers.map(({ file }) => file),
  );
  const made: readonly Check[] = checks.map(({ answer, ...rest }) => ({ ...rest, answer: answers[answer]! }));
  const grids = gridsOf(question, made);
  const prepared = prepareChecks(question, made, grids);
  const collector = new Collector(question, prepared);
  const { blocks, jobs } = planJobs(question);
  const work = blocks.map((block) => productsOf(question, block));
  const total = work.reduce((sum, one) => sum + one, 0);
  const count = Math.min(
    threads ?? (total < littleWork ? 0 : Math.min(availableParallelism(), mostThreads)),
    jobs.length,
  );
  let done = 0;
  const finish = (place: number): void => {
    done += work[place]!;
    onProgress(done / total);
  };
  if (count < 1) {
    const cache = {};
    for (const [place, block] of blocks.entries()) {
      collector.add(block, runBlock(question, block, prepared, cache));
      finish(place);
    }
    return collector.tallies();
  }
  const task: JudgingTask = {
    request: requestSource(request),
    answers: answers.map(({ name, file }) => ({ name, source: sourceOf(file) })),
    checks: checks.map((check, place) => ({ ...check, grid: grids[place]! })),
  };
  const pool = poolOf(count, task);
  try {
    await inOrder(
      jobs,
      3 * count,
      (job) => pool.run(job) as Promise<JobResult>,
      (job, result) => {
        if ('usageError' in result) throw new UsageError(result.usageError);
        for (const [place, one] of result.results.entries()) {
          collector.add(blocks[job.from + place]!, one);
          finish(job.from + place);
        }
      },
    );
  } finally {
    await pool.destroy();
  }
  return collector.tallies();
}

function poolOf(threads: number, workerData: JudgingTask): Tinypool {
  const extension = places.isCheckout ? 'ts' : 'js';
  return new Tinypool({
    filename: fileURLToPath(new URL(`./judge-thread.${extension}`, import.meta.url)),
    ...{ runtime: 'worker_threads', minThreads: threads, maxThreads: threads, workerData },
    // A thread does not take over how this one reads TypeScript.
    ...(places.isCheckout
      ? { execArgv: ['--import', pathToFileURL(join(places.program, 'bin', 'run-typescript.js')).href] }
      : {}),
  });
}

/** Runs jobs, `most` of them at a time, and takes their results in the order of the jobs. */
async function inOrder<Job, Result>(
  jobs: readonly Job[],
  most: number,
  run: (job: Job) => Promise<Result>,
  take: (job: Job, result: Result) => void,
): Promise<void> {
  const running: Promise<Result>[] = [];
  for (let started = 0, taken = 0; taken < jobs.length; taken++) {
    while (started < Math.min(jobs.length, taken + most)) {
      const result = run(jobs[started]!);
      // A failure is met when its turn comes.
      result.catch(() => {});
      running[started++] = result;
    }
    take(jobs[taken]!, await running[taken]!);
    delete running[taken];
  }
}
