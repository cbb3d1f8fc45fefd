import type { Difference, DifferenceFound, Side } from '../compare/difference.ts';
import { printableLines } from '../errors/printable.ts';
import { fullDecimal } from '../explain/printed-decimal.ts';
import { bits32 } from '../float/bits.ts';
import { bitsIn } from '../float/number-bits.ts';
import type { RecordedRevelation } from '../reveal/convolution/revelation-record.ts';
import type { DifferenceJson, RevelationJson } from '../schemas/revelation-schema.ts';
import { boundOfGroup } from './revelation.ts';

/** A record as JSON, two spaces for each level. Records hold no NaN and no infinity: these are strings there. */
export function formatJson(record: unknown): string {
  return `${JSON.stringify(record, undefined, 2)}\n`;
}

/**
 * A large record as JSON, hidden characters escaped: each member of the upper `levels` begins a line, everything below
 * stands on that line.
 */
export function linedJson(record: unknown, levels: number): string {
  return `${printableLines(linesOf(record, levels))}\n`;
}

function linesOf(value: unknown, levels: number): string {
  if (levels === 0 || typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[\n${value.map((one) => linesOf(one, levels - 1)).join(',\n')}\n]`;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{\n${members.map(([key, member]) => `${JSON.stringify(key)}:${linesOf(member, levels - 1)}`).join(',\n')}\n}`;
}

/**
 * The record of the first group of outputs, with the other groups beside it; docs/json.md describes it. There must be a
 * group.
 */
export function revelationJson({ records, revealed }: RecordedRevelation): Omit<RevelationJson, 'model'> {
  const { outputs, comparedCases, batchKeepsBits, threadsKeepBits } = revealed;
  const constancy = { batchKeepsBits, threadsKeepBits };
  const [first, ...others] = records.map((record, group) => ({
    ...record,
    bound: boundOfGroup(revealed, group) ?? null,
  }));
  return { ...first!, allOutputs: outputs, comparedCases, ...constancy, otherOutputs: others };
}

/** What `lastbit reveal --diff --json` prints: numbers as bits and decimals, as docs/json.md describes it. */
export function differenceJson({ shape, sides, found }: Difference): DifferenceJson {
  return { shape, sides, found: foundJson(found, sides) };
}

function foundJson(found: DifferenceFound, sides: Difference['sides']): DifferenceJson['found'] {
  if (found.kind !== 'different') return found;
  const { input, output, results, exact, tried, minimal } = found.smallest;
  return {
    ...{ kind: found.kind, cases: found.cases },
    smallest: {
      shape: input.shape,
      imageBits: Array.from(input.image, bits32),
      kernelBits: Array.from(input.kernel, bits32),
      ...{ output, exact, tried, minimal },
      results: [resultJson(sides[0], results[0]), resultJson(sides[1], results[1])],
    },
  };
}

function resultJson({ subject, format }: Side, value: number): { subject: string; bits: string; decimal: string } {
  return { subject, bits: bitsIn(value, format), decimal: fullDecimal(value) };
}
