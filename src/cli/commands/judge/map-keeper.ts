import { axisNames } from '../../../arrays/diagnose/records.ts';
import { type ErrorMap, mapLayout } from '../../../arrays/error-map.ts';
import { judgeAnswers } from '../../../arrays/judge-answer.ts';
import type { Question } from '../../../arrays/question.ts';
import type { TallyRunner } from '../../../arrays/tally-runner.ts';
import type { LiveLine } from '../../../text/live-line.ts';

/** Runs the passes over the outputs, and keeps the map of the first pass of each answer: that of the stated model. */
export class MapKeeper {
  readonly run: TallyRunner;
  private readonly maps = new Map<string, ErrorMap>();

  constructor(question: Question, isWanted: boolean, live: LiveLine) {
    const layout = isWanted ? mapLayout(question.outputSizes, axisNames(question)) : undefined;
    this.run = async (asked, answer, model) => {
      const first = !this.maps.has(answer.name);
      live.show(`${answer.name}: judging ${answer.file.length.toLocaleString('en-US')} outputs as ${model.name}`);
      const map = layout !== undefined && first ? { map: layout } : {};
      const tally = judgeAnswers(asked, [{ answer, model, ...map }])[0]!;
      if (tally.map !== undefined) this.maps.set(answer.name, tally.map);
      return tally;
    };
  }

  of(name: string): ErrorMap | undefined {
    return this.maps.get(name);
  }
}
