import type { Command } from '@commander-js/extra-typings';
import { outputSize } from '../../conv/output-shape.ts';
import { planTerms } from '../../conv/plan-terms.ts';
import type { ConvShape } from '../../conv/shape.ts';
import { shapeKey } from '../../conv/shape-key.ts';
import { writeWhole } from '../../corpus/write-whole.ts';
import type { Registry, Subject } from '../../engines/engine.ts';
import { openRegistry } from '../../engines/registry.ts';
import { parseUserEngines } from '../../engines/user-engine.ts';
import { UsageError } from '../../float/usage-error.ts';
import { drawTree } from '../../reveal/draw-tree.ts';
import { revealSubject, type SubjectRevelation } from '../../reveal/reveal-subject.ts';
import { type RevelationRecord, revelationRecord } from '../../reveal/revelation-record.ts';
import { parsePadding, parsePair, parseWhole } from '../parse-numbers.ts';
import { parseShape } from '../parse-shape.ts';
import { userEngineTexts } from '../user-engine-option.ts';

/** `lastbit reveal SUBJECT`: in which order and arithmetic a subject sums, found by probes and replayed bit for bit. */
export function registerReveal(program: Command): void {
  const command = program
    .command('reveal')
    .description(
      'Reveal how a subject computes: the summation tree and the arithmetic of every step, replayed bit for bit.',
    )
    .argument('<subject>', 'as `lastbit engines` lists them, such as numpy/multiply-sum')
    .option('--shape <shape>', 'IMAGE or IMAGE*KERNEL, as in 5x5, 8x8x3*3x3 or 1x28x28x1*5x5x16', '5x5')
    .option('--stride <n>', 'N, or ROWS,COLUMNS', '1')
    .option('--dilation <n>', 'N, or ROWS,COLUMNS', '1')
    .option('--padding <padding>', 'valid, same, or TOP,BOTTOM,LEFT,RIGHT', 'valid')
    .option('--output <index>', 'only this output, counted from 0 (NHWC); without it, all of them')
    .option('--replays <n>', 'random cases to replay', '100000')
    .option('--seed <n>', 'seed of everything random', '2018')
    .option('--json', 'print one JSON object')
    .option('--svg <file>', 'write a drawing of the first tree');
  command.action(async (id, options) => {
    const shape = parseShape(options.shape, {
      stride: parsePair('--stride', options.stride),
      dilation: parsePair('--dilation', options.dilation),
      padding: parsePadding(options.padding),
    });
    const seed = parseWhole('--seed', options.seed);
    const replays = parseWhole('--replays', options.replays);
    const output = options.output === undefined ? undefined : parseWhole('--output', options.output);
    const registry = await openRegistry({ userEngines: parseUserEngines(userEngineTexts(command)) });
    try {
      const subject = subjectNamed(id, registry);
      checkRequest(subject, shape, output);
      const availability = await subject.availability();
      if (availability.kind === 'missing') {
        process.stderr.write(`lastbit: ${id} is missing: ${availability.reason}; ${availability.howToGetIt}\n`);
        process.exitCode = 1;
        return;
      }
      const { records, revealed } = await run(subject, availability.version, shape, registry, {
        seed,
        replays,
        ...(output === undefined ? {} : { output }),
      });
      process.stdout.write(
        options.json === true ? `${JSON.stringify(jsonOf(records, revealed))}\n` : textOf(records, revealed),
      );
      const first = revealed.groups[0];
      if (options.svg !== undefined && first?.revelation.explained === true) {
        writeWhole(options.svg, drawTree(first.revelation.tree, `${id}, ${shapeKey(shape)}: ${records[0]!.summary}`));
      }
      if (!records.every(({ explained }) => explained) || unexplained(revealed) > 0) process.exitCode = 1;
    } finally {
      await registry.close();
    }
  });
}

function subjectNamed(id: string, { subjects }: Registry): Subject {
  const subject = subjects.find((one) => one.id === id);
  if (subject !== undefined) return subject;
  throw new UsageError(`subject ${id}: there is no such subject; \`npx lastbit engines\` lists them`);
}

/** Throws a UsageError for a shape that the operation does not have, or an output that the shape does not have. */
function checkRequest(subject: Subject, shape: ConvShape, output: number | undefined): void {
  planTerms(shape, subject.operation);
  const outputs = outputSize(shape, subject.operation);
  if (output !== undefined && output >= outputs) {
    throw new UsageError(`--output ${output}: the shape has ${outputs} outputs, counted from 0`);
  }
}

