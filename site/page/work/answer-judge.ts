import { planBlocks } from '../../../src/arrays/block-plan.ts';
import { axisNames } from '../../../src/arrays/diagnose/records.ts';
import { type ErrorMap, mapLayout } from '../../../src/arrays/error-map.ts';
import { Collector, prepare, runBlock } from '../../../src/arrays/judge-answer.ts';
import { judgeArrays } from '../../../src/arrays/judge-arrays.ts';
import type { Answer } from '../../../src/arrays/question.ts';
import { questionOf } from '../../../src/arrays/question-of.ts';
import type { TallyRunner } from '../../../src/arrays/tally-runner.ts';
import { judgeRequest } from '../../../src/cli/commands/judge/judge-request.ts';
import { openData } from '../../../src/cli/commands/judge/open-data.ts';
import { type JudgeOptions, parseAccumulator } from '../../../src/cli/commands/judge/parse-judge.ts';
import { UsageError } from '../../../src/errors/usage-error.ts';
import type { OpenArray } from '../../../src/files/all-numbers.ts';
import type { LinkedCase } from '../../../src/link/linked-case.ts';
import { readingOf } from '../../../src/text/question-reading.ts';
import type { Judged, ReplyBody } from '../messages.ts';
import { testsOfArrays } from './test-texts.ts';

/** Judges as `lastbit judge` does, in this thread, with a map of the errors of every answer. */
export async function answerJudge(
  asked: LinkedCase,
  open: OpenArray,
  tell: (reply: ReplyBody) => void,
): Promise<Judged> {
  const { operation, arrays, options } = asked;
  const typed = { output: [], ...options } as JudgeOptions;
  if (typed.output.length === 0) throw new UsageError('the output to judge is missing');
  const accumulator = typed.accumulator === undefined ? {} : { accumulator: parseAccumulator(typed.accumulator) };
  const data = openData(typed, (file) => judgeRequest(operation, arrays, options, file), open);
  const { answers, request } = data;
  const question = questionOf(
    request,
    answers.map(({ file }) => file),
  );
  const maps = new Map<Answer, ErrorMap>();
  const isSingle = question.outputSizes.every((size) => size === 1);
  const layout = isSingle ? undefined : mapLayout(question.outputSizes, axisNames(question));
  const run: TallyRunner = async (_, checks) => {
    const wanted = checks.map((check) =>
      layout === undefined || maps.has(check.answer) ? check : { ...check, map: layout },
    );
    const prepared = prepare(question, wanted);
    const collector = new Collector(question, prepared);
    const blocks = planBlocks(question);
    const cache = {};
    for (const [place, block] of blocks.entries()) {
      collector.add(block, runBlock(question, block, prepared, cache));
      const percent = Math.floor((100 * (place + 1)) / blocks.length);
      if (blocks.length > 1) tell({ kind: 'progress', text: `Judging as ${checks[0]?.model.name}: ${percent} %` });
    }
    const tallies = collector.tallies();
    for (const [place, { map }] of tallies.entries()) if (map !== undefined) maps.set(wanted[place]!.answer, map);
    return tallies;
  };
  const judgement = await judgeArrays(question, answers, { run, ...accumulator });
  return {
    judgement: { ...judgement, reading: [readingOf(question), ...data.notes] },
    maps: answers.map((answer) => maps.get(answer)),
    linked: asked,
    tests: testsOfArrays(judgement, request, answers),
  };
}
