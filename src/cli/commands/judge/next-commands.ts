import type { JsonNumber, JudgementOfFiles } from '../../../arrays/judgement.ts';
import { quoted } from '../../../text/counterexample.ts';
import { computedText, hasError } from '../../../text/judgement-values.ts';

/** The words that name the arrays and the operation on them, as other commands take them too. */
export interface DataWords {
  readonly kind: 'conv' | 'matmul' | 'dot' | 'sum';
  /** Files, for all but a convolution. */
  readonly files: readonly string[];
  /** Options with their values; `true` for one without. */
  readonly options: Readonly<Record<string, string | true | undefined>>;
}

/** Options that `tolerance` does not have. */
const notOfTolerance = ['bias', 'transposed', 'mean', 'accumulator'];

/**
 * Commands that say more about what was found: how the output with the largest error was computed, and which tolerance
 * the data allow.
 */
export function nextCommands(judgement: JudgementOfFiles, data: DataWords): readonly string[] {
  const { verdict, outputs } = judgement;
  const decisive = outputs.find((one) => one.verdict === verdict);
  const element = decisive?.largest ?? decisive?.worst[0];
  const commands: string[] = [];
  const isOpen = decisive !== undefined && decisive.correctlyRounded < decisive.outputs;
  if (isOpen && element !== undefined && element !== null && hasError(element)) {
    const observed = quoted(`${decisive.name}=${observedText(element, decisive.type)}`);
    commands.push(`npx lastbit explain ${dataText(data)} --output ${element.index} --observed ${observed}`);
  }
  const isKnown = !notOfTolerance.some((name) => data.options[name] !== undefined);
  if (verdict === 'rounding' && isKnown) commands.push(`npx lastbit tolerance ${dataText(data)}`);
  return commands;
}

const observedWords: Readonly<Record<string, string>> = { NaN: 'nan', Infinity: 'inf', '-Infinity': '-inf' };

function observedText(
  { computed }: { readonly computed: JsonNumber },
  type: Parameters<typeof computedText>[1],
): string {
  return observedWords[String(computed)] ?? computedText(computed, type);
}

function dataText({ kind, files, options }: DataWords): string {
  const words = Object.entries(options).flatMap(([name, value]) => {
    if (value === undefined || name === 'accumulator') return [];
    const flag = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    return value === true ? [flag] : [flag, quoted(value)];
  });
  return [kind, ...files.map(quoted), ...words].join(' ');
}
