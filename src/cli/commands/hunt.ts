import { existsSync } from 'node:fs';
import type { Command } from '@commander-js/extra-typings';
import { sameTerms } from '../../conv/operation.ts';
import type { ConvShape, Operation } from '../../conv/shape.ts';
import { mostTerms } from '../../conv/shape-spec.ts';
import { termCount } from '../../conv/terms.ts';
import { sweepLeftovers } from '../../corpus/sweep.ts';
import type { AvailableSubject, Registry } from '../../engines/engine.ts';
import { line } from '../../errors/printable.ts';
import { UsageError } from '../../errors/usage-error.ts';
import { checkWritable, checkWritableFolder } from '../../files/check-writable.ts';
import { writeWhole } from '../../files/write-whole.ts';
import { NoAnswer } from '../../hunt/computer.ts';
import { type HuntRequest, problemOfRequest } from '../../hunt/hunt.ts';
import type { HuntResult } from '../../hunt/hunt-result.ts';
import { outputPlace } from '../../hunt/place.ts';
import { places } from '../../places/places.ts';
import { huntJson } from '../../text/hunt-json.ts';
import { huntLines } from '../../text/hunt-lines.ts';
import { formatJson } from '../../text/json.ts';
import { type LiveLine, liveLine } from '../../text/live-line.ts';
import { formatCount } from '../../text/numbers.ts';
import { type Interruption, listenForInterruption } from '../interruption.ts';
import { jobsOption, parseJobs } from '../jobs-option.ts';
import { engineOptionsOf, openEngines } from '../open-engines.ts';
import { append } from '../options.ts';
import { engineOption, engineStartTimeoutOption, engineTimeoutOption } from '../subject-options.ts';
import { explainWitness } from './hunt/explain-witness.ts';
import { huntAll, worstCaseFiles } from './hunt/hunt-all.ts';
import { addHuntCheck } from './hunt/hunt-check.ts';
import { baseOf, keyOf, statesFolder } from './hunt/hunt-state.ts';
import { judgeAndKeep } from './hunt/keep-witness.ts';
import { huntedSubject, type ParsedHunt, parseHunt, parseOutput } from './hunt/parse-hunt.ts';
import { pngOf } from './hunt/png.ts';
import { runHunt } from './hunt/run-hunt.ts';
import { checkRequest, ifAvailable } from './reveal/reveal-long.ts';

