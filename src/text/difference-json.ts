import type { Difference, DifferenceFound, Side } from '../compare/difference.ts';
import { fullDecimal } from '../explain/full-decimal.ts';
import { bits32, bits64 } from '../float/bits.ts';
import type { DifferenceJson } from '../schemas/revelation-schema.ts';

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
  return { subject, bits: format === 'binary32' ? bits32(value) : bits64(value), decimal: fullDecimal(value) };
}
