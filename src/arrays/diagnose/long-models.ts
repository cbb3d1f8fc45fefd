import type { Narrowing } from '../../sums/narrow-inputs.ts';
import type { Answer } from '../question.ts';
import type { Tally } from '../tally.ts';
import type { TallyRunner } from '../tally-runner.ts';
import type { FoundModel } from './find-model.ts';
import type { Setting } from './setting.ts';

const roundings: readonly (readonly [words: string, inputs: Narrowing])[] = [
  ['TF32 inputs', { bits: 11, rounding: 'nearest-even' }],
  ['binary16 inputs', { bits: 11, rounding: 'nearest-even', range: 'binary16' }],
  ['bfloat16 inputs', { bits: 8, rounding: 'nearest-even' }],
  ['TF32 inputs cut toward zero', { bits: 11, rounding: 'toward-zero' }],
  ['bfloat16 inputs cut toward zero', { bits: 8, rounding: 'toward-zero' }],
];

/** The errors must be so many times what is left under the model. */
const leastGain = 2 ** 10;

/** Narrower inputs of sums that are too long to be taken apart: all outputs by their tallies, in one pass. */
export async function modelsOfLongSums(
  setting: Setting,
  answer: Answer,
  tally: Tally,
  run: TallyRunner,
): Promise<readonly FoundModel[]> {
  const { question, model, type } = setting;
  if (type === 'float64' || tally.wrong < tally.outputs) return [];
  const checks = roundings.map(([name, inputs]) => ({
    answer,
    model: { name, inputs, accumulator: model.accumulator },
  }));
  const tallies = await run(question, checks);
  const before = Math.sqrt(tally.squaredErrorOverUP / tally.outputs);
  const found = roundings.flatMap(([words, inputs], at): readonly FoundModel[] => {
    const { outputs, within, squaredErrorOverUP } = tallies[at]!;
    const rootMeanSquare = Math.sqrt(squaredErrorOverUP / outputs);
    if (within < outputs || rootMeanSquare * leastGain > before) return [];
    return [{ id: words, words, inputs, tried: outputs, explained: within, rootMeanSquare }];
  });
  return found.length > 2 ? [] : found;
}
