import type { AnswerJudgement, JsonNumber, JudgementOfFiles } from '../../../arrays/judgement.ts';
import type { Question } from '../../../arrays/question.ts';
import { mostNumbers } from '../../../arrays/tolerance/term-source.ts';
import { quoted } from '../../../errors/quoted.ts';
import { mostTerms } from '../../../explain/explain.ts';
import type { ElementType } from '../../../float/element-type.ts';
import { computedText, hasError } from '../../../text/judgement-values.ts';
import { layoutOptions } from '../../../text/question-reading.ts';

/** The words that name the arrays and the operation on them, as other commands take them too. */
export interface DataWords {
  readonly kind: 'conv' | 'matmul' | 'dot' | 'sum';
  /** Files, for all but a convolution. */
  readonly files: readonly string[];
  /** Options with their values; `true` for one without. */
  readonly options: Readonly<Record<string, string | true | undefined>>;
}

interface Circumstances {
  /** Whether inputs were rounded to binary32. */
  readonly isRounded: boolean;
  /** Whether the format of sums was stated. */
  readonly isStated: boolean;
}

/** Options that `tolerance` does not have, and types for which it has no bounds. */
const notOfTolerance = ['bias', 'transposed', 'mean'];
const wide: readonly ElementType[] = ['float64', 'int32', 'uint32', 'int64', 'uint64'];

/**
 * Commands that say more about what was found: how the output with the largest error was computed, and which tolerance
 * the data allow.
 */
export function nextCommands(
  { verdict, outputs, question: { inputs, terms } }: JudgementOfFiles,
  words: DataWords,
  question: Question,
  { isRounded, isStated }: Circumstances,
): readonly string[] {
  const data = `${dataText(words, question)}${isRounded ? ' --round-inputs' : ''}`;
  const decisive = outputs.find((one) => one.verdict === verdict);
  if (decisive === undefined) return [];
  const isKnown = !isStated && !notOfTolerance.some((name) => words.options[name] !== undefined);
  const isNarrow = [decisive, ...inputs].every(({ type }) => !wide.includes(type));
  const isSmall = [question.left, question.right].every(
    (operand) => operand === undefined || operand.file.length <= mostNumbers,
  );
  return [
    ...(terms <= mostTerms ? explainCommand(data, decisive) : []),
    ...(verdict === 'rounding' && isKnown && isNarrow && isSmall ? [`npx lastbit tolerance ${data}`] : []),
  ];
}

function explainCommand(data: string, answer: AnswerJudgement): readonly string[] {
  const element = answer.largest ?? answer.worst[0];
  if (answer.correctlyRounded === answer.outputs || element === undefined || !hasError(element)) return [];
  const observed = quoted(`${answer.name}=${observedText(element.computed, answer.type)}`);
  return [`npx lastbit explain ${data} --output ${element.index} --observed ${observed}`];
}

const observedWords: Readonly<Record<string, string>> = { NaN: 'nan', Infinity: 'inf', '-Infinity': '-inf' };

const observedText = (computed: JsonNumber, type: ElementType): string =>
  observedWords[String(computed)] ?? computedText(computed, type);

function dataText({ kind, files, options }: DataWords, question: Question): string {
  // Other commands do not have the answer, which may have decided how the inputs were read.
  const { layout, kernelLayout } = layoutOptions(question);
  const stated = { ...options, layout: options.layout ?? layout, kernelLayout: options.kernelLayout ?? kernelLayout };
  const words = Object.entries(kind === 'conv' ? stated : options).flatMap(([name, value]) => {
    if (value === undefined) return [];
    const flag = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    return value === true ? [flag] : [flag, quoted(value)];
  });
  return [kind, ...files.map(quoted), ...words].join(' ');
}
