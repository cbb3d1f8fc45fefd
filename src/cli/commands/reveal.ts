import type { Command } from '@commander-js/extra-typings';
import { compareSubjects } from '../../compare/compare-subjects.ts';
import { NoValues } from '../../compare/difference.ts';
import type { ConvShape } from '../../conv/shape.ts';
import { shapeKey } from '../../conv/shape-text.ts';
import { surveyFolder } from '../../corpus/survey-file.ts';
import type { Registry } from '../../engines/engine.ts';
import { UsageError } from '../../errors/usage-error.ts';
import { writeWhole } from '../../files/write-whole.ts';
import { isExplained, type RecordedRevelation } from '../../reveal/convolution/revelation-record.ts';
import { type ModelFile, modelFile } from '../../reveal/convolution/subject-model.ts';
import { type Drawing, drawTree, mostDrawn, svgOf } from '../../reveal/draw-tree.ts';
import { differenceJson, linedJson, revelationJson } from '../../text/json.ts';
import { differenceText, revelationText } from '../../text/revelation.ts';
import { jobsOption, parseJobs } from '../jobs-option.ts';
import { engineOptionsOf, openEngines } from '../open-engines.ts';
import { parseBetween, parseShape, parseWhole } from '../options.ts';
import { engineOption, engineStartTimeoutOption, engineTimeoutOption } from '../subject-options.ts';
import { revealAll } from './reveal/reveal-all.ts';
import {
  checkRequest,
  ifAvailable,
  manyReplays,
  mostProducts,
  ownReplays,
  revealLong,
  subjectNamed,
} from './reveal/reveal-long.ts';

/** With --diff: the two subjects are then compared on further cases. */
const fewReplays = 100_000;

/** `lastbit reveal`: the summation tree and the arithmetic of a subject, and how two subjects differ. */
export function registerReveal(program: Command): void {
  const command = program
    .command('reveal')
    .argument(
      '[subjects...]',
      'one subject as `lastbit engines` lists it, such as numpy/multiply-sum; two with --diff; any number with --all',
    )
    .option('--diff', 'compare two subjects: their trees, and the smallest input on which they differ')
    .option('--all', 'reveal all subjects, or these subjects and engines, over a table of shapes; writes a survey')
    .option('--survey <folder>', 'with --all: the folder of surveys, a file for each processor', surveyFolder)
    .option('--into <folder>', 'with --all: the folder where engines.md and engines/ are written', 'docs')
    .option('--resume', 'with --all: continue an interrupted run on this processor')
    .option(
      jobsOption[0],
      'with --all: how many processes work at once; by default 1, because each starts engines of its own',
    )
    .option(
      '--shape <shape>',
      'IMAGE or IMAGE*KERNEL, as in 5x5, 8x8x3*3x3 or 1x28x28x1*5x5x16; then /GROUPS, +N of output padding',
      '5x5',
    )
    .option('--stride <n>', 'N, or ROWSxCOLUMNS', '1')
    .option('--dilation <n>', 'N, or ROWSxCOLUMNS', '1')
    .option('--padding <padding>', 'valid, same, N, ROWSxCOLUMNS, or TOP,BOTTOM,LEFT,RIGHT', 'valid')
    .option('--output <index>', 'only this output, counted from 0 (NHWC); by default all')
    .option(
      '--replays <n>',
      `how many outputs of random cases to replay; by default ${manyReplays}, ${ownReplays} of your own engine, or ` +
        `as many as have 2^${Math.log2(mostProducts)} products; with --diff ${fewReplays}`,
    )
    .option('--seed <n>', 'the seed of all random numbers', '2018')
    .option('--json', 'print one JSON object, described in docs/json.md')
    .option('--svg <file>', 'draw the first tree as an SVG file; with --diff both trees')
    .option('--model <file>', 'write how the outputs are computed as JSON, which docs/model.md describes')
    .option(...engineOption)
    .option(...engineTimeoutOption)
    .option(...engineStartTimeoutOption);
  command.action(async (ids, options) => {
    const shape = parseShape(options.shape, options);
    const output = options.output === undefined ? {} : { output: parseWhole('--output', options.output) };
    const asked = options.replays === undefined ? {} : { replays: parseBetween('--replays', options.replays, 1, 1e12) };
    const request: Request = {
      ...{ ids, shape, json: options.json === true, svg: options.svg, model: options.model },
      options: { seed: parseWhole('--seed', options.seed), ...asked, ...output },
    };
    const all = options.all === true;
    const idle = Object.keys(options).filter(
      (name) => command.getOptionValueSource(name) === 'cli' && isIdle(name, all),
    );
    const goes = all ? 'does not go with --all, which has its own shapes and writes files' : 'goes with --all only';
    if (idle.length > 0) throw new UsageError(`--${idle[0]}: ${goes}`);
    if (options.diff === true && options.model !== undefined)
      throw new UsageError('--diff --model: a model is of one subject; reveal each with --model');
    if (all && options.diff === true) throw new UsageError('--all --diff: give one of them');
    const wanted = options.diff === true ? 2 : 1;
    if (!all && ids.length !== wanted) {
      throw new UsageError(
        `reveal: ${ids.length} subjects given; give ${wanted === 1 ? 'one, or two with --diff' : 'two with --diff'}`,
      );
    }
    const registry = await openEngines(options);
    try {
      if (all)
        await revealAll(
          {
            ...{ ids, survey: options.survey, into: options.into, resume: options.resume === true },
            ...{ jobs: parseJobs(options.jobs ?? '1'), engines: engineOptionsOf(options) },
          },
          registry,
        );
      else await (options.diff === true ? compareTwo(request, registry) : revealThis(request, registry));
    } finally {
      await registry.close();
    }
  });
}

