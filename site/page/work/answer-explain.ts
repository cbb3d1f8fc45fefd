import { type ExplainOptions, explainRequest } from '../../../src/cli/explain-request.ts';
import { linkedCase, windowOf } from '../../../src/cli/linked-window.ts';
import { ownSubjects } from '../../../src/engines/own-subjects.ts';
import { explain } from '../../../src/explain/explain.ts';
import type { Explanation } from '../../../src/explain/explanation.ts';
import { computationName } from '../../../src/explain/plain-names.ts';
import type { OpenArray } from '../../../src/files/all-numbers.ts';
import type { LinkedCase } from '../../../src/link/linked-case.ts';
import { conclusionTexts } from '../../../src/text/explanation-conclusion.ts';
import type { Explained, ReplyBody } from '../messages.ts';
import { testsOfWindow } from './test-texts.ts';

declare const LASTBIT_VERSION: string;

const subjects = ownSubjects(() => ({ version: LASTBIT_VERSION, environment: { agent: navigator.userAgent } }));

/** So many random orders give a first answer within a few hundredths of a second; the second one has all. */
const fewTrees = 20_000;

/** Explains as `lastbit explain` does with --subject lastbit: a first answer at once, and then the whole. */
export async function answerExplain(
  asked: LinkedCase,
  open: OpenArray,
  tell: (reply: ReplyBody) => void,
): Promise<Explained> {
  const start = performance.now();
  const { operation, arrays, options } = asked;
  const typed = { output: '0', seed: '2018', ...options } as ExplainOptions;
  const request = explainRequest(operation, arrays, typed, open);
  const first = await explain({ ...request, valuesOnly: true, randomTrees: fewTrees }, subjects);
  const firstMs = performance.now() - start;
  const window = windowOf(request);
  const linked = await linkedCase(asked, request);
  tell({ kind: 'first', explained: { ...explainedOf(first), ms: firstMs, linked, tests: undefined } });
  const explanation = await explain(request, subjects);
  const ms = performance.now() - start;
  return {
    ...explainedOf(explanation),
    ms,
    linked,
    tests: await testsOfWindow(explanation, window, request.divisor ?? 1),
  };
}

function explainedOf(explanation: Explanation): Pick<Explained, 'explanation' | 'conclusion' | 'names'> {
  const { output, case: explained } = explanation;
  const names = Object.fromEntries(output.results.map(({ subject }) => [subject, computationName(subject)]));
  return { explanation, conclusion: conclusionTexts(output, explained).at(-1) ?? '', names };
}
