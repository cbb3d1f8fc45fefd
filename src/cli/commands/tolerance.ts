import type { Command } from '@commander-js/extra-typings';
import type { Reference } from '../../arrays/tolerance/allowance.ts';
import { toleranceReport } from '../../arrays/tolerance/tolerance-report.ts';
import { shown } from '../../errors/shown.ts';
import { UsageError } from '../../errors/usage-error.ts';
import { formatJson } from '../../text/json.ts';
import { assertionText, type Framework, frameworks } from '../../text/tolerance/assertions.ts';
import { toleranceJson } from '../../text/tolerance/tolerance-json.ts';
import { toleranceLines } from '../../text/tolerance/tolerance-lines.ts';
import { append, parseWhole } from '../options.ts';
import { terminalWidth } from '../paint.ts';
import { engineOption, engineStartTimeoutOption, engineTimeoutOption } from '../subject-options.ts';
import { knownImplementations } from './tolerance/implementations.ts';
import { libraryTolerances } from './tolerance/library-tolerances.ts';
import { askedOf } from './tolerance/question.ts';

const references: readonly Reference[] = ['binary64', 'exact', 'binary32'];

/** `lastbit tolerance`: the smallest tolerances that never fail a correct implementation, for a shape or for data. */
export function registerTolerance(program: Command): void {
  program
    .command('tolerance')
    .argument('[words...]', 'conv, matmul, dot or sum, and for the last three the files, as in matmul a.npy b.npy')
    .option('--shape <shape>', 'of a convolution: IMAGE or IMAGE*KERNEL, as in 5x5, 8x8x3*3x3 or 1x28x28x1*5x5x16')
    .option('--stride <n>', 'N, or ROWSxCOLUMNS')
    .option('--dilation <n>', 'N, or ROWSxCOLUMNS')
    .option('--padding <padding>', 'valid, same, N, ROWSxCOLUMNS, or TOP,BOTTOM,LEFT,RIGHT')
    .option('--terms <n>', 'of dot products, sums, and the K of matrix products')
    .option('--image <file>', 'data: the image as .npy, .npz, .safetensors, .json or .csv')
    .option('--kernel <file>', 'data: the kernel, likewise')
    .option('--groups <n>', 'of a convolution of data')
    .option('--layout <layout>', 'of the image: nhwc or nchw; found from the sizes where they allow')
    .option('--kernel-layout <layout>', 'hwio or oihw')
    .option('--axis <axes>', 'of a sum: the axes that are summed, as in 0,1; by default all')
    .option('--round-inputs', 'round inputs that are not binary32 numbers, instead of refusing them')
    .option('--algorithm <name>', 'also for this summation algorithm, as in pairwise (repeatable)', append)
    .option('--tree <tree>', 'also for this summation tree, as in "(0+1)+2"')
    .option(
      '--arithmetic <name>',
      'of --tree: rounded-products (the default, which covers fused), fused, two-roundings, wide, …',
    )
    .option('--subject <id>', 'also for the tree of this subject, which is revealed first')
    .option(
      '--reference <kind>',
      'what is compared with: binary64, a sum in binary64 (the default); exact; or binary32, another result',
    )
    .option('--for <framework>', `print an assertion alone, for ${frameworks.join(', ')}`)
    .option('--seed <n>', 'the seed of the probing', '2018')
    .option('--json', 'print one JSON object, described in docs/json.md')
    .option(...engineOption)
    .option(...engineTimeoutOption)
    .option(...engineStartTimeoutOption)
    .action(async (words, options) => {
      const reference = among('--reference', options.reference ?? 'binary64', references);
      const framework = among('--for', options.for ?? 'numpy', frameworks);
      if (options.for !== undefined && options.json === true)
        throw new UsageError('--for --json: give one of them; the JSON has all assertions');
      const seed = parseWhole('--seed', options.seed);
      if (options.subject === undefined && (options.engine ?? options.engineTimeout) !== undefined)
        throw new UsageError('--engine and --engine-timeout: go with --subject only');
      const asked = askedOf(words, options);
      const known = knownImplementations(options, asked.window, asked.summed);
      // The engines are loaded only here, because that takes a second.
      const subject =
        options.subject === undefined
          ? undefined
          : await (await import('./tolerance/subject.ts')).subjectImplementation(options.subject, asked, options, seed);
      const { revealed: _, data, ...rest } = asked;
      const report = toleranceReport({
        ...{ ...rest, reference, libraries: libraryTolerances },
        implementations: subject === undefined ? known : [...known, subject],
        ...(data === undefined ? {} : { data }),
      });
      if (options.json === true) process.stdout.write(formatJson(toleranceJson(report)));
      else if (options.for === undefined)
        process.stdout.write(`${toleranceLines(report, framework, terminalWidth()).join('\n')}\n`);
      else {
        const text = assertionText(report, framework);
        if (text === undefined) throw new UsageError('--for: no assertion is printed for a convolution in groups');
        process.stdout.write(`${text}\n`);
      }
    });
}

function among<T extends Reference | Framework>(option: string, text: string, all: readonly T[]): T {
  const found = all.find((one) => one === text);
  if (found === undefined) throw new UsageError(`${option} ${shown(text)}: not one of ${all.join(', ')}`);
  return found;
}
