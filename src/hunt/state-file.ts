import * as v from 'valibot';
import { bits32 as bits32Schema, text, whole } from '../corpus/schema-parts.ts';
import { problemOf, UsageError } from '../errors/usage-error.ts';
import { parseJson } from '../files/parse-json.ts';
import { readText } from '../files/read-input.ts';
import { writeWhole } from '../files/write-whole.ts';
import { type Bits32, bits32, fromBits32 } from '../float/bits.ts';
import type { HuntProgress } from './drive.ts';

/** The progress of one hunt on disk, written whole or not at all. Factors are bits; `key` says which hunt it is. */
const schemaName = 'lastbit-hunt-state-2';

const finite = v.pipe(v.number(), v.finite());
const candidate = v.strictObject({ left: v.array(bits32Schema), right: v.array(bits32Schema) });
const stateSchema = v.strictObject({
  schema: v.literal(schemaName),
  key: text,
  spent: v.array(whole),
  evaluations: whole,
  methods: v.array(
    v.strictObject({
      ...{ name: text, rounds: whole, evaluations: whole, best: v.nullable(finite) },
      trace: v.array(v.strictObject({ evaluations: whole, score: finite })),
    }),
  ),
  best: v.nullable(v.strictObject({ candidate, score: finite, method: text, evaluations: whole })),
  trace: v.array(v.strictObject({ evaluations: whole, score: finite, method: text })),
});

/** Writes the progress of the hunt with this key. Throws a UsageError if it cannot be written. */
export function writeState(path: string, key: string, progress: HuntProgress): void {
  const { best } = progress;
  const bits = (numbers: Float32Array): readonly Bits32[] => Array.from(numbers, bits32);
  const written =
    best === undefined
      ? null
      : { ...best, candidate: { left: bits(best.candidate.left), right: bits(best.candidate.right) } };
  writeWhole(path, `${JSON.stringify({ schema: schemaName, key, ...progress, best: written })}\n`);
}

/** The progress in a file. Throws a UsageError for a file that is something else, or that is of another hunt. */
export function readState(path: string, key: string): HuntProgress {
  const state = parseState(path);
  if (state.key !== key)
    throw new UsageError(`${path}: the state of another hunt: ${state.key}; without --resume it is written anew`);
  const { schema, key: _, best, ...rest } = state;
  const factors = (numbers: readonly Bits32[]): Float32Array => Float32Array.from(numbers, fromBits32);
  return {
    ...rest,
    best:
      best === null
        ? undefined
        : { ...best, candidate: { left: factors(best.candidate.left), right: factors(best.candidate.right) } },
  };
}

function parseState(path: string): v.InferOutput<typeof stateSchema> {
  let parsed: v.InferOutput<typeof stateSchema> | undefined;
  const wrong = problemOf(() => {
    const result = v.safeParse(stateSchema, parseJson(path, readText(path)));
    if (!result.success) throw new UsageError(`${path}: not the state of a hunt: ${result.issues[0].message}`);
    parsed = result.output;
  });
  if (parsed === undefined) throw new UsageError(`${wrong}; without --resume it is written anew`);
  return parsed;
}