async function run(
  subject: Subject,
  version: string,
  shape: ConvShape,
  registry: Registry,
  options: { readonly seed: number; readonly replays: number; readonly output?: number },
): Promise<{ records: RevelationRecord[]; revealed: SubjectRevelation }> {
  const waited = (): number => registry.statistics().reduce((sum, { waitedMs }) => sum + waitedMs, 0);
  const [start, before] = [performance.now(), waited()];
  const revealed = await revealSubject(subject, shape, options);
  const context = {
    ...{ subject: subject.id, version, shape },
    ...{
      wallMs: Math.round(performance.now() - start),
      engineMs: Math.round(waited() - before),
      comparedCases: revealed.comparedCases,
    },
  };
  return { records: revealed.groups.map((group) => revelationRecord(group, context)), revealed };
}

/** Outputs that no group holds, because too many groups differ. */
function unexplained({ groups, outputs, comparedCases }: SubjectRevelation): number {
  return comparedCases === 0 ? 0 : outputs - groups.reduce((sum, group) => sum + group.outputs.length, 0);
}

/** The record of the first group, with the others beside it where outputs differ. */
function jsonOf(records: readonly RevelationRecord[], revealed: SubjectRevelation): object {
  const { outputs, comparedCases, batchKeepsBits } = revealed;
  const all = { allOutputs: outputs, comparedCases, batchKeepsBits };
  return { ...records[0], ...all, ...(records.length > 1 ? { otherOutputs: records.slice(1) } : {}) };
}

function textOf(records: readonly RevelationRecord[], revealed: SubjectRevelation): string {
  const [first] = records;
  if (first === undefined) return '';
  const time = `${(first.wallMs / 1000).toFixed(2)} s, of which ${(first.engineMs / 1000).toFixed(2)} s in the engine`;
  const lines = [
    `${first.subject} ${first.version}, ${shapeKey(first.shape)}`,
    ...records.flatMap((record) => groupLines(record, revealed)),
    '',
    `  ${time}`,
  ];
  const rest = unexplained(revealed);
  if (rest > 0) lines.push(`  ${rest} outputs more differ from all of these and were not probed`);
  if (!revealed.batchKeepsBits)
    lines.push('  one case alone gives other bits than the same case among others: batch-dependent');
  return `${lines.join('\n')}\n`;
}

function groupLines(record: RevelationRecord, { outputs, comparedCases }: SubjectRevelation): string[] {
  const lines = ['', `  outputs      ${outputsInWords(record, outputs, comparedCases)}`];
  if (record.explained) {
    lines.push(`  tree         ${record.summary} (${record.terms} terms, height ${record.height})`);
    if (record.terms <= 64) lines.push(`               ${record.tree}`);
    lines.push(`  arithmetic   ${record.arithmetic}`);
    lines.push(`  proved by    ${proofs[record.proof ?? ''] ?? record.proof}`);
  } else {
    lines.push(`  not explained: ${record.because}`);
  }
  const replay =
    record.replay === undefined
      ? ''
      : `; ${record.replay.cases} outputs replayed, ${record.replay.mismatches} mismatches`;
  lines.push(
    `  cost         ${record.calls} calls (${record.treeCalls} for the tree) in ${record.rounds} rounds${replay}`,
  );
  return lines;
}

const proofs: Readonly<Record<string, string>> = {
  windows: 'a certificate of falling windows',
  sperner: 'a certificate that assumes no format',
  nested: 'a sieve with nested masks',
  'one-size': 'a sieve with masks of one size',
  cut: 'a sieve for rounding that is not to nearest',
};

function outputsInWords({ outputs, padded, output }: RevelationRecord, all: number, compared: number): string {
  const padding = padded === 0 ? '' : `, ${padded} terms on padding`;
  if (all === 1) return `0, the only one${padding}`;
  if (compared === 0) return `${output} of ${all}${padding}`;
  if (outputs.length === all) return `all ${all}${padding}`;
  const shown = outputs.slice(0, 12).join(', ');
  return `${outputs.length} of ${all}: ${shown}${outputs.length > 12 ? ', …' : ''}${padding}`;
}
