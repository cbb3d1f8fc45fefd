import { type Block, planBlocks, termsPerOutput } from '../arrays/block-plan.ts';
import type { MapLayout } from '../arrays/error-map.ts';
import type { Question } from '../arrays/question.ts';
import type { ArrayRequest } from '../arrays/request.ts';
import type { ArithmeticModel } from '../arrays/tally.ts';
import type { ArrayFile } from '../files/array-file.ts';
import { type ArraySource, openSource, sourceOf } from './array-source.ts';

/** What a thread needs to judge any block. A plain record, which threads can exchange. */
export interface JudgingTask {
  readonly request: RequestSource;
  readonly answers: readonly { readonly name: string; readonly source: ArraySource }[];
  readonly checks: readonly {
    readonly answer: number;
    readonly model: ArithmeticModel;
    readonly map?: MapLayout;
    readonly grid: number;
  }[];
}

/** A request with the sources of its arrays in place of them. */
export type RequestSource = Readonly<Record<string, unknown>>;

const arrays = ['image', 'kernel', 'bias', 'left', 'right', 'array'];

const replaced = (
  request: Readonly<Record<string, unknown>>,
  replace: (array: never) => unknown,
): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(request).map(([name, value]) => [name, arrays.includes(name) ? replace(value as never) : value]),
  );

export const requestSource = (request: ArrayRequest): RequestSource =>
  replaced({ ...request }, (file: ArrayFile) => sourceOf(file));

export const requestOf = (source: RequestSource): ArrayRequest =>
  replaced(source, (array: ArraySource) => openSource(array)) as unknown as ArrayRequest;

/** Blocks that one call of a thread judges: about a tenth of a second. */
const productsPerJob = 2 ** 25;
const outputsPerJob = 2 ** 18;

/** The plan of blocks, and from which to which the jobs go. The same for every number of threads. */
export function planJobs(question: Question): {
  readonly blocks: readonly Block[];
  readonly jobs: readonly { readonly from: number; readonly to: number }[];
} {
  const blocks = planBlocks(question);
  const jobs: { from: number; to: number }[] = [];
  let [from, products, outputs] = [0, 0, 0];
  for (const [place, block] of blocks.entries()) {
    products += productsOf(question, block);
    outputs += outputsOf(block);
    if (products < productsPerJob && outputs < outputsPerJob && place < blocks.length - 1) continue;
    jobs.push({ from, to: place + 1 });
    [from, products, outputs] = [place + 1, 0, 0];
  }
  return { blocks, jobs };
}

const outputsOf = ({ parts, batches, rows, columns, channels }: Block): number =>
  [parts, batches, rows, columns, channels].reduce((product, [from, to]) => product * (to - from), 1);

export function productsOf(question: Question, block: Block): number {
  // A piece of a long sum has about 2^16 terms, which are added exactly: as long as four products each.
  return outputsOf(block) * (block.terms === undefined ? termsPerOutput(question.geometry) : 2 ** 18);
}
