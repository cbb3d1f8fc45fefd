import { parseJson } from './parse-json.ts';
import { readText } from './read-input.ts';

/** Reads a file of JSON. Throws a UsageError, one line that names the file. */
export function readJson(path: string, largest?: number): unknown {
  return parseJson(path, readText(path, largest));
}
