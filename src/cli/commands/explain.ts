import type { Command } from '@commander-js/extra-typings';
import { writeWhole } from '../../corpus/write-whole.ts';
import { openRegistry } from '../../engines/registry.ts';
import { parseUserEngines } from '../../engines/user-engine.ts';
import { UsageError } from '../../errors/usage-error.ts';
import { explain } from '../../explain/explain.ts';
import type { ExplainRequest } from '../../explain/explain-request.ts';
import type { Explanation } from '../../explain/explanation.ts';
import { parseObserved } from '../../explain/parse-observed.ts';
import { seedCase, seedObserved } from '../../explain/seed-case.ts';
import { caseOfArrays } from '../../files/case-of-arrays.ts';
import { readNumbers } from '../../files/read-numbers.ts';
import { explanationJson } from '../../text/format-json.ts';
import { parsePadding, parsePair, parseWhole } from '../parse-numbers.ts';
import { showExplanation } from '../show-explanation.ts';
import { userEngineTexts } from '../user-engine-option.ts';

/** `lastbit explain`: who computed what, in which format and order, which is right, and how to make them equal. */
export function explainCommand(program: Command): void {
  const command = program
    .command('explain')
    .option('--image <file>', 'image as .npy (float32 or float64), .json or .csv: rows × columns, or NHWC')
    .option('--kernel <file>', 'kernel, likewise: rows × columns, or HWIO')
    .option('--stride <n>', 'N, or ROWS,COLUMNS')
    .option('--dilation <n>', 'N, or ROWS,COLUMNS')
    .option('--padding <padding>', 'valid, same, or TOP,BOTTOM,LEFT,RIGHT')
    .option('--round-inputs', 'round inputs to binary32 where they are no binary32 numbers')
    .option(
      '--observed <name=number>',
      'a number as it was printed somewhere, as in mine=0.00140382 (repeatable)',
      append,
    )
    .option('--subject <id>', 'only this subject, or all of this engine (repeatable)', append)
    .option('--output <index>', 'which output, counted from 0 (NHWC)', '0')
    .option('--seed <n>', 'seed of everything random', '2018')
    .option('--svg <file>', 'also draw the reachable results as one SVG file')
    .option('--json', 'print one JSON object, as docs/json.md describes it');
  command.action(async (options) => {
    const request = requestOf(options);
    const registry = await openRegistry({ userEngines: parseUserEngines(userEngineTexts(command)) });
    try {
      const explanation =
        options.json === true
          ? await explain(request, registry)
          : await showExplanation(request, registry, (text) => process.stdout.write(text));
      if (options.json === true) process.stdout.write(explanationJson(explanation));
      if (options.svg !== undefined) await drawReachable(explanation, options.svg);
    } finally {
      await registry.close();
    }
  });
}

/** Loaded only here: drawing needs a second of its own to start. */
async function drawReachable(explanation: Explanation, path: string): Promise<void> {
  const { reachablePicture } = await import('../../report/reachable-picture.ts');
  const picture = reachablePicture(explanation);
  if (picture === undefined)
    throw new UsageError(`--svg ${path}: without an exact value other than 0 there is nothing to draw`);
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
  readonly subject?: readonly string[];
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
  const rest = { subjects: options.subject ?? [], output, seed };
  const { image, kernel } = options;
  if (image === undefined && kernel === undefined) {
    const shape = { ...seedCase.shape, stride, dilation, padding };
    return {
      case: { ...seedCase, shape },
      source: 'The question of 2018',
      roundedInputs: 0,
      observed: [...(padding === 'valid' ? seedObserved : []), ...observed],
      ...rest,
    };
  }
  if (image === undefined)
    throw new UsageError('--kernel without --image: give both, or neither for the question of 2018');
  if (kernel === undefined)
    throw new UsageError('--image without --kernel: give both, or neither for the question of 2018');
  const caseOptions = { stride, dilation, padding, roundInputs: options.roundInputs === true };
  const { case: input, rounded } = caseOfArrays(readNumbers(image), readNumbers(kernel), caseOptions);
  return { case: input, source: `${image} and ${kernel}`, roundedInputs: rounded, observed, ...rest };
}

function append(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}
