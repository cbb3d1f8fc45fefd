import type { JudgementOfFiles } from '../../../arrays/judgement.ts';
import type { Question } from '../../../arrays/question.ts';
import type { ArrayRequest } from '../../../arrays/request.ts';
import { quoted } from '../../../text/counterexample.ts';
import type { JudgeOptions } from './parse-judge.ts';

/** Commands that say more about what was found. */
export function nextCommands(
  { outputs }: JudgementOfFiles,
  question: Question,
  kind: ArrayRequest['kind'],
  _options: JudgeOptions,
): readonly string[] {
  const [first] = outputs;
  if (first === undefined || kind !== 'conv' || question.right === undefined) return [];
  return [
    `npx lastbit explain --image ${quoted(question.left.file.path)} --kernel ${quoted(question.right.file.path)}`,
  ];
}
