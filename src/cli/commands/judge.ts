import { type Command, Help } from '@commander-js/extra-typings';
import { linkBaseOption, linkOption } from '../link-of.ts';
import { append } from '../options.ts';
import { plainLine } from '../report-error.ts';
import { judgeRequest } from './judge/judge-request.ts';
import type { DataWords } from './judge/next-commands.ts';
import { runJudge } from './judge/run-judge.ts';

/** `lastbit judge`: whether arrays that others computed are roundings, and what else they are. */
export function registerJudge(program: Command): void {
  const judge = program.command('judge').enablePositionalOptions();
  const conv = operation(judge, 'conv', 'Judge the outputs of a convolution.')
    .requiredOption(
      '--image <file>',
      'the image: batch, rows, columns, channels; 5 axes for volumes, fewer for 1-D or a single channel',
    )
    .requiredOption('--kernel <file>', 'the kernel')
    .option('--bias <file>', 'one number for each output channel')
    .option('--stride <n>', 'N, ROWSxCOLUMNS, or SLICESxROWSxCOLUMNS')
    .option(
      '--padding <padding>',
      'valid, same (as TensorFlow pads), N on all sides, ROWSxCOLUMNS, or TOP,BOTTOM,LEFT,RIGHT; ' +
        'of volumes FRONT,BACK before',
    )
    .option('--dilation <n>', 'N, ROWSxCOLUMNS, or SLICESxROWSxCOLUMNS')
    .option('--groups <n>', 'in how many groups channels are convolved')
    .option('--transposed', 'a transposed convolution (deconvolution)')
    .option('--layout <layout>', 'of image and outputs, nhwc or nchw; by default what the sizes allow')
    .option(
      '--kernel-layout <layout>',
      'hwio or oihw; of a transposed one hwoi and iohw; by default what the sizes allow',
    );
  conv.action((options) => {
    const { image, kernel, bias, stride, padding, dilation, groups, transposed, layout, kernelLayout } = options;
    const inputs = { image, kernel, bias };
    const words = { ...inputs, stride, padding, dilation, groups, transposed, layout, kernelLayout };
    const data: DataWords = { kind: 'conv', files: [], options: words };
    return runJudge(options, data, (open) => judgeRequest('conv', [], options, open));
  });
  for (const kind of ['matmul', 'dot'] as const) {
    const what =
      kind === 'dot' ? 'a dot product of two arrays of the same sizes' : 'a matrix product, as numpy.matmul has it';
    const command = operation(judge, kind, `Judge ${what}.`).argument('<left>', 'a file').argument('<right>', 'a file');
    command.action((left, right, options) =>
      runJudge(options, { kind, files: [left, right], options: {} }, (open) =>
        judgeRequest(kind, [left, right], {}, open),
      ),
    );
  }
  operation(judge, 'sum', 'Judge the sum or the mean of an array along some axes.')
    .argument('<array>', 'a file')
    .option('--axis <axes>', 'the axes that are summed, as in 0,1 or -1; by default all')
    .option('--mean', 'the sum divided by how many numbers it has')
    .action((array, options) => {
      const data: DataWords = { kind: 'sum', files: [array], options: { axis: options.axis, mean: options.mean } };
      return runJudge(options, data, (open) => judgeRequest('sum', [array], options, open));
    });
  judge.configureOutput({
    outputError: (text, write) => {
      const hint = misplaced.test(text) ? '; conv, matmul, dot or sum comes first, as in judge dot a.npy b.npy' : '';
      write(`${plainLine(text.trimEnd())}${hint}\n`);
    },
  });
}

/** Without an operation, whose options and files are then unknown. */
const misplaced = /unknown (?:option|command)/;

/** A command with the options that all operations have. Its help has these last. */
function operation(judge: Command, name: string, description: string) {
  return judge
    .command(name)
    .description(description)
    .configureHelp({
      visibleOptions: (command) => {
        const options = new Help().visibleOptions(command);
        const own = options.findIndex(({ long }) => long === lastOfAll) + 1;
        return [...options.slice(own, -1), ...options.slice(0, own), ...options.slice(-1)];
      },
    })
    .requiredOption('--output <name=file>', 'what an implementation gave, FILE or NAME=FILE (repeatable)', append)
    .option('--accumulator <format>', 'in which format sums are: binary16, bfloat16, binary32 or binary64')
    .option('--type <type>', 'of outputs in JSON or CSV: float16, bfloat16, float32 or float64')
    .option('--round-inputs', 'round inputs to the type of the outputs first, as the implementation did')
    .option('--all', 'print all worst outputs, models and pairs, not the first few')
    .option('--json', 'print one JSON object, described in docs/json.md')
    .option(...linkOption)
    .option(...linkBaseOption)
    .option('--report <file>', 'write an HTML page with a map of the errors')
    .option('--svg <file>', 'write the map of the errors as SVG')
    .option('--png <file>', 'write the map of the errors as PNG');
}

const lastOfAll = '--png';