/** `lastbit hunt`: the worst input of a subject under constraints, and the limit that no input passes. */
export function registerHunt(program: Command): void {
  const command = program
    .command('hunt')
    .enablePositionalOptions()
    .argument('[subjects...]', 'as `lastbit engines` lists it, such as numpy/dot; or an engine, with --op')
    .option('--all', 'hunt for all subjects, or these subjects and engines, over a table of inputs; writes a page')
    .option('--into <folder>', 'with --all: the folder where worst-cases.md is written', 'docs')
    .option(
      '--shape <shape>',
      'IMAGE or IMAGE*KERNEL, as in 5x5 or 28x28x3*3x3x16; by default that of the file, or 5x5',
    )
    .option('--terms <n>', 'a dot product of n terms, instead of --shape')
    .option('--stride <n>', 'N, or ROWSxCOLUMNS')
    .option('--dilation <n>', 'N, or ROWSxCOLUMNS')
    .option('--padding <padding>', 'valid, same, N, ROWSxCOLUMNS, or TOP,BOTTOM,LEFT,RIGHT')
    .option('--op <operation>', 'which operation, where the subject is an engine')
    .option(
      '--output <index>',
      'the attacked output: its index (NHWC), or ROW,COLUMN,CHANNEL; by default the middle one',
    )
    .option('--kernel <file>', 'the kernel is given (formats: docs/files.md; rows × columns, or in four axes)')
    .option('--kernel-layout <layout>', 'of --kernel: hwio, the default, or oihw as PyTorch has it')
    .option('--image <file>', 'the image is given (likewise, or NHWC)')
    .option('--round-inputs', 'round given numbers that are not binary32 numbers, instead of refusing them')
    .option('--range <lo,hi>', 'what is not given lies between these numbers')
    .option('--image-range <lo,hi>', 'the same for the image alone')
    .option('--kernel-range <lo,hi>', 'the same for the kernel alone')
    .option('--pixels <levels>', '8bit for pixels 0 to 255, k/255 for these divided by 255')
    .option('--condition <k>', 'only inputs whose condition number is at most k; see --aim ulp')
    .option(
      '--aim <aim>',
      'what is made large: error; bound (error ÷ u·P); ulp (error in ulp of the exact value; goes with --condition); ' +
        'difference:SUBJECT; by default bound if factors can grow without limit, else error. u is 2^-24 (2^-53 in ' +
        'binary64), P the sum of the absolute products',
    )
    .option('--method <name>', 'only this method (repeatable)', append)
    .option('--evaluations <n>', 'stop after n evaluations; the same n gives the same result on any machine')
    .option('--seconds <n>', 'stop after n seconds')
    .option('--seed <n>', 'the seed of all random numbers', '2018')
    .option('--state <folder>', 'where the best input so far is kept', statesFolder)
    .option('--resume', 'continue the same hunt from its state, also with more evaluations')
    .option(jobsOption[0], `with --all: ${jobsOption[1]}`)
    .option('--json', 'print one JSON object, described in docs/json.md')
    .option('--save', 'keep the witness in the corpus as a worst case')
    .option('--corpus <folder>', 'with --save: the folder of the corpus', places.corpus)
    .option('--png <file>', 'with --pixels: write the image as a PNG')
    .option('--report <file>', 'write an HTML page: the best of each method over its evaluations, and the witness')
    .option(...engineOption)
    .option(...engineTimeoutOption)
    .option(...engineStartTimeoutOption);
  addHuntCheck(command);
  command.action(async (subjects, options) => {
    const all = options.all === true;
    const idle = Object.keys(options).filter(
      (name) => command.getOptionValueSource(name) === 'cli' && (all ? ofOne : ofAll).includes(name),
    );
    const goes = all ? 'does not go with --all, which has its own inputs' : 'goes with --all only';
    if (idle.length > 0) throw new UsageError(`--${optionName(idle[0]!)}: ${goes}`);
    if (!all && subjects.length !== 1)
      throw new UsageError(
        `hunt: ${subjects.length === 0 ? 'no subject' : `${subjects.length} subjects`} given; give one, as ` +
          '`npx lastbit engines` lists them, or several with --all',
      );
    const parsed = parseHunt(options);
    checkWritableFolder('--state', options.state, []);
    if (all) checkWritableFolder('--into', options.into, worstCaseFiles);
    if (options.png !== undefined) checkPng(options.png, parsed);
    if (options.report !== undefined) checkWritable('--report', options.report);
    sweepLeftovers(options.state);
    const live = liveLine();
    const interruption = listenForInterruption();
    const registry = await openEngines(options, { say: live.say, stop: interruption.signal });
    const keeping = { corpus: options.corpus, save: options.save === true };
    const running: Running = { registry, interruption, live };
    try {
      const status = all
        ? await huntAll(
            {
              ...{ ids: subjects, into: options.into, state: options.state, resume: options.resume === true },
              ...{ seed: parsed.seed, evaluations: parsed.evaluations, seconds: parsed.seconds },
              ...{ keeping, jobs: parseJobs(options.jobs), engines: engineOptionsOf(options) },
            },
            ...[registry, interruption, live],
          )
        : await huntOne(subjects[0]!, parsed, { ...options, ...keeping }, running);
      if (status !== 0) process.exitCode = status;
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      live.end();
      process.stderr.write(line`lastbit: ${error.message}\n`);
      process.exitCode = 1;
    } finally {
      await interruption.close(registry);
    }
  });
}

/** The options that have no effect with `--all`, and those that have one only with it. */
const ofOne = [
  ...[
    'shape',
    'terms',
    'stride',
    'dilation',
    'padding',
    'op',
    'output',
    'kernel',
    'kernelLayout',
    'image',
    'roundInputs',
    'range',
  ],
  ...['imageRange', 'kernelRange', 'pixels', 'condition', 'aim', 'method', 'json', 'png', 'report'],
];
const ofAll = ['into', 'jobs'];

const optionName = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

interface Running {
  readonly registry: Registry;
  readonly interruption: Interruption;
  readonly live: LiveLine;
}

interface OneOptions {
  readonly op?: string;
  readonly output?: string;
  readonly method?: readonly string[];
  readonly state: string;
  readonly resume?: true;
  readonly json?: true;
  readonly png?: string;
  readonly report?: string;
  readonly engine?: readonly string[];
  readonly corpus: string;
  readonly save: boolean;
}

