import * as v from 'valibot';
import { type Bits32, type Bits64, isBits32, isBits64 } from '../float/bits.ts';
import { quantityMeanings } from './condition.ts';
import { type CorpusEntry, entrySchemaName } from './entry.ts';

/**
 * The form of an entry, as code; corpus/schema/entry.schema.json says the same for others, and a test holds the two together.
 * Fields that are not named here are errors, so that a misspelt one cannot go unread.
 */
const text = v.pipe(v.string(), v.nonEmpty());
const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const positive = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const bits32 = v.custom<Bits32>(
  (value) => typeof value === 'string' && isBits32(value),
  'not eight lower-case hexadecimal digits',
);
const bits64 = v.custom<Bits64>(
  (value) => typeof value === 'string' && isBits64(value),
  'not sixteen lower-case hexadecimal digits',
);
const ratio = v.nullable(v.pipe(v.number(), v.finite(), v.minValue(0)));
const pair = v.tuple([positive, positive]);

const shape = v.strictObject({
  batch: positive,
  height: positive,
  width: positive,
  channelsIn: positive,
  channelsOut: positive,
  kernelHeight: positive,
  kernelWidth: positive,
  stride: pair,
  dilation: pair,
  padding: v.union([v.picklist(['valid', 'same']), v.tuple([whole, whole, whole, whole])]),
});
const subject = v.strictObject({ id: text, version: text });
const computed = v.union([
  v.strictObject({ format: v.literal('binary32'), bits: bits32, decimal: text }),
  v.strictObject({ format: v.literal('binary64'), bits: bits64, decimal: text }),
]);
const quantity = v.picklist(Object.keys(quantityMeanings));
const comparison = v.strictObject({
  left: quantity,
  is: v.picklist(['equal', 'not-equal', 'less', 'at-most', 'greater', 'at-least']),
  right: v.union([v.pipe(v.number(), v.finite()), quantity]),
});

export const entrySchema: v.GenericSchema<unknown, CorpusEntry> = v.strictObject({
  schema: v.literal(entrySchemaName),
  id: v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/)),
  claim: v.pipe(v.string(), v.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)),
  role: v.picklist(['refutation', 'record', 'defect', 'regression']),
  expectation: v.picklist(['must-hold', 'may-differ', 'must-fail']),
  subject,
  partner: v.exactOptional(subject),
  shape,
  image: v.array(bits32),
  kernel: v.array(bits32),
  output: whole,
  computed,
  partnerComputed: v.exactOptional(computed),
  exact: v.strictObject({ decimal: text, bits: bits64 }),
  bound: v.strictObject({ bits: bits64, decimal: text }),
  errorOverBound: ratio,
  flags: v.array(text),
  condition: v.array(comparison),
  found: v.strictObject({ seed: whole, family: text, shape: text, nonZeroTerms: whole, errorOverBound: ratio }),
  command: text,
  note: v.exactOptional(text),
});
