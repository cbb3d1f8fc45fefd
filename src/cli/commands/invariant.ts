import type { Command } from '@commander-js/extra-typings';
import type { ConvShape, Operation } from '../../conv/shape.ts';
import { convShape } from '../../conv/shape-text.ts';
import type { Registry, Subject } from '../../engines/engine.ts';
import { withThreads } from '../../engines/engine-entry.ts';
import { engineTable } from '../../engines/engine-table.ts';
import { openRegistry } from '../../engines/registry.ts';
import { shown } from '../../errors/shown.ts';
import { nearestText, UsageError } from '../../errors/usage-error.ts';
import { type Axis, allAxes, axesOf } from '../../invariant/axes.ts';
import { type Invariance, invariance, isInvariant } from '../../invariant/invariance.ts';
import { invarianceJson, invarianceText } from '../../text/invariance.ts';
import { liveLine } from '../../text/live-line.ts';
import { formatCount } from '../../text/numbers.ts';
import { type EngineOptions, openEngines, parseEngineOptions } from '../open-engines.ts';
import { parseBetween, parsePadding, parsePair, parseWhole } from '../options.ts';
import { chooseSubjects, engineOption, engineTimeoutOption } from '../subject-options.ts';
import { checkRequest, ifAvailable, subjectNamed } from './reveal/reveal-long.ts';

/**
 * Sums of 60 products, which fill no block of 8 or 16, and for convolutions a small layer: vector units and blocks
 * show, and calls stay cheap.
 */
const usualShapes: Readonly<Record<Operation, string>> = {
  conv2d: '8x8x8*3x3x8',
  'depthwise-conv2d': '8x8x8*3x3',
  'grouped-conv2d': '8x8x32*3x3x2/4',
  'transposed-conv2d': '8x8x8*3x3x8',
  conv1d: '1x32x8*1x3x8',
  conv3d: '4x8x8x8*3x3x3x8x8',
  'multiply-sum': '1x1x60*1x1',
  dot: '1x1x60*1x1',
  matmul: '8x1x60*1x1x8',
  'batched-matmul': '8x1x240*1x1x8/4',
  einsum: '8x1x60*1x1x8',
  sum: '1x1x60*1x1',
  'sum-last-axis': '8x1x60*1x1',
  'sum-first-axis': '8x1x60*1x1',
  // By a power of two it divides exactly, so that its sum shows.
  mean: '1x1x64*1x1',
};

/** `lastbit invariant`: whether the size of a batch, or anything else beside an output, changes how it is computed. */
export function registerInvariant(program: Command): void {
  program
    .command('invariant')
    .argument('[subjects...]', 'one subject as `lastbit engines` lists it, such as numpy/matmul; any number with --all')
    .option('--all', 'these subjects and engines, or all but our own algorithms, into one page')
    .option(
      '--into <folder>',
      'with --all: the folder of invariance.md, between whose marks the results are written',
      'docs',
    )
    .option(
      '--shape <shape>',
      'IMAGE or IMAGE*KERNEL, then /GROUPS, +N of output padding; a product of M×K by K×N is Mx1xK*1x1xN',
    )
    .option('--stride <n>', 'N, or ROWSxCOLUMNS', '1')
    .option('--padding <padding>', 'of the image: valid, same, N, ROWSxCOLUMNS, or TOP,BOTTOM,LEFT,RIGHT', 'valid')
    .option('--vary <axes>', `${allAxes.join(', ')}: some of these with commas; by default all but terms`)
    .option('--up-to <n>', 'the largest size of each axis but threads; by default one for each axis')
    .option('--seconds <n>', 'after so many seconds no further size of an axis is asked; by default 60')
    .option('--seed <n>', 'the seed of all random numbers', '2018')
    .option('--json', 'print one JSON object, described in docs/json.md')
    .option(...engineOption)
    .option(...engineTimeoutOption)
    .action(async (ids, options) => {
      const all = options.all === true;
      if (!all && ids.length !== 1)
        throw new UsageError(`invariant: ${ids.length} subjects given; give one, or any number with --all`);
      const shapeOptions = { stride: parsePair('--stride', options.stride), padding: parsePadding(options.padding) };
      const shape = options.shape === undefined ? undefined : convShape(options.shape, shapeOptions);
      const request: Request = {
        shapeOf: (operation) => shape ?? convShape(usualShapes[operation], shapeOptions),
        axes: axesNamed(options.vary),
        upTo: options.upTo === undefined ? undefined : parseBetween('--up-to', options.upTo, 1, 2 ** 20),
        seconds: options.seconds === undefined ? undefined : parseBetween('--seconds', options.seconds, 1, 1e6),
        seed: parseWhole('--seed', options.seed),
      };
      const registry = await openEngines(options);
      try {
        if (all) {
          const { invariantAll } = await import('./invariant/invariant-all.ts');
          const subjects =
            ids.length === 0
              ? registry.subjects.filter(({ engine }) => engine !== 'lastbit')
              : ids.flatMap((id) => chooseSubjects('invariant', registry.subjects, [id]));
          await invariantAll(subjects, options.into, request.seed, (subject) => find(subject, request, options));
        } else {
          const subject = subjectNamed(ids[0]!, registry);
          await findOne(subject, request, options);
        }
      } finally {
        await registry.close();
      }
    });
}

