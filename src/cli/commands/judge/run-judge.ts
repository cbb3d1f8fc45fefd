import type { ErrorMap } from '../../../arrays/error-map.ts';
import { judgeArrays } from '../../../arrays/judge-arrays.ts';
import type { JudgementOfFiles } from '../../../arrays/judgement.ts';
import { questionOf } from '../../../arrays/question-of.ts';
import { shown } from '../../../errors/shown.ts';
import { UsageError } from '../../../errors/usage-error.ts';
import { checkWritable } from '../../../files/check-writable.ts';
import { openArray } from '../../../files/open-array.ts';
import { writeWhole } from '../../../files/write-whole.ts';
import { formatJson } from '../../../text/json.ts';
import { judgementLines } from '../../../text/judgement-lines.ts';
import { liveLine } from '../../../text/live-line.ts';
import { readingOf } from '../../../text/question-reading.ts';
import { printLink, questionOfCommand } from '../../link-of.ts';
import { terminalWidth, writePainted } from '../../paint.ts';
import { arrayRunner } from './array-runner.ts';
import { checkTargets } from './check-targets.ts';
import { type DataWords, nextCommands } from './next-commands.ts';
import { openData, type RequestOf } from './open-data.ts';
import { type JudgeOptions, parseAccumulator } from './parse-judge.ts';

/**
 * Opens the files, judges the outputs, prints and draws. Sets the exit status: 0 if all outputs are roundings of the
 * arithmetic that was asked for, else 1.
 */
export async function runJudge(options: JudgeOptions, words: DataWords, requestOf: RequestOf): Promise<void> {
  // The other places are checked for all commands.
  if (options.png !== undefined) checkWritable('--png', options.png);
  const accumulator = options.accumulator === undefined ? undefined : parseAccumulator(options.accumulator);
  const data = openData(options, requestOf, openArray);
  const live = liveLine();
  try {
    const { answers, request } = data;
    checkTargets(options, data.files);
    const question = questionOf(
      request,
      answers.map(({ file }) => file),
    );
    if (options.link === true) {
      const asked = questionOfCommand('judge', words.kind, words.files, { ...words.options, ...options });
      return await printLink(asked, options.linkBase);
    }
    const drawn = isDrawn(options, question.outputSizes);
    const { run, maps } = arrayRunner(request, answers, question, { drawn, live });
    const stated = accumulator === undefined ? {} : { accumulator };
    const judgement = await judgeArrays(question, answers, { run, ...stated });
    live.end();
    const whole: JudgementOfFiles = { ...judgement, reading: [readingOf(question), ...data.notes] };
    const isRounded = data.rounded || options.roundInputs === true;
    const next = nextCommands(whole, words, question, { isRounded, isStated: accumulator !== undefined });
    if (options.json === true) process.stdout.write(formatJson(whole));
    else writePainted(judgementLines(whole, { width: terminalWidth() ?? 80, all: options.all === true, next }));
    if (!isGreen(whole)) process.exitCode = 1;
    // Last, so that a full disk does not cost the answer.
    await draw(whole, next, maps(), options);
  } finally {
    live.end();
    data.close();
  }
}

/** Whether a map is wanted. Of a single output it would say nothing: a page goes without, a picture is bad input. */
function isDrawn({ report, svg, png }: JudgeOptions, outputSizes: readonly number[]): boolean {
  const isSingle = outputSizes.every((size) => size === 1);
  const option = svg === undefined ? '--png' : '--svg';
  const path = svg ?? png;
  if (isSingle && path !== undefined)
    throw new UsageError(`${option} ${shown(path)}: there is nothing to draw: the answer is a single number`);
  return !isSingle && (path ?? report) !== undefined;
}

/** Roundings of the stated arithmetic, or of narrower sums that the type of the file allows. */
function isGreen({ outputs }: JudgementOfFiles): boolean {
  return outputs.every(({ verdict, allowed }) => verdict === 'rounding' || (verdict === 'narrower' && allowed));
}

/** Writes the page and the pictures, whose code is loaded only if they are wanted. */
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
