import { fullDecimal } from '../explain/printed-decimal.ts';
import { bits32 } from '../float/bits.ts';
import { decimalOf } from '../float/dyadic.ts';
import { bitsIn } from '../float/number-bits.ts';
import type { SideConstraint } from '../hunt/constraints.ts';
import type { HuntResult } from '../hunt/hunt-result.ts';
import type { Confirmed, Witness } from '../hunt/witness.ts';
import type { HuntJson } from '../schemas/hunt-schema.ts';
import { type HuntPlaces, huntAnswer } from './hunt-lines.ts';

/** What `lastbit hunt --json` prints; docs/json.md describes it. */
export function huntJson(result: HuntResult, { state, explain, kept }: HuntPlaces): HuntJson {
  const { subjects, place, constraints, aim, seed, limit, progress, end, witness, ratio, shrunk, faults } = result;
  return {
    schema: 'lastbit-hunt-1',
    answer: huntAnswer(result),
    subjects,
    shape: place.shape,
    output: place.output,
    terms: place.pixels.length,
    padded: place.padded,
    allowed: {
      image: sideJson(constraints.image),
      kernel: sideJson(constraints.kernel),
      condition: constraints.condition ?? null,
    },
    ...{ aim, seed },
    limit: limit ?? null,
    score: witness?.score ?? null,
    ratio,
    witness: witness === undefined ? null : witnessJson(witness),
    shrunk: shrunk ?? null,
    evaluations: progress.evaluations,
    methods: progress.methods,
    trace: progress.trace,
    ...{ end, faults, state, explain: explain ?? null, kept },
  };
}

function sideJson(side: SideConstraint): HuntJson['allowed']['image'] {
  if (side.kind === 'given') return { kind: side.kind, source: side.source };
  if (side.kind === 'range') return { kind: side.kind, low: side.low, high: side.high };
  return side.kind === 'free' ? { kind: side.kind } : { kind: side.kind, name: side.name };
}

function witnessJson({ input, confirmed, exact, condition, measures, absoluteSum }: Witness): HuntJson['witness'] {
  return {
    imageBits: Array.from(input.image, bits32),
    kernelBits: Array.from(input.kernel, bits32),
    computed: confirmed.map(computedJson),
    exact: decimalOf(exact),
    ...{ condition, absoluteSum },
    errorAbsolute: measures.errorAbsolute,
    errorUlp: measures.errorUlp,
    errorOverUP: measures.errorOverUP,
  };
}

function computedJson({ subject, version, format, computed, sameBits }: Confirmed) {
  const bits = bitsIn(computed, format);
  return { subject, version, format, bits, decimal: fullDecimal(computed), sameBits };
}