/** One hunt from its options to what is printed. Gives the exit status. */
async function huntOne(name: string, parsed: ParsedHunt, options: OneOptions, running: Running): Promise<number> {
  const { registry, interruption, live } = running;
  const request = await requestOf(name, parsed, options, registry);
  if (request === undefined) return 1;
  const key = keyOf(request);
  const base = baseOf(options.state, key);
  const state = `${base}.json`;
  const resume = options.resume === true && existsSync(state);
  if (options.resume === true && !resume) live.say(`${state}: there is no such state; the hunt begins anew`);
  const result = await runHunt(request, { seconds: parsed.seconds, state, key, resume, interruption, live });
  live.end();
  checkFound(result);
  const { image } = parsed.constraints;
  const png = result.witness === undefined ? undefined : options.png;
  if (png !== undefined && image.kind === 'levels' && result.witness !== undefined)
    writeWhole(png, pngOf(result.witness.input, image.name));
  const explain = explainWitness(result, base, options.engine ?? []);
  const asked = request.subjects.map(({ subject }) => subject);
  const { kept, faults } = await judgeAndKeep(result, asked, options, registry);
  if (options.save && kept.length === 0) live.say('--save: no claim states a bound for this witness');
  const told = { state, explain, kept, png };
  const whole = { ...result, faults };
  if (options.report !== undefined) {
    const { renderHunt } = await import('../../report/hunt-report.ts');
    writeWhole(options.report, renderHunt(whole, told));
  }
  process.stdout.write(
    options.json === true ? formatJson(huntJson(whole, told)) : `${huntLines(whole, told).join('\n')}\n`,
  );
  return faults.length > 0 ? 1 : 0;
}

async function requestOf(
  name: string,
  { shape, constraints, aim, partner, seconds, evaluations, seed }: ParsedHunt,
  { op, output, method }: Pick<OneOptions, 'op' | 'output' | 'method'>,
  registry: Registry,
): Promise<HuntRequest | undefined> {
  const subject = huntedSubject(name, op, registry);
  const other = partner === undefined ? undefined : huntedSubject(partner, undefined, registry);
  if (other?.id === subject.id)
    throw new UsageError(`--aim difference:${partner}: the same subject twice; its results do not differ`);
  checkRequest(subject, shape, undefined);
  if (other !== undefined) checkRequest(other, shape, undefined);
  const terms = termCount(shape, subject.operation);
  if (terms > mostTerms)
    throw new UsageError(
      `hunt: an output of this shape sums ${formatCount(terms)} products; ` +
        `a hunt is for at most ${formatCount(mostTerms)}`,
    );
  const place = outputPlace(shape, subject.operation, parseOutput(output, shape, subject.operation));
  const same = other === undefined || sumSameProducts(shape, [subject.operation, other.operation]);
  if (!same)
    throw new UsageError(`--aim difference: ${subject.id} and ${other.id} sum different products at this shape`);
  const request = {
    place,
    constraints,
    aim,
    seed,
    methods: method,
    evaluations: evaluations ?? (seconds === undefined ? 'usual' : undefined),
  } as const;
  problemOfRequest(request);
  const first = await ifAvailable(subject);
  const second = other === undefined ? undefined : await ifAvailable(other);
  if (first === undefined || (other !== undefined && second === undefined)) return undefined;
  const subjects: [AvailableSubject, ...AvailableSubject[]] = second === undefined ? [first] : [first, second];
  return { ...request, subjects };
}

/** Whether each output of two operations has the same products. */
function sumSameProducts(shape: ConvShape, [one, other]: readonly [Operation, Operation]): boolean {
  return sameTerms(shape, one) === sameTerms(shape, other);
}

/** Throws a UsageError unless the image can be a picture. */
function checkPng(path: string, { shape, constraints }: ParsedHunt): void {
  const { image } = constraints;
  if (image.kind !== 'levels')
    throw new UsageError('--png: goes with --pixels only: other numbers are no levels of a picture');
  if (shape.batch !== 1 || ![1, 3].includes(shape.channelsIn))
    throw new UsageError(
      `--png: a picture has 1 or 3 channels; the input is ${shape.batch} images of ${shape.channelsIn} channels`,
    );
  checkWritable('--png', path);
}

/** A condition number that no input was found for is bad input. */
function checkFound({ witness, constraints, progress, end }: HuntResult): void {
  if (witness !== undefined || constraints.condition === undefined || end === 'stopped') return;
  throw new UsageError(
    `--condition ${constraints.condition}: no allowed input with an error was found in ` +
      `${progress.evaluations} evaluations; allow a larger condition number, or other numbers`,
  );
}