interface Request {
  readonly shapeOf: (operation: Operation) => ConvShape;
  readonly axes: readonly Axis[] | undefined;
  readonly upTo: number | undefined;
  readonly seconds: number | undefined;
  readonly seed: number;
}

function axesNamed(text: string | undefined): readonly Axis[] | undefined {
  return text?.split(',').map((name) => {
    const axis = allAxes.find((one) => one === name.trim());
    if (axis !== undefined) return axis;
    throw new UsageError(
      `--vary ${shown(name)}: not ${allAxes.join(', ')}; did you mean ${nearestText(name, [...allAxes])}?`,
    );
  });
}

async function findOne(
  subject: Subject,
  request: Request,
  options: EngineOptions & { readonly json?: true | undefined },
): Promise<void> {
  checkRequest(subject, request.shapeOf(subject.operation), undefined);
  const available = await ifAvailable(subject);
  if (available === undefined) return;
  const result = await find(subject, request, options);
  const context = {
    version: available.version,
    seed: request.seed,
    format: subject.format,
    operation: subject.operation,
  };
  process.stdout.write(
    options.json === true ? `${JSON.stringify(invarianceJson(result, context))}\n` : invarianceText(result, context),
  );
  if (!isInvariant(result)) process.exitCode = 1;
}

/** Varies what is asked for, with engines of other numbers of threads where they can be told. */
async function find(subject: Subject, request: Request, options: EngineOptions): Promise<Invariance> {
  const live = liveLine();
  const opened: Registry[] = [];
  const settings = engineTable.find(({ name }) => name === subject.engine)?.settings ?? [];
  const isTold = settings.some((setting) => withThreads(setting, 2) !== undefined);
  const { operation } = subject;
  try {
    return await invariance(subject, request.shapeOf(operation), {
      axes: request.axes ?? axesOf(operation).filter((axis) => axis !== 'terms'),
      ...{ upTo: request.upTo, seconds: request.seconds, seed: request.seed },
      threaded: async (threads) => {
        if (!isTold) return undefined;
        const registry = await openRegistry({
          ...parseEngineOptions({ engineTimeout: options.engineTimeout }),
          ...{ engines: [subject.engine], threads },
        });
        opened.push(registry);
        return registry.subjects.find(({ id }) => id === subject.id);
      },
      onSize: (axis, size) => live.show(`${subject.id}: ${axis} ${formatCount(size)}`),
    });
  } finally {
    live.end();
    for (const registry of opened) await registry.close();
  }
}
