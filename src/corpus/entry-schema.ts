import * as v from 'valibot';
import { quantityMeanings } from './condition.ts';
import {
  type AnyEntry,
  type ArithmeticEntry,
  arithmeticSchemaName,
  type CorpusEntry,
  entrySchemaName,
  relationKinds,
} from './entry.ts';
import type { WrittenNumbers } from './packed-numbers.ts';
import { bits16, bits32, bits64, integer, positive, shape, text, whole } from './schema-parts.ts';
import { rightNumbers, type WrongOutput, wrongNumbers } from './wrong-outputs.ts';

/**
 * The schemas of entries. corpus/schema/*.schema.json are printed from them. Unknown fields are errors, so that a
 * misspelt one is noticed.
 */
export const written: v.GenericSchema<unknown, WrittenNumbers> = v.pipe(
  v.union([v.array(bits32), v.pipe(v.string(), v.regex(/^[A-Za-z0-9+/]+={0,2}$/))]),
  v.description(
    'Up to 64 numbers as bit patterns; more as the base64 of the gzip of their bytes, four a number, sign first.',
  ),
);
const ratio = v.pipe(
  v.nullable(v.pipe(v.number(), v.finite(), v.minValue(0))),
  v.description('null where it is infinite.'),
);

const caseOutput = { shape, image: written, kernel: written, output: whole };
export const entrySubject: v.GenericSchema<unknown, AnyEntry['subject']> = v.strictObject({ id: text, version: text });
const inBinary32 = { format: v.literal('binary32'), bits: bits32, decimal: text };
const inBinary64 = { format: v.literal('binary64'), bits: bits64, decimal: text };
const in16Bits = { format: v.picklist(['binary16', 'bfloat16']), bits: bits16, decimal: text };
export const computed: v.GenericSchema<unknown, CorpusEntry['computed']> = v.pipe(
  v.union([v.strictObject(inBinary32), v.strictObject(inBinary64), v.strictObject(in16Bits)]),
  v.description('A number that was computed.'),
);
const result = v.union([v.strictObject({ name: text, ...inBinary32 }), v.strictObject({ name: text, ...inBinary64 })]);
export const quantity: v.GenericSchema<unknown, string> = v.picklist(Object.keys(quantityMeanings));
const comparison = v.strictObject({
  left: quantity,
  is: v.picklist(['equal', 'not-equal', 'less', 'at-most', 'greater', 'at-least']),
  right: v.union([v.pipe(v.number(), v.finite()), quantity]),
});
const wrongOutput: v.GenericSchema<unknown, WrongOutput> = v.strictObject({
  computed: v.pipe(
    v.picklist(Object.keys(wrongNumbers) as WrongOutput['computed'][]),
    v.description('What the subject gives; docs/corpus.md says what each means.'),
  ),
  exact: v.exactOptional(v.pipe(v.picklist(rightNumbers), v.description('What would be right; any, if absent.'))),
  where: v.exactOptional(
    v.pipe(v.array(comparison), v.description('Which outputs of a case: all of these hold. Absent: any output.')),
  ),
});

/** The first digits of a hash; docs/corpus.md says of what. */
export const entryIdSchema: v.GenericSchema<unknown, string> = v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/));

/** Fields of entries of both kinds, in the order in which they are printed: first, before the flags, and last. */
const first = {
  id: v.pipe(
    entryIdSchema,
    v.description(
      'First 16 digits of a SHA-256 of claim, subjects and inputs (docs/corpus.md); also the name of the file.',
    ),
  ),
  claim: v.pipe(
    v.string(),
    v.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
    v.description('Id of the claim; also the name of the folder.'),
  ),
  role: v.picklist(['refutation', 'worst-case', 'defect', 'regression']),
  expectation: v.pipe(
    v.picklist(['must-hold', 'may-differ', 'must-fail']),
    v.description('What replaying it on the subject and version that it names must show.'),
  ),
  subject: entrySubject,
};
const shown = {
  errorOverBound: ratio,
  flags: v.pipe(v.array(text), v.description('Keys of corpus/flags.json, sorted.')),
};
const last = { command: text, note: v.exactOptional(text) };

