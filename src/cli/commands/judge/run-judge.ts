import type { ErrorMap } from '../../../arrays/error-map.ts';
import { judgeArrays } from '../../../arrays/judge-arrays.ts';
import type { JudgementOfFiles } from '../../../arrays/judgement.ts';
import type { Answer } from '../../../arrays/question.ts';
import { questionOf } from '../../../arrays/question-of.ts';
import type { ArrayRequest } from '../../../arrays/request.ts';
import { shown } from '../../../errors/shown.ts';
import { UsageError } from '../../../errors/usage-error.ts';
import type { ArrayFile } from '../../../files/array-file.ts';
import { checkWritable } from '../../../files/check-writable.ts';
import { openArray } from '../../../files/open-array.ts';
import { writeWhole } from '../../../files/write-whole.ts';
import { formatJson } from '../../../text/json.ts';
import { judgementLines } from '../../../text/judgement-lines.ts';
import { liveLine } from '../../../text/live-line.ts';
import { readingOf } from '../../../text/question-reading.ts';
import { terminalWidth, writePainted } from '../../paint.ts';
import { arrayRunner } from './array-runner.ts';
import { checkTargets } from './check-targets.ts';
import { type DataWords, nextCommands } from './next-commands.ts';
import { type JudgeOptions, parseAccumulator, parseOutputs, parseType } from './parse-judge.ts';
import { isText, typedAnswer, typedInput } from './text-types.ts';

type Open = (path: string) => ArrayFile;

/**
 * Opens the files, judges the outputs, prints and draws. Sets the exit status: 0 if all outputs are roundings of the
 * arithmetic that was asked for, else 1.
 */
export async function runJudge(
  options: JudgeOptions,
  data: DataWords,
  requestOf: (open: Open) => ArrayRequest,
): Promise<void> {
  // The other places are checked for all commands.
  if (options.png !== undefined) checkWritable('--png', options.png);
  const outputs = parseOutputs(options.output);
  const type = options.type === undefined ? undefined : parseType(options.type);
  const accumulator = options.accumulator === undefined ? undefined : parseAccumulator(options.accumulator);
  const files: ArrayFile[] = [];
  const open = (path: string): ArrayFile => {
    const file = openArray(path);
    files.push(file);
    return file;
  };
  const live = liveLine();
  try {
    const notes: string[] = [];
    let rounded = false;
    const say = (note: string | undefined): void => void (note !== undefined && notes.push(note));
    const answers = outputs.map(({ name, path }): Answer => {
      const file = open(path);
      if (type !== undefined && !isText(file))
        throw new UsageError(`--type: ${shown(path)} has a type of its own, ${file.type}; --type is for JSON and CSV`);
      const typed = typedAnswer(file, type);
      say(typed.note);
      say(file.note);
      return { name, file: typed.file };
    });
    const answerFiles = answers.map(({ file }) => file);
    const request = requestOf((path) => {
      const file = open(path);
      const typed = typedInput(file, answerFiles, options.roundInputs === true);
      say(typed.note);
      say(file.note);
      rounded ||= typed.rounded === true;
      return typed.file;
    });
    checkTargets(options, files);
    const question = questionOf(request, answerFiles);
    const drawn = [options.report, options.svg, options.png].some((path) => path !== undefined);
    const runner = arrayRunner(request, answers, question, { drawn, live });
    const judgement = await judgeArrays(question, answers, {
      run: runner.run,
      ...(accumulator === undefined ? {} : { accumulator }),
    });
    live.end();
    const whole: JudgementOfFiles = { ...judgement, reading: [readingOf(question), ...new Set(notes)] };
    const isRounded = rounded || options.roundInputs === true;
    const words = {
      ...data.options,
      ...(isRounded ? { roundInputs: true as const } : {}),
      accumulator: options.accumulator,
    };
    const next = nextCommands(whole, { ...data, options: words });
    await draw(whole, next, runner.maps(), options);
    if (options.json === true) process.stdout.write(formatJson(whole));
    else writePainted(judgementLines(whole, { width: terminalWidth() ?? 80, all: options.all === true, next }));
    if (!isGreen(whole)) process.exitCode = 1;
  } finally {
    live.end();
    for (const file of files) file.close();
  }
}

/** Roundings of the stated arithmetic, or of narrower sums that the type of the file allows. */
function isGreen({ outputs }: JudgementOfFiles): boolean {
  return outputs.every(({ verdict, allowed }) => verdict === 'rounding' || (verdict === 'narrower' && allowed));
}

/** Loaded only here: pages and pictures need libraries that take long to load. */
async function draw(
  judgement: JudgementOfFiles,
  next: readonly string[],
  maps: readonly (ErrorMap | undefined)[],
  { report, svg, png }: JudgeOptions,
): Promise<void> {
  if (report !== undefined) {
    const { renderJudgement } = await import('../../../report/judgement-report.ts');
    writeWhole(report, renderJudgement(judgement, { maps, next }));
  }
  const place = gravest(judgement);
  const map = maps[place];
  if (map === undefined || (svg === undefined && png === undefined)) return;
  const { errorMapPng, errorMapSvg } = await import('../../../report/error-map-files.ts');
  if (svg !== undefined) writeWhole(svg, errorMapSvg(map, titleOf(judgement, place)));
  if (png !== undefined) writeWhole(png, errorMapPng(map));
}

/** A picture shows the first of the answers that decide the verdict. */
function gravest({ verdict, outputs }: JudgementOfFiles): number {
  return Math.max(
    0,
    outputs.findIndex((one) => one.verdict === verdict),
  );
}

function titleOf({ outputs }: JudgementOfFiles, place: number): string {
  const { name, answer } = outputs[place]!;
  return outputs.length === 1 ? answer : `${name}: ${answer}`;
}
