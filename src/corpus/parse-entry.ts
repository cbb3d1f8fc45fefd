import * as v from 'valibot';
import { checkShape } from '../conv/check-shape.ts';
import { imageSize, kernelSize } from '../conv/shape.ts';
import { UsageError } from '../errors/usage-error.ts';
import { parseJson } from '../files/parse-json.ts';
import { readText } from '../files/read-input.ts';
import { readJson } from '../files/read-json.ts';
import { type Bits32, fromBits32, fromBits64 } from '../float/bits.ts';
import { dyadicOf, roundDyadic } from '../float/dyadic.ts';
import { parseTree } from '../sums/tree-text.ts';
import { type AnyEntry, type ArithmeticEntry, type CaseOutput, type CorpusEntry, isCaseEntry } from './entry.ts';
import { entryId } from './entry-id.ts';
import { entrySchemas } from './entry-schema.ts';
import { issueText } from './issue-text.ts';
import { countOf, joinedBits, mostKept, type WrittenNumbers } from './packed-numbers.ts';

/** The largest file, in bytes, that is read as an entry. */
const largestEntry: number = 2 ** 24;

/**
 * Reads an entry from the text of a file. Throws a UsageError that says what is wrong, where in the file, and what
 * would be right.
 */
export function parseEntry(text: string, path: string): AnyEntry {
  return entryOfValue(parseJson(path, text), path);
}

/** Reads the entry of a file. Throws a UsageError of one line that names the file. */
export function readEntry(path: string): AnyEntry {
  const text = readText(path, largestEntry);
  const before = entriesRead.get(text);
  if (before !== undefined) return before;
  const entry = parseEntry(text, path);
  entriesRead.set(text, entry);
  return entry;
}

/** By the text of the file: `hunt --all` reads the corpus again for each row, and to parse takes most of the time. */
const entriesRead = new Map<string, AnyEntry>();

/** As `parseEntry`, from a parsed JSON value. `path` is for messages. */
export function entryOfValue(value: unknown, path: string): AnyEntry {
  const name = typeof value === 'object' && value !== null && 'schema' in value ? value.schema : undefined;
  const schema = Object.entries(entrySchemas).find(([known]) => known === name)?.[1];
  if (schema === undefined) {
    const known = Object.keys(entrySchemas).join(' or ');
    throw new UsageError(`${path}: schema: ${shown(name)} is not ${known}; docs/corpus.md describes an entry`);
  }
  const result = v.safeParse(schema, value);
  if (!result.success)
    throw new UsageError(`${path}: ${issueText(result.issues, 'entry')}; docs/corpus.md describes an entry`);
  try {
    checkMeaning(result.output);
  } catch (error) {
    if (error instanceof UsageError) throw new UsageError(`${path}: ${error.message}`);
    throw error;
  }
  return result.output;
}

