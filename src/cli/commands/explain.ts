import type { Command } from '@commander-js/extra-typings';
import type { Subject } from '../../engines/engine.ts';
import { yieldToEventLoop } from '../../engines/process/yield-to-event-loop.ts';
import { parseUserEngines } from '../../engines/user-engine.ts';
import { UsageError } from '../../errors/usage-error.ts';
import { type ExplainRequest, explain } from '../../explain/explain.ts';
import type { Explanation } from '../../explain/explanation.ts';
import { openArray } from '../../files/open-array.ts';
import { writeWhole } from '../../files/write-whole.ts';
import type { AskedOperation } from '../../link/linked-case.ts';
import { type AnalysisLayout, analysisLines } from '../../text/explanation-analysis.ts';
import { conclusionTexts } from '../../text/explanation-conclusion.ts';
import { valueLines } from '../../text/explanation-values.ts';
import { formatJson } from '../../text/json.ts';
import { wrapped } from '../../text/layout.ts';
import { explainRequest } from '../explain-request.ts';
import { linkBaseOption, linkOption, printLink, questionOfCommand } from '../link-of.ts';
import { linkedCase } from '../linked-window.ts';
import { openEngines } from '../open-engines.ts';
import { append } from '../options.ts';
import { terminalWidth } from '../paint.ts';
import { chooseSubjects, engineOption, engineStartTimeoutOption, engineTimeoutOption } from '../subject-options.ts';

/** `lastbit explain`: what each subject computes for one output, how, which is right, and how to make them equal. */
export function explainCommand(program: Command): void {
  program
    .command('explain')
    .argument('[operation]', 'conv (the default), or matmul, dot or sum of the arrays that follow')
    .argument('[arrays...]', 'two files for matmul and dot, one for sum')
    .option(
      '--image <file>',
      'the image as .npy, .npz, .safetensors, .json or .csv: rows × columns, NHWC or NCHW (docs/files.md)',
    )
    .option('--kernel <file>', 'the kernel, likewise: rows × columns, HWIO or OIHW')
    .option('--stride <n>', 'N, or ROWSxCOLUMNS')
    .option('--dilation <n>', 'N, or ROWSxCOLUMNS')
    .option('--padding <padding>', 'valid, same, N, ROWSxCOLUMNS, or TOP,BOTTOM,LEFT,RIGHT')
    .option('--groups <n>', 'groups of channels')
    .option('--bias <file>', 'a number for each output channel, added last')
    .option('--transposed', 'a transposed convolution')
    .option('--layout <layout>', 'of the image: nhwc or nchw; by default what the sizes allow, nhwc first')
    .option('--kernel-layout <layout>', 'hwio or oihw; by default what the sizes allow, hwio first')
    .option('--axis <axes>', 'sum along these axes, as in 0,1; by default all')
    .option('--mean', 'divide the sum by how many numbers it has')
    .option('--round-inputs', 'round inputs that are not binary32 numbers to the nearest, and sum in binary32')
    .option(
      '--observed <name=number>',
      'a number that was printed somewhere, as in mine=0.00140382, mine=nan, 1.5 or 0x1.8p0 (repeatable)',
      append,
    )
    .option(
      '--as <reading>',
      'how observed digits were printed: repr (the fewest that read back), fixed (rounded or cut off), or exact',
    )
    .option('--subject <id>', 'only this subject, or all of this engine (repeatable)', append)
    .option(
      '--output <index>',
      'which output: its number from 0 on in the order of the file, or its indices, as in 0,3,1,2',
      '0',
    )
    .option('--seed <n>', 'the seed of all random numbers', '2018')
    .option('--brief', 'print the answer alone, without its evidence')
    .option('--svg <file>', 'also draw the reachable results as an SVG file')
    .option('--json', 'print one JSON object, described in docs/json.md')
    .option(...linkOption)
    .option(...linkBaseOption)
    .option(...engineOption)
    .option(...engineTimeoutOption)
    .option(...engineStartTimeoutOption)
    .action(async (operation, arrays, options) => {
      const { brief = false } = options;
      const typed = explainRequest(operation, arrays, options, openArray);
      if (options.link === true) {
        const kind = operation === undefined ? 'conv' : (operation as AskedOperation);
        const asked = questionOfCommand('explain', kind, arrays, options);
        return printLink(await linkedCase(asked, typed), options.linkBase);
      }
      const request = { ...typed, valuesOnly: brief, pause: yieldToEventLoop };
      const registry = await openEngines(options);
      try {
        const subjects = chooseSubjects('--subject', registry.subjects, options.subject ?? []);
        const explanation =
          options.json === true
            ? await explain(request, subjects)
            : brief
              ? await showAnswer(request, subjects)
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

async function showAnswer(request: ExplainRequest, subjects: readonly Subject[]): Promise<Explanation> {
  const explanation = await explain(request, subjects);
  const texts = conclusionTexts(explanation.output, explanation.case);
  const lines = texts.flatMap((text) => wrapped(text, 0, terminalWidth()));
  process.stdout.write(`${lines.join('\n')}\n`);
  return explanation;
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