export const caseSchema: v.GenericSchema<unknown, CorpusEntry> = v.strictObject({
  schema: v.literal(entrySchemaName),
  ...first,
  partner: v.exactOptional(entrySubject),
  shape,
  image: v.pipe(v.array(bits32), v.description('Bit patterns of binary32 numbers, sign first, NHWC.')),
  kernel: v.pipe(v.array(bits32), v.description('Bit patterns of binary32 numbers, sign first, HWIO.')),
  output: v.pipe(whole, v.description('Which output, counted NHWC.')),
  computed,
  partnerComputed: v.exactOptional(computed),
  results: v.exactOptional(
    v.pipe(v.array(result), v.description('What every run of a claim about several runs gave.')),
  ),
  varied: v.exactOptional(
    v.pipe(
      v.strictObject({
        ...caseOutput,
        must: v.union([
          v.strictObject({ kind: v.picklist(relationKinds) }),
          v.strictObject({ kind: v.literal('times'), power: integer }),
        ]),
        change: v.pipe(text, v.description('What was changed, for people.')),
      }),
      v.description(
        'Another question to the same subject, and how the answer must stand to the first. ' +
          'Image and kernel may be those of several cases; the output is counted case after case.',
      ),
    ),
  ),
  variedComputed: v.exactOptional(computed),
  exact: v.pipe(
    v.strictObject({ decimal: text, bits: bits64 }),
    v.description(
      'The exact value: in decimal (all digits, or the first 397), and rounded to binary64. ' +
        'NaN where an input is NaN or infinite.',
    ),
  ),
  bound: v.pipe(
    v.nullable(v.strictObject({ bits: bits64, decimal: text })),
    v.description('The claimed bound, rounded outward to binary64; null where the claim states none.'),
  ),
  ...shown,
  condition: v.pipe(
    v.array(comparison),
    v.description('When it appears: all of these hold. docs/corpus.md lists the quantities.'),
  ),
  wrongOutputs: v.exactOptional(
    v.pipe(
      v.array(wrongOutput),
      v.description('How the outputs of a defect are wrong, each in one of these ways. It explains nothing else.'),
    ),
  ),
  batchContext: v.exactOptional(
    v.pipe(
      v.strictObject({ place: whole, images: written, kernels: written }),
      v.description(
        'The whole batch, in one call, where the case alone does not show it; the case is number `place` of it.',
      ),
    ),
  ),
  found: v.pipe(
    v.strictObject({
      seed: whole,
      distribution: text,
      shape: text,
      nonZeroTerms: whole,
      errorOverBound: ratio,
      input: v.exactOptional(v.strictObject(caseOutput)),
    }),
    v.description('The case as it was met, before shrinking.'),
  ),
  ...last,
});

export const arithmeticSchema: v.GenericSchema<unknown, ArithmeticEntry> = v.strictObject({
  schema: v.literal(arithmeticSchemaName),
  ...first,
  format: v.pipe(
    v.strictObject({ precision: positive, minExponent: integer, maxExponent: integer }),
    v.description('Significant bits, and the exponents of the smallest normal number and of the largest power of two.'),
  ),
  numbers: v.pipe(
    v.array(bits64),
    v.description('Operands, or the terms of a sum: bit patterns of binary64 numbers, sign first.'),
  ),
  trees: v.pipe(v.array(text), v.description('In which order the terms are added: (0+1)+2. None for an operation.')),
  ...shown,
  ...last,
});

/** By schema name, so that messages about a bad entry refer to the kind that it claims to be. */
export const entrySchemas: Readonly<Record<AnyEntry['schema'], v.GenericSchema<unknown, AnyEntry>>> = {
  [entrySchemaName]: caseSchema,
  [arithmeticSchemaName]: arithmeticSchema,
};