function shown(value: unknown): string {
  const text = typeof value === 'object' && value !== null ? 'an object' : (JSON.stringify(value) ?? 'nothing');
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function checkMeaning(entry: AnyEntry): void {
  if (isCaseEntry(entry)) checkCaseEntry(entry);
  else checkArithmetic(entry);
  const id = entryId(entry);
  if (entry.id !== id) throw new UsageError(`id ${entry.id} is not that of its content, which is ${id}`);
}

function checkCaseEntry(entry: CorpusEntry): void {
  const { shape, varied, batchContext, found } = entry;
  checkInput('', entry, false);
  if (varied !== undefined) checkInput('varied: ', varied, true);
  if (found.input !== undefined) checkInput('found.input: ', found.input, false);
  if (batchContext === undefined) return;
  const cases = counted('batchContext.images', batchContext.images, imageSize(shape), true);
  const kernels = counted('batchContext.kernels', batchContext.kernels, kernelSize(shape), true);
  if (cases !== kernels) throw new UsageError(`batchContext has ${cases} images but ${kernels} kernels`);
  if (batchContext.place >= cases)
    throw new UsageError(`batchContext.place: ${batchContext.place} is not the index of one of its ${cases} cases`);
  const { place, images, kernels: taps } = batchContext;
  if (!isPart(entry.image, images, place) || !isPart(entry.kernel, taps, place))
    throw new UsageError(`batchContext: its case ${place} is not the image and kernel of the entry`);
}

function isPart(own: readonly Bits32[], all: WrittenNumbers, place: number): boolean {
  const part = joinedBits(all).slice(8 * place * own.length, 8 * (place + 1) * own.length);
  // Packing makes every NaN the quiet one.
  const isSame = (bits: Bits32, index: number): boolean =>
    Object.is(fromBits32(bits), fromBits32(part.slice(8 * index, 8 * index + 8) as Bits32));
  return part === own.join('') || own.every(isSame);
}

function checkInput(where: string, { shape, image, kernel }: CaseOutput, several: boolean): void {
  checkShape(shape);
  const cases = counted(`${where}image`, image, imageSize(shape), several);
  const kernels = counted(`${where}kernel`, kernel, kernelSize(shape), several);
  if (cases !== kernels) throw new UsageError(`${where}${cases} images but ${kernels} kernels`);
}

/** The number of cases that the numbers make up. */
function counted(what: string, written: WrittenNumbers, size: number, several: boolean): number {
  const numbers = numbersOf(what, written);
  const cases = numbers / size;
  if (cases === 1 || (several && Number.isInteger(cases) && cases > 0 && numbers <= mostKept)) return cases;
  throw new UsageError(`${what} has ${numbers} numbers, but its shape needs ${size}`);
}

function numbersOf(what: string, written: WrittenNumbers): number {
  try {
    return countOf(written);
  } catch (error) {
    throw new UsageError(`${what}: ${(error as Error).message}`);
  }
}

function checkArithmetic({ format, numbers, trees }: ArithmeticEntry): void {
  const { precision, minExponent, maxExponent } = format;
  if (precision > 53 || minExponent - precision < -1075 || maxExponent > 1023 || minExponent > maxExponent)
    throw new UsageError(`format: ${precision} bits and exponents ${minExponent} to ${maxExponent} exceed binary64`);
  for (const [index, bits] of numbers.entries()) {
    const number = fromBits64(bits);
    const isOfFormat = Number.isFinite(number) && roundDyadic(dyadicOf(number), format, 'nearest-even') === number;
    if (!isOfFormat) throw new UsageError(`numbers.${index}: ${number} is not a finite number of the format`);
  }
  for (const [index, text] of trees.entries()) {
    parseTree(text);
    const terms = text.match(/\d+/g)?.length ?? 0;
    if (terms !== numbers.length)
      throw new UsageError(`trees.${index} has ${terms} terms, but there are ${numbers.length} numbers`);
  }
}

/** The largest file, in bytes, in which entries are searched. */
const largestFile = 8 * largestEntry;

/**
 * All entries in a JSON file, at any depth: an entry file, or the output of `verify --json`. Each is checked as
 * `parseEntry` does. Throws a UsageError if the file cannot be read or has no entry.
 */
export function entriesIn(path: string): readonly AnyEntry[] {
  const entries = new Map<string, AnyEntry>();
  const left: unknown[] = [readJson(path, largestFile)];
  while (left.length > 0) {
    const value = left.pop();
    if (typeof value !== 'object' || value === null) continue;
    if ('schema' in value && typeof value.schema === 'string' && value.schema.startsWith('lastbit-corpus-')) {
      const entry = entryOfValue(value, path);
      entries.set(entry.id, entry);
    } else for (const item of Object.values(value).reverse()) left.push(item);
  }
  if (entries.size === 0) throw new UsageError(`${path}: contains no corpus entry; docs/corpus.md describes them`);
  return [...entries.values()];
}
