import * as v from 'valibot';
import { checkShape } from '../conv/check-shape.ts';
import { imageSize } from '../conv/image-size.ts';
import { kernelSize } from '../conv/kernel-size.ts';
import { UsageError } from '../float/usage-error.ts';
import type { CorpusEntry } from './entry.ts';
import { entryId } from './entry-id.ts';
import { entrySchema } from './entry-schema.ts';

/** The largest file that is read as an entry. */
const largestLength = 2 ** 24;

/** An entry from the text of its file. Throws a UsageError of one line: what is wrong, in which file, what would be right. */
export function parseEntry(text: string, path: string): CorpusEntry {
  if (text.length > largestLength)
    throw new UsageError(`${path}: ${text.length} characters; an entry has at most ${largestLength}`);
  const result = v.safeParse(entrySchema, parseJson(text, path));
  if (!result.success) {
    const [issue] = result.issues;
    const place = v.getDotPath(issue) ?? 'entry';
    throw new UsageError(`${path}: ${place}: ${issue.message}; docs/corpus.md describes an entry`);
  }
  const entry = result.output;
  checkMeaning(entry, path);
  return entry;
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${path}: not JSON (${(error as Error).message}); an entry is one JSON object`);
  }
}

function checkMeaning(entry: CorpusEntry, path: string): void {
  try {
    checkShape(entry.shape);
  } catch (error) {
    throw new UsageError(`${path}: ${(error as Error).message}`);
  }
  const [pixels, taps] = [imageSize(entry.shape), kernelSize(entry.shape)];
  if (entry.image.length !== pixels)
    throw new UsageError(`${path}: image has ${entry.image.length} numbers, its shape ${pixels}`);
  if (entry.kernel.length !== taps)
    throw new UsageError(`${path}: kernel has ${entry.kernel.length} numbers, its shape ${taps}`);
  const id = entryId(entry);
  if (entry.id !== id) throw new UsageError(`${path}: id ${entry.id} is not that of its content, which is ${id}`);
}
