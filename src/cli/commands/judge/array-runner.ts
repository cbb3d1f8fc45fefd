import { axisNames } from '../../../arrays/diagnose/records.ts';
import { type ErrorMap, mapLayout } from '../../../arrays/error-map.ts';
import type { Answer, Question } from '../../../arrays/question.ts';
import type { ArrayRequest } from '../../../arrays/request.ts';
import type { TallyRunner } from '../../../arrays/tally-runner.ts';
import { judgeOnAllCores } from '../../../parallel/judge-on-all-cores.ts';
import type { LiveLine } from '../../../text/live-line.ts';
import { counted } from '../../../text/numbers.ts';

/** A runner on all cores, and the maps of the errors that its passes gave. */
export interface ArrayRunner {
  readonly run: TallyRunner;
  /** One for each answer, under the first model that it was judged under: the stated one. */
  readonly maps: () => readonly (ErrorMap | undefined)[];
}

export function arrayRunner(
  request: ArrayRequest,
  answers: readonly Answer[],
  question: Question,
  options: { readonly drawn: boolean; readonly live: LiveLine },
): ArrayRunner {
  const layout = options.drawn ? mapLayout(question.outputSizes, axisNames(question)) : undefined;
  const maps = new Map<number, ErrorMap>();
  const outputs = counted(answers[0]!.file.length, 'output');
  const run: TallyRunner = async (_, checks) => {
    const words = checks.map(({ model }) => model.name).join(', ');
    options.live.show(`judging ${outputs} as ${words}`);
    const asked = checks.map(({ answer, model }) => ({
      ...{ answer: answers.indexOf(answer), model },
      ...(layout === undefined || maps.has(answers.indexOf(answer)) ? {} : { map: layout }),
    }));
    const tallies = await judgeOnAllCores(request, answers, asked, {
      onProgress: (share) => options.live.show(`judging ${outputs} as ${words}: ${Math.floor(share * 100)} %`),
    });
    for (const [place, { map }] of tallies.entries()) if (map !== undefined) maps.set(asked[place]!.answer, map);
    return tallies;
  };
  return { run, maps: () => answers.map((_, place) => maps.get(place)) };
}