/** Whether an option would have no effect. */
function isIdle(name: string, all: boolean): boolean {
  const ofAll = ['survey', 'into', 'resume', 'jobs'];
  const ofOne = ['shape', 'stride', 'dilation', 'padding', 'output', 'replays', 'seed', 'json', 'svg', 'model'];
  return (all ? ofOne : ofAll).includes(name);
}

interface Request {
  readonly ids: readonly string[];
  readonly shape: ConvShape;
  readonly json: boolean;
  readonly svg: string | undefined;
  readonly model: string | undefined;
  readonly options: { readonly seed: number; readonly replays?: number; readonly output?: number };
}

async function revealThis({ ids, shape, json, svg, model, options }: Request, registry: Registry): Promise<void> {
  const subject = subjectNamed(ids[0]!, registry);
  checkRequest(subject, shape, options.output);
  const available = await ifAvailable(subject);
  if (available === undefined) return;
  const revealed = await revealLong(available, shape, registry, options);
  const file =
    json || model !== undefined
      ? await modelFile(available.subject, available.version, shape, revealed.revealed)
      : undefined;
  process.stdout.write(
    json ? `${JSON.stringify({ ...revelationJson(revealed), model: file ?? null })}\n` : revelationText(revealed),
  );
  if (model !== undefined) writeModel(model, file);
  if (svg !== undefined) writeDrawing(svg, [revealed]);
  if (!isExplained(revealed)) process.exitCode = 1;
}

async function compareTwo({ ids, shape, json, svg, options }: Request, registry: Registry): Promise<void> {
  const subjects = ids.map((id) => subjectNamed(id, registry));
  for (const subject of subjects) checkRequest(subject, shape, options.output);
  const [a, b] = [await ifAvailable(subjects[0]!), await ifAvailable(subjects[1]!)];
  if (a === undefined || b === undefined) return;
  try {
    const { difference, revealed } = await compareSubjects([a, b], shape, registry, {
      replays: fewReplays,
      ...options,
    });
    process.stdout.write(json ? `${JSON.stringify(differenceJson(difference))}\n` : differenceText(difference));
    if (svg !== undefined) writeDrawing(svg, revealed);
  } catch (error) {
    if (!(error instanceof NoValues)) throw error;
    process.stderr.write(`lastbit: ${error.message.replace(/\s*\n\s*/g, ' ')}\n`);
    process.exitCode = 1;
  }
}

/** Writes a model, or one line that says why there is none. */
function writeModel(path: string, file: ModelFile | undefined): void {
  if (file !== undefined) writeWhole(path, linedJson(file, 3));
  else process.stderr.write(`lastbit: --model ${path} was not written: nothing is explained\n`);
}

/** Writes the trees side by side, or one line that says why there is nothing to draw. */
function writeDrawing(path: string, revealed: readonly RecordedRevelation[]): void {
  const drawings = revealed.flatMap((one) => drawingOf(one) ?? []);
  const terms = Math.max(...revealed.map(({ records }) => records[0]?.terms ?? 0));
  if (drawings.length > 0 && terms <= mostDrawn) {
    writeWhole(path, svgOf(drawings));
    return;
  }
  const why =
    drawings.length === 0
      ? 'what is not explained has no tree'
      : `${terms} terms are too many to draw; the limit is ${mostDrawn}`;
  process.stderr.write(`lastbit: --svg ${path} was not written: ${why}\n`);
}

/** Of the first group of outputs, if it is explained. */
function drawingOf({ records, revealed }: RecordedRevelation): Drawing | undefined {
  const [record, group] = [records[0], revealed.groups[0]];
  if (record === undefined || group?.revelation.explained !== true) return undefined;
  return drawTree(group.revelation.tree, `${record.subject}, ${shapeKey(record.shape)}: ${record.summary}`);
}
