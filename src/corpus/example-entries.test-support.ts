import { type ConvShape, rowShape } from '../conv/shape.ts';
import { convShape } from '../conv/shape-text.ts';
import { bits32, bits64 } from '../float/bits.ts';
import { binary32 } from '../float/format.ts';
import {
  type ArithmeticEntry,
  arithmeticSchemaName,
  bitsOfCase,
  type CorpusEntry,
  entrySchemaName,
  type Provenance,
} from './entry.ts';
import { type EntryIdentity, entryId } from './entry-id.ts';
import { writeNumbers } from './packed-numbers.ts';

const shape = convShape('1x9*1x2', { stride: [1, 4], padding: 'same' });
/** An input with numbers that JSON would lose. */
export const exampleInput: { readonly shape: ConvShape; readonly image: Float32Array; readonly kernel: Float32Array } =
  {
    shape,
    image: Float32Array.from({ length: 9 }, (_, i) => (i - 4) / 3),
    kernel: Float32Array.of(-0, Number.NaN),
  };

/** The entry with the id of its content. */
export function withId<Entry extends EntryIdentity>(entry: Entry): Entry & { readonly id: string } {
  return { ...entry, id: entryId(entry) };
}

/** An entry as campaigns write it. */
export const exampleEntry: CorpusEntry = withId({
  schema: entrySchemaName,
  role: 'refutation',
  expectation: 'must-fail',
  claim: 'dot-any-order',
  subject: { id: 'some/conv2d', version: '1.0' },
  ...bitsOfCase(exampleInput),
  output: 2,
  computed: { format: 'binary32', bits: bits32(1), decimal: '1' },
  exact: { decimal: '2', bits: bits64(2) },
  bound: { bits: bits64(0.5), decimal: '0.5' },
  errorOverBound: 2,
  flags: ['gross'],
  condition: [{ left: 'coveredColumns', is: 'less', right: 'width' }],
  found: { seed: 1, distribution: 'typical', shape: 'some shape', nonZeroTerms: 2, errorOverBound: null },
  command: 'npx lastbit corpus replay x',
});

const many = Float32Array.from({ length: 90 }, (_, i) => (i - 45) / 7);
const manyBits = { shape: rowShape(90), image: writeNumbers(many), kernel: writeNumbers(many), output: 0 };

/**
 * An entry with every optional field; the type makes sure that none is missing here, so printing and reading it covers
 * them all.
 */
export const fullEntry: Required<CorpusEntry> & { readonly found: Required<Provenance> } = withId({
  ...exampleEntry,
  partner: { id: 'other/conv2d', version: '2.0' },
  partnerComputed: { format: 'binary64', bits: bits64(0.1), decimal: '0.1' },
  results: [
    { name: 'one', format: 'binary32', bits: bits32(1), decimal: '1' },
    { name: 'other', format: 'binary64', bits: bits64(2), decimal: '2' },
  ],
  varied: { ...manyBits, must: { kind: 'times', power: -3 }, change: 'scaled by 2^-3' },
  variedComputed: { format: 'binary32', bits: bits32(-0), decimal: '-0' },
  wrongOutputs: [
    { computed: 'unwritten', where: [{ left: 'outputColumn', is: 'at-least', right: 1 }] },
    { computed: 'zero', exact: 'finite' },
  ],
  batchContext: {
    place: 1,
    images: writeNumbers(Float32Array.of(...exampleInput.image, ...exampleInput.image)),
    kernels: writeNumbers(Float32Array.of(...exampleInput.kernel, ...exampleInput.kernel)),
  },
  found: { ...exampleEntry.found, input: manyBits },
  note: 'a "note"',
});

/** An entry about a sum. */
export const arithmeticEntry: ArithmeticEntry = withId({
  schema: arithmeticSchemaName,
  role: 'worst-case',
  expectation: 'must-hold',
  claim: 'sum-height',
  subject: { id: 'lastbit/arithmetic', version: '1.0' },
  format: binary32,
  numbers: [1, 2 ** -24, 2 ** -24].map(bits64),
  trees: ['(0+1)+2'],
  errorOverBound: 0.99,
  flags: [],
  command: 'npx lastbit corpus replay x',
  note: 'x',
});
