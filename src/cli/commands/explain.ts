import type { Command } from '@commander-js/extra-typings';
import type { Subject } from '../../engines/engine.ts';
import { parseUserEngines } from '../../engines/user-engine.ts';
import { UsageError } from '../../errors/usage-error.ts';
import { type ExplainRequest, explain } from '../../explain/explain.ts';
import type { Explanation } from '../../explain/explanation.ts';
import { parseObserved } from '../../explain/printed-decimal.ts';
import { seedObserved, seedRequest } from '../../explain/seed-case.ts';
import { caseOfArrays } from '../../files/case-of-arrays.ts';
import { readNumbers } from '../../files/read-numbers.ts';
import { writeWhole } from '../../files/write-whole.ts';
import { type AnalysisLayout, analysisLines } from '../../text/explanation-analysis.ts';
import { valueLines } from '../../text/explanation-values.ts';
import { formatJson } from '../../text/json.ts';
import { openEngines } from '../open-engines.ts';
import {
  append,
  chooseSubjects,
  engineOption,
  engineTimeoutOption,
  parsePadding,
  parsePair,
  parseWhole,
} from '../options.ts';
import { terminalWidth } from '../paint.ts';

/** `lastbit explain`: what each subject computes for one output, how, which is right, and how to make them equal. */
export function explainCommand(program: Command): void {
  program
    .command('explain')
    .option(
      '--image <file>',
      'the image as .npy (float32 or float64, up to 512 MiB), .json or .csv (up to 16 MiB): rows × columns, or NHWC',
    )
    .option('--kernel <file>', 'the kernel, likewise: rows × columns, or HWIO')
    .option('--stride <n>', 'N, or ROWSxCOLUMNS')
    .option('--dilation <n>', 'N, or ROWSxCOLUMNS')
    .option('--padding <padding>', 'valid, same, or TOP,BOTTOM,LEFT,RIGHT')
    .option('--round-inputs', 'round inputs that are not binary32 numbers, instead of refusing them')
    .option(
      '--observed <name=number>',
      'a number that was printed somewhere, as in mine=0.00140382, up to 1,200 characters (repeatable)',
      append,
    )
    .option('--subject <id>', 'only this subject, or all of this engine (repeatable)', append)
    .option('--output <index>', 'which output, counted from 0 (NHWC)', '0')
    .option('--seed <n>', 'the seed of all random numbers', '2018')
    .option('--svg <file>', 'also draw the reachable results as an SVG file')
    .option('--json', 'print one JSON object, described in docs/json.md')
    .option(...engineOption)
    .option(...engineTimeoutOption)
    .action(async (options) => {
      const request = requestOf(options);
      const registry = await openEngines(options);
      try {
        const subjects = chooseSubjects('--subject', registry.subjects, options.subject ?? []);
        const explanation =
          options.json === true
            ? await explain(request, subjects)
            : await showExplanation(request, subjects, (text) => process.stdout.write(text), {
                ...{ width: terminalWidth(), engines: parseUserEngines(options.engine ?? []) },
              });
        if (options.json === true) process.stdout.write(formatJson(explanation));
        if (options.svg !== undefined) await drawReachable(explanation, options.svg);
      } finally {
        await registry.close();
      }
    });
}

/** Explains and prints: results as soon as every subject has answered, the rest when all random cases are done. */
export async function showExplanation(
  request: ExplainRequest,
  subjects: readonly Subject[],
  write: (text: string) => void,
  layout: AnalysisLayout = { width: terminalWidth() },
): Promise<Explanation> {
  const print = (lines: readonly string[]): void => write(`${lines.join('\n')}\n`);
  const explanation = await explain(request, subjects, (values) => print(valueLines(values, layout.width)));
  print(analysisLines(explanation, layout));
  return explanation;
}

/** The drawing code is loaded only here, because that takes a second. */
async function drawReachable(explanation: Explanation, path: string): Promise<void> {
  const { reachablePicture } = await import('../../report/reachable-picture.ts');
  const picture = reachablePicture(explanation);
  if (picture === undefined)
    throw new UsageError(`--svg ${path}: nothing to draw: there is no exact value, or it is 0`);
  writeWhole(path, picture);
}

interface Options {
  readonly image?: string;
  readonly kernel?: string;
  readonly stride?: string;
  readonly dilation?: string;
  readonly padding?: string;
  readonly roundInputs?: true;
  readonly observed?: readonly string[];
  readonly output: string;
  readonly seed: string;
}

function requestOf(options: Options): ExplainRequest {
  const observed = (options.observed ?? []).map(parseObserved);
  const output = parseWhole('--output', options.output);
  const seed = parseWhole('--seed', options.seed);
  const stride = parsePair('--stride', options.stride ?? '1');
  const dilation = parsePair('--dilation', options.dilation ?? '1');
  const padding = parsePadding(options.padding ?? 'valid');
  const { image, kernel } = options;
  if (image === undefined && kernel === undefined) {
    const { case: input, ...rest } = seedRequest;
    return {
      ...rest,
      case: { ...input, shape: { ...input.shape, stride, dilation, padding } },
      observed: [...(padding === 'valid' ? seedObserved : []), ...observed],
      ...{ output, seed },
    };
  }
  if (image === undefined)
    throw new UsageError('--kernel without --image: give both, or neither for the question of 2018');
  if (kernel === undefined)
    throw new UsageError('--image without --kernel: give both, or neither for the question of 2018');
  const caseOptions = { stride, dilation, padding, roundInputs: options.roundInputs === true };
  const { case: input, rounded } = caseOfArrays(readNumbers(image), readNumbers(kernel), caseOptions);
  return { case: input, source: `${image} and ${kernel}`, roundedInputs: rounded, ...{ observed, output, seed } };
}
