import { shapeKey } from '../conv/shape-key.ts';
import type { SubjectRevelation } from '../reveal/convolution/reveal-subject.ts';
import {
  type RecordedRevelation,
  type RevelationRecord,
  unexplainedOutputs,
} from '../reveal/convolution/revelation-record.ts';
import type { RevelationJson } from '../schemas/revelation-schema.ts';
import { formatCount } from './format-number.ts';

/** What `lastbit reveal SUBJECT` prints. */
export function revelationText({ records, revealed }: RecordedRevelation): string {
  const [first] = records;
  if (first === undefined) return '';
  const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(2)} s`;
  const time = `${seconds(first.wallMs)}, of which ${seconds(first.engineMs)} waiting for the engine; ${seconds(first.ownMs)} of our own processor time`;
  const lines = [
    `${first.subject} ${first.version}, ${shapeKey(first.shape)}`,
    ...records.flatMap((record) => groupLines(record, revealed)),
    '',
    `  ${time}`,
  ];
  const rest = unexplainedOutputs(revealed);
  if (rest > 0)
    lines.push(`  Stopped: ${rest} outputs were not probed, because too many outputs differ from one another.`);
  if (revealed.threadsKeepBits === false)
    lines.push('  Two threads give different bits than one; the tree above is that of one thread.');
  return `${lines.join('\n')}\n`;
}

/** One object: the record of the first group, with the others beside it where outputs differ. Described in docs/json.md. */
export function revelationJson({ records, revealed }: RecordedRevelation): RevelationJson {
  const { outputs, comparedCases, batchKeepsBits, threadsKeepBits } = revealed;
  const constancy = { batchKeepsBits, threadsKeepBits };
  return { ...records[0]!, allOutputs: outputs, comparedCases, ...constancy, otherOutputs: records.slice(1) };
}

function groupLines(record: RevelationRecord, { outputs, comparedCases }: SubjectRevelation): string[] {
  const lines = ['', `  outputs      ${outputsInWords(record, outputs, comparedCases)}`];
  if (record.explained) {
    lines.push(`  tree         ${record.summary} (${record.terms} terms, height ${record.height})`);
    if (record.terms <= 64) lines.push(`               ${record.tree}`);
    lines.push(`  arithmetic   ${record.arithmetic}`);
    lines.push(`  proved by    ${proofs[record.proof ?? ''] ?? record.proof}`);
  } else {
    lines.push(`  not explained: ${oneLine(record.because ?? '')}`);
  }
  const replay =
    record.replay === null
      ? ''
      : `; ${formatCount(record.replay.cases)} outputs replayed, ${formatCount(record.replay.mismatches)} mismatches`;
  lines.push(
    `  cost         ${counted(record.calls, 'call')} (${record.treeCalls} for the tree) in ${counted(record.rounds, 'round')}${replay}`,
  );
  return lines;
}

function counted(count: number, what: string): string {
  return `${formatCount(count)} ${what}${count === 1 ? '' : 's'}`;
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ');
}

const proofs: Readonly<Record<string, string>> = {
  windows: 'a certificate of falling windows',
  sperner: 'a certificate that assumes no format',
  parity: 'a parity certificate, for sums of at most 24 bits',
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
