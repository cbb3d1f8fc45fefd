import * as v from 'valibot';
import { type Bits64, isBits64 } from '../float/bits.ts';
import { quantityMeanings } from './condition.ts';
import {
  type AnyEntry,
  type ArithmeticEntry,
  arithmeticSchemaName,
  type CorpusEntry,
  entrySchemaName,
  relationKinds,
} from './entry.ts';
import { bits32, positive, shape, text, whole } from './schema-parts.ts';

/**
 * The form of entries, as code; corpus/schema/*.schema.json say the same for others, and a test holds the two together.
 * Fields that are not named here are errors, so that a misspelt one cannot go unread.
 */
const integer = v.pipe(v.number(), v.safeInteger());
const bits64 = v.custom<Bits64>(
  (value) => typeof value === 'string' && isBits64(value),
  'not sixteen lower-case hexadecimal digits',
);
const written = v.union([v.array(bits32), v.pipe(v.string(), v.regex(/^[A-Za-z0-9+/]+={0,2}$/))]);
const ratio = v.nullable(v.pipe(v.number(), v.finite(), v.minValue(0)));

const caseOutput = { shape, image: written, kernel: written, output: whole };
const subject = v.strictObject({ id: text, version: text });
const inBinary32 = { format: v.literal('binary32'), bits: bits32, decimal: text };
const inBinary64 = { format: v.literal('binary64'), bits: bits64, decimal: text };
const computed = v.union([v.strictObject(inBinary32), v.strictObject(inBinary64)]);
const result = v.union([v.strictObject({ name: text, ...inBinary32 }), v.strictObject({ name: text, ...inBinary64 })]);
const quantity = v.picklist(Object.keys(quantityMeanings));
const comparison = v.strictObject({
  left: quantity,
  is: v.picklist(['equal', 'not-equal', 'less', 'at-most', 'greater', 'at-least']),
  right: v.union([v.pipe(v.number(), v.finite()), quantity]),
});

/** What entries of every kind say. */
const head = {
  id: v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/)),
  claim: v.pipe(v.string(), v.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)),
  role: v.picklist(['refutation', 'worst-case', 'defect', 'regression']),
  expectation: v.picklist(['must-hold', 'may-differ', 'must-fail']),
  subject,
  errorOverBound: ratio,
  flags: v.array(text),
  command: text,
  note: v.exactOptional(text),
};

const caseSchema: v.GenericSchema<unknown, CorpusEntry> = v.strictObject({
  ...head,
  schema: v.literal(entrySchemaName),
  partner: v.exactOptional(subject),
  shape,
  image: v.array(bits32),
  kernel: v.array(bits32),
  output: whole,
  computed,
  partnerComputed: v.exactOptional(computed),
  results: v.exactOptional(v.array(result)),
  varied: v.exactOptional(
    v.strictObject({
      ...caseOutput,
      must: v.union([
        v.strictObject({ kind: v.picklist(relationKinds) }),
        v.strictObject({ kind: v.literal('times'), power: integer }),
      ]),
      change: text,
    }),
  ),
  variedComputed: v.exactOptional(computed),
  exact: v.strictObject({ decimal: text, bits: bits64 }),
  bound: v.nullable(v.strictObject({ bits: bits64, decimal: text })),
  condition: v.array(comparison),
  batchContext: v.exactOptional(v.strictObject({ place: whole, images: written, kernels: written })),
  found: v.strictObject({
    seed: whole,
    distribution: text,
    shape: text,
    nonZeroTerms: whole,
    errorOverBound: ratio,
    input: v.exactOptional(v.strictObject(caseOutput)),
  }),
});

const arithmeticSchema: v.GenericSchema<unknown, ArithmeticEntry> = v.strictObject({
  ...head,
  schema: v.literal(arithmeticSchemaName),
  format: v.strictObject({ precision: positive, minExponent: integer, maxExponent: integer }),
  numbers: v.array(bits64),
  trees: v.array(text),
});

/** By the name of its schema, so that what is said of a wrong entry is about the kind that it wants to be. */
export const entrySchemas: Readonly<Record<AnyEntry['schema'], v.GenericSchema<unknown, AnyEntry>>> = {
  [entrySchemaName]: caseSchema,
  [arithmeticSchemaName]: arithmeticSchema,
};
